// The examples of the API document, sent as its page sends them.
import { referenceFiles } from '../docs/reference.ts'
import type { Answer, TestServer } from '../support/server.ts'
import { type Json, operationsOf } from './descriptions.ts'

const document: Json = JSON.parse(referenceFiles['openapi.json']?.() ?? '')
const paths = document['paths'] as Record<string, Record<string, Json>>
const addresses = new Map(
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => [
      String(operationId),
      { method: method.toUpperCase(), path },
    ]),
  ),
)
export const operations = operationsOf(document)

/** Sends the call that the page sends when nobody edits it. */
export function send({ api }: TestServer, operationId: string): Promise<Answer> {
  const operation = operations.find((it) => it.operationId === operationId)
  const { method, path } = addresses.get(operationId) ?? { method: '', path: '' }
  const query = new URLSearchParams()
  let address = path
  for (const { name, in: place, example } of operation?.parameters ?? []) {
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(`${example}`))
    else if (example !== '') query.set(name, String(example))
  }
  const { content = {} } = (operation?.requestBody ?? {}) as { content?: Record<string, Json> }
  const [body] = Object.values(content)
  return api(method, `${address}?${query}`, body?.['example'])
}

/** Operations on an object that the example of another operation creates. */
export const chains = [
  [
    ['create_model_set', 'update_model_set', 'delete_model_set'],
    ['create_permission_set', 'delete_permission_set'],
    ['create_user_credentials_api3', 'delete_user_credentials_api3'],
    ['create_user_credentials_totp', 'user_credentials_totp', 'delete_user_credentials_totp'],
    ['create_user', 'create_user_credentials_email'],
    ['register_oauth_client_app', 'update_oauth_client_app', 'delete_oauth_client_app'],
  ],
  [['create_embed_user', 'user_credentials_embed', 'delete_user_credentials_embed']],
  [['create_service_account', 'update_service_account', 'delete_service_account']],
]
const later = chains.flat().flatMap(([, ...rest]) => rest)

/** No example can know a key or a session, and the demo company signs in through no other system. */
const elsewhere = ['google', 'ldap', 'looker_openid', 'oidc', 'saml'].flatMap((kind) => [
  `user_credentials_${kind}`,
  `delete_user_credentials_${kind}`,
])
export const unknowable = ['login', 'user_session', 'delete_user_session', ...elsewhere]

const order = ['GET', 'PATCH', 'PUT', 'POST', 'DELETE']
export const methodOf = (operationId: string) => addresses.get(operationId)?.method ?? ''
export const atOnce = operations
  .map(({ operationId }) => operationId)
  .filter((it) => ![...later, ...unknowable, 'logout'].includes(it))
  .sort((one, other) => order.indexOf(methodOf(one)) - order.indexOf(methodOf(other)))
