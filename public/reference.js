/** Shows /openapi.json with Swagger UI. */
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  defaultModelsExpandDepth: 0,
  showCommonExtensions: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  // Nothing is sent to a validator elsewhere.
  validatorUrl: null
})
