// Starts Swagger UI on our own document; the token of `login` on the page goes with what comes after it.

const ui = SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: '/api/4.0/openapi.json',
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  validatorUrl: null,

  // The document names the public address; the page may ask only the one it came from.
  requestInterceptor(request) {
    const { pathname, search } = new URL(request.url, location.origin)
    request.url = location.origin + pathname + search
    if (takesAway(request.method, pathname) && !confirm(question(request.method, pathname))) {
      request.userFetch = () => Promise.reject(new Error('Not sent, as you chose.'))
    }
    return request
  },

  responseInterceptor(response) {
    const { pathname } = new URL(response.url, location.origin)
    if (response.ok && pathname === '/api/4.0/openapi.json') response.text = shown(response.text)
    if (response.ok && pathname === '/api/4.0/login') {
      ui.preauthorizeApiKey('token', response.obj.access_token)
    }
    return response
  },
})

/** The document as the page shows it: a secret in the address of `login` would stay in logs. */
function shown(text) {
  const document = JSON.parse(text)
  document.paths['/login'].post.parameters = []
  return JSON.stringify(document)
}

/** Whether a request deletes something or replaces a whole list; the examples are of the demo company. */
function takesAway(method, pathname) {
  if (method === 'POST') return pathname.endsWith('/group_values')
  return method === 'DELETE' ? !pathname.endsWith('/logout') : method === 'PUT'
}

function question(method, pathname) {
  const effect = method === 'DELETE' ? 'deletes' : 'replaces what is there'
  return `${method} ${pathname}\n\nThis ${effect}, on ${location.origin}. Send it?`
}
