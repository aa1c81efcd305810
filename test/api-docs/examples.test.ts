// That the examples of the API document work on the demo company, and take nothing from it that matters.
import { afterEach, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { referenceFiles } from '../docs/reference.ts'
import { type Answer, startServer, type TestServer } from '../server.ts'
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
const operations = operationsOf(document)

let server: TestServer | undefined
afterEach(() => server?.stop())

async function demo(): Promise<TestServer> {
  server = await startServer({ planting: { seed: company } })
  return server
}

/** What the page sends when nothing in it is changed. */
function send({ api }: TestServer, operationId: string): Promise<Answer> {
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

/** Operations on what the example of another operation has made. */
const chains = [
  [
    ['create_model_set', 'update_model_set', 'delete_model_set'],
    ['create_permission_set', 'delete_permission_set'],
    ['create_user_credentials_api3', 'delete_user_credentials_api3'],
    ['create_user_credentials_totp', 'user_credentials_totp', 'delete_user_credentials_totp'],
    ['create_user', 'create_user_credentials_email'],
  ],
  [['create_embed_user', 'user_credentials_embed', 'delete_user_credentials_embed']],
  [['create_service_account', 'update_service_account', 'delete_service_account']],
]
const later = chains.flat().flatMap(([, ...rest]) => rest)

/** No example can know a key or a session, and the demo company signs in nowhere else. */
const elsewhere = ['google', 'ldap', 'looker_openid', 'oidc', 'saml'].flatMap((kind) => [
  `user_credentials_${kind}`,
  `delete_user_credentials_${kind}`,
])
const unknowable = ['login', 'user_session', 'delete_user_session', ...elsewhere]

const order = ['GET', 'PATCH', 'PUT', 'POST', 'DELETE']
const methodOf = (operationId: string) => addresses.get(operationId)?.method ?? ''
const atOnce = operations
  .map(({ operationId }) => operationId)
  .filter((it) => ![...later, ...unknowable, 'logout'].includes(it))
  .sort((one, other) => order.indexOf(methodOf(one)) - order.indexOf(methodOf(other)))

const done = (operationId: string, { status, text }: Answer) =>
  [200, 204].includes(status) ? [] : [`${operationId}: ${status} ${text}`]

describe('the examples on the demo company', () => {
  it('work the first time and leave in place what matters', async () => {
    const started = await demo()
    const problems: string[] = []
    for (const it of [...atOnce, 'logout']) problems.push(...done(it, await send(started, it)))
    expect(problems).toEqual([])

    const { api } = await started.signIn('1')
    const names = async (path: string, key: string) =>
      ((await api('GET', `${path}&fields=${key}`)).json as Json[]).map((it) => it[key])
    expect(await names('/roles/2/users?direct_association_only=true', 'id')).toEqual(['1', '3'])
    expect(await names('/users/1/credentials_api3?', 'id')).toContain('1')
    expect(await names('/users?ids=1,2,3', 'first_name')).toEqual(['Attrium', 'Maya', 'Ana'])
    expect(await names('/groups?ids=1,2,3,4', 'name')).toEqual([
      'All Users',
      'EMEA',
      'AMER',
      'APAC',
    ])
    expect(await names('/user_attributes/14/group_values?', 'value')).toEqual([
      '%',
      'EMEA',
      'AMER',
      'APAC',
    ])
    const { json } = await api('GET', '/users/2/attribute_values?user_attribute_ids=14')
    expect(json[0]).toMatchObject({ name: 'region', value: 'EMEA', source: 'User Setting' })
  })

  it.each(chains.map((chain) => [chain.flat().join(', '), chain]))(
    'work one after the other: %s',
    async (_, chain) => {
      const started = await demo()
      const problems: string[] = []
      for (const it of chain.flat()) problems.push(...done(it, await send(started, it)))
      expect(problems).toEqual([])
    },
  )

  it('are answered 404 where only the reader can know an id or a key', async () => {
    const started = await demo()
    for (const it of unknowable) expect([it, (await send(started, it)).status]).toEqual([it, 404])
  })

  it('find something wherever they search', async () => {
    const started = await demo()
    for (const { operationId } of operations.filter((it) => /search|^all_/.test(it.operationId))) {
      if (['all_user_credentials_embeds', 'all_user_sessions'].includes(operationId)) continue
      const { json } = await send(started, operationId)
      expect([operationId, json.length > 0]).toEqual([operationId, true])
    }
  })
})
