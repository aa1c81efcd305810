// Tells clients about the server: versions, the specification, and its address (looker 11).
import { attriumTable, permissionTable } from '../domain/permissions.ts'
import { webTable } from '../domain/web-permissions.ts'
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
import { openRoute, route } from '../request/route.ts'
import { release } from './api-description.ts'

const ApiVersionElement = shape('ApiVersionElement', 'One version that the server speaks.', {
  version: readOnlyNullableText('Version as it appears in addresses: 4.0.'),
  full_version: readOnlyNullableText('Version with the release of Looker that it follows.'),
  status: readOnlyNullableText('Always `current`: this server speaks one version.'),
  swagger_url: readOnlyNullableText('Address of the Swagger 2.0 document of this version.'),
})

const ApiVersion = shape(
  'ApiVersion',
  'The versions of the API that this server speaks, and its addresses.',
  {
    looker_release_version: readOnlyText(
      'Release of Looker whose API this server speaks. It is not a version of Attrium.',
    ),
    current_version: nullableFieldOf('The version to use.', ApiVersionElement),
    supported_versions: nullableListOf(
      'All versions that this server speaks: only one.',
      ApiVersionElement,
      {
        readOnly: true,
      },
    ),
    api_server_url: readOnlyText('Address of this server, without the path of the API.'),
    web_server_url: readOnlyText('Address of the web pages; the same server.'),
    attrium_version: readOnlyText('Version of Attrium. Looker has no such field.'),
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

const Setting = shape(
  'Setting',
  'The settings of the instance that this server has.',
  { host_url: readOnlyNullableText('Address of the web pages; the same server.') },
  { brief: ['host_url'] },
)

export const getSetting = route({
  operation: 'get_setting',
  access: permissionTable.get_setting,
  tag: 'Config',
  method: 'GET',
  path: '/setting',
  summary: 'Get the settings of the instance',
  description:
    'Returns the address of the server. Attrium has no other setting of Looker, and leaves them out.',
  query: { fields: fieldsParameter },
  replies: { 200: Setting },
  fails: [400, 404, 422, 429],

  async handle({ server }) {
    return { host_url: server.publicUrl() }
  },
})

/**
 * `document` makes openapi.json for the address that clients use; swagger.json is made from it. Each is
 * made and written as JSON once, when a client first asks for it.
 */
export function specificationRoute(document: (publicUrl: string) => Json) {
  const makers = new Map([
    ['openapi.json', madeOnce(document)],
    ['swagger.json', madeOnce((publicUrl) => swaggerDocument(document(publicUrl)))],
  ])
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
      return found(makers.get(specification))(server.publicUrl())
    },
  })
}

/** `document` makes the openapi.json of the Attrium API; a demo has further operations. */
export function attriumSpecificationRoute(document: (publicUrl: string, isDemo: boolean) => Json) {
  const made = madeOnce((publicUrl) => document(publicUrl, false))
  const madeForDemo = madeOnce((publicUrl) => document(publicUrl, true))
  return openRoute({
    operation: 'attrium_api_spec',
    access: attriumTable.attrium_api_spec,
    tag: 'Config',
    method: 'GET',
    path: '/openapi.json',
    summary: 'Get the API document',
    description:
      'Returns the description of this API in OpenAPI 3.1, for programs. No sign-in is needed.',
    replies: { 200: anyObject },
    fails: [400, 429],
    handle: ({ server }) => (server.isDemo ? madeForDemo : made)(server.publicUrl()),
  })
}

/** `document` makes the openapi.json of the web's own operations. */
export function webSpecificationRoute(document: (publicUrl: string) => Json) {
  const made = madeOnce(document)
  return openRoute({
    operation: 'web_api_spec',
    access: webTable.web_api_spec,
    tag: 'Config',
    method: 'GET',
    path: '/openapi.json',
    summary: 'Get the API document',
    description:
      'Returns the description of these operations in OpenAPI 3.1. No sign-in is needed.',
    replies: { 200: anyObject },
    fails: [400, 429],
    handle: ({ server }) => made(server.publicUrl()),
  })
}

/** Returns the JSON of a document for the address that clients use; it is made once for each address. */
function madeOnce(document: (publicUrl: string) => Json): (publicUrl: string) => JsonText {
  const made = new Map<string, JsonText>()
  return (publicUrl) => {
    const text =
      made.get(publicUrl) ?? new JsonText(Buffer.from(JSON.stringify(document(publicUrl))))
    made.set(publicUrl, text)
    return text
  }
}

type Json = Record<string, unknown>

const lastPart = (url: string) => new URL(url, 'http://localhost').pathname.split('/').at(-1) ?? ''
