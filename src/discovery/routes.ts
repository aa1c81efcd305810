// What clients ask before they sign in: versions and the specification (looker 11).
import { permissionTable } from '../access/permissions.ts'
import { allow, found } from '../errors.ts'
import { fieldsParameter } from '../http/query.ts'
import { JsonText } from '../http/route.ts'
import {
  anyObject,
  nullableFieldOf,
  nullableListOf,
  readOnlyNullableText,
  readOnlyText,
  shape,
} from '../http/schema.ts'
import { swaggerDocument } from '../http/swagger.ts'
import { openRoute } from '../request/route.ts'
import { release } from './api-description.ts'

const ApiVersionElement = shape('ApiVersionElement', 'One version that the server speaks.', {
  version: readOnlyNullableText('Version as it stands in addresses: 4.0.'),
  full_version: readOnlyNullableText('Version with the release of Looker that it follows.'),
  status: readOnlyNullableText('Always `current`: this server speaks one version.'),
  swagger_url: readOnlyNullableText('Address of the Swagger 2.0 document of this version.'),
})

const ApiVersion = shape(
  'ApiVersion',
  'The versions of the API that this server speaks, and where it is.',
  {
    looker_release_version: readOnlyText(
      'Release of Looker whose API this server speaks. It is not a version of Attrium.',
    ),
    current_version: nullableFieldOf('The version to use.', ApiVersionElement),
    supported_versions: nullableListOf('All versions spoken, which is one.', ApiVersionElement, {
      readOnly: true,
    }),
    api_server_url: readOnlyText('Address of this server, without the path of the API.'),
    web_server_url: readOnlyText('Address of the web pages; the same server.'),
    attrium_version: readOnlyText('Version of Attrium, which Looker does not have.'),
  },
  { brief: ['looker_release_version', 'current_version'] },
)

export const versions = openRoute({
  operation: 'versions',
  access: permissionTable.versions,
  tag: 'Config',
  method: 'GET',
  path: '/versions',
  aliases: ['/versions'],
  summary: 'Get the versions of the API',
  description:
    'Returns the versions that this server speaks and its addresses. No sign-in is needed.',
  query: { fields: fieldsParameter },
  replies: { 200: ApiVersion },
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
      attrium_version: server.version,
    }
  },
})

/**
 * `document` makes openapi.json for the address that clients use; swagger.json is made of it. Each is
 * made and written as JSON once, when somebody first asks for it.
 */
export function specificationRoute(document: (publicUrl: string) => Json) {
  const makers = new Map([
    ['openapi.json', document],
    ['swagger.json', (publicUrl: string) => swaggerDocument(document(publicUrl))],
  ])
  const made = new Map<string, JsonText>()
  return openRoute({
    operation: 'api_spec',
    access: permissionTable.api_spec,
    tag: 'Config',
    method: 'GET',
    path: '/api_spec/{api_version}/{specification}',
    // Older clients ask without naming the version again (looker 11.2).
    aliases: [...makers.keys()].map((name) => `/api/4.0/${name}`),
    names: ['api_version', 'specification'],
    summary: 'Get the API document',
    description: 'Returns the description of this API, for programs. No sign-in is needed.',
    replies: { 200: anyObject },
    fails: [400, 404, 429],

    handle({ params, server, request }) {
      const { api_version = '4.0', specification = lastPart(request.url) } = params
      allow(api_version === '4.0', 'not_found')
      const make = found(makers.get(specification))
      const publicUrl = server.publicUrl()
      const key = `${specification} ${publicUrl}`
      const answer = made.get(key) ?? new JsonText(Buffer.from(JSON.stringify(make(publicUrl))))
      made.set(key, answer)
      return answer
    },
  })
}

type Json = Record<string, unknown>

const lastPart = (url: string) => new URL(url, 'http://localhost').pathname.split('/').at(-1) ?? ''
