// Starts Swagger UI on our own document; who tries `login` on the page goes on with the token he got.

const ui = SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: '/api/4.0/openapi.json',
  deepLinking: true,
  displayOperationId: true,
  tryItOutEnabled: true,
  validatorUrl: null,

  // The document names the public address; the page may ask only the one it came from.
  requestInterceptor(request) {
    const { pathname, search } = new URL(request.url, location.origin)
    request.url = location.origin + pathname + search
    // Whoever gave `login` his key as parameters left samples in its form, which would win.
    if (search.includes('client_id=')) request.body = undefined
    return request
  },

  responseInterceptor(response) {
    if (response.ok && new URL(response.url).pathname === '/api/4.0/login') {
      ui.preauthorizeApiKey('token', response.obj.access_token)
    }
    return response
  },
})
