// What clients ask before they sign in: versions and the specification (looker 11).
import { openRoute } from '../context.ts'
import { allow, found } from '../errors.ts'
import { fieldsParameter } from '../http/query.ts'
import {
  anyObject,
  nullableListOf,
  nullableShape,
  readOnlyNullableText,
  readOnlyText,
  shape,
} from '../http/schema.ts'
import { swaggerDocument } from '../http/swagger.ts'

/** The release and API version that this server speaks. */
export const release = { looker: '25.10.10', api: '4.0.25.10' } as const

const ApiVersionElement = shape('ApiVersionElement', {
  version: readOnlyNullableText,
  full_version: readOnlyNullableText,
  status: readOnlyNullableText,
  swagger_url: readOnlyNullableText,
})

const ApiVersion = shape('ApiVersion', {
  looker_release_version: readOnlyText,
  current_version: nullableShape(ApiVersionElement),
  supported_versions: nullableListOf(ApiVersionElement, { readOnly: true }),
  api_server_url: readOnlyText,
  web_server_url: readOnlyText,
})

export const versions = openRoute({
  operation: 'versions',
  tag: 'Config',
  method: 'GET',
  path: '/versions',
  aliases: ['/versions'],
  summary: 'Get ApiVersion',
  query: { fields: fieldsParameter },
  reply: ApiVersion,
  fails: [400, 404, 429],

  handle({ server }) {
    const url = server.publicUrl()
    const current = {
      version: '4.0',
      full_version: release.api,
      status: 'current',
      swagger_url: `${url}/api/4.0/swagger.json`,
    }
    return {
      looker_release_version: release.looker,
      current_version: current,
      supported_versions: [current],
      api_server_url: url,
      web_server_url: url,
    }
  },
})

/** `document` makes openapi.json for the address that clients use; swagger.json is made of it. */
export function specificationRoute(document: (publicUrl: string) => Json) {
  const makers = new Map([
    ['openapi.json', document],
    ['swagger.json', (publicUrl: string) => swaggerDocument(document(publicUrl))],
  ])
  const made = new Map<string, Json>()
  return openRoute({
    operation: 'api_spec',
    tag: 'Config',
    method: 'GET',
    path: '/api_spec/{api_version}/{specification}',
    // Older clients ask without naming the version again (looker 11.2).
    aliases: [...makers.keys()].map((name) => `/api/4.0/${name}`),
    names: ['api_version', 'specification'],
    summary: 'Get an API specification',
    description: 'openapi.json is OpenAPI 3.0, swagger.json is Swagger 2.0.',
    reply: anyObject,
    fails: [400, 404, 429],

    handle({ params, server, request }) {
      const { api_version = '4.0', specification = lastPart(request.url) } = params
      allow(api_version === '4.0', 'not_found')
      const make = found(makers.get(specification))
      const publicUrl = server.publicUrl()
      const key = `${specification} ${publicUrl}`
      const answer = made.get(key) ?? make(publicUrl)
      made.set(key, answer)
      return answer
    },
  })
}

type Json = Record<string, unknown>

const lastPart = (url: string) => new URL(url, 'http://localhost').pathname.split('/').at(-1) ?? ''
