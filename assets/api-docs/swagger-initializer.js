// Starts Swagger UI on our own documents; the token of `login` on the page goes with what comes after it.

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
    // guard api-docs-2: !confirm → confirm
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

/** The token that somebody has signed in with stays when they change to the other document. */
for (const button of document.querySelectorAll('nav button')) {
  button.addEventListener('click', () => {
    ui.specActions.updateUrl(button.value)
    ui.specActions.download(button.value)
  })
}

/** The document as the page shows it: a secret in the address of `login` would stay in logs. */
function shown(text) {
  const shownDocument = JSON.parse(text)
  // guard api-docs-1: gone
  shownDocument.paths['/login'].post.parameters = []
  return JSON.stringify(shownDocument)
}

/** Whether a request deletes something or replaces a whole list; the examples are of the demo company. */
function takesAway(method, pathname) {
  if (method === 'POST') return /\/(group_values|reset)$/.test(pathname)
  return method === 'DELETE' ? !pathname.endsWith('/logout') : method === 'PUT'
}

function question(method, pathname) {
  const effect = method === 'DELETE' ? 'deletes' : 'replaces what is there'
  return `${method} ${pathname}\n\nThis ${effect}, on ${location.origin}. Send it?`
}
