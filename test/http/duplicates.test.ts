// Duplicates are refused with the words that scripts look for (clients 41).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

interface Duplicate {
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly body?: object
}

let made = 0
/** Creates an object with a name, and returns the ways in which another could try to get that name. */
async function duplicatesOf(path: string, body: object): Promise<Duplicate[]> {
  const create = async (name: string) => (await server.api('POST', path, { ...body, name })).json.id
  const name = `twin_${++made}`
  await create(name)
  const other = await create(`twin_${++made}`)
  return [
    { method: 'POST', path, body: { ...body, name } },
    { method: 'PATCH', path: `${path}/${other}`, body: { name } },
  ]
}

it('says already exists in every message of a duplicate', async () => {
  const permission_set_id = (await server.api('GET', '/permission_sets')).json.at(-1).id
  const label = 'A label of its own'
  const { id } = await anAttribute(server, { label })
  const [one, other] = [await aUser(server), await aUser(server)]
  const email = 'twin@example.com'
  const emailOf = (user: string) => `/users/${user}/credentials_email`
  await server.api('POST', emailOf(one), { email })
  await server.api('POST', emailOf(other), { email: 'other@example.com' })
  await server.api('PATCH', `/users/${other}`, { is_disabled: true })
  const totp = `/users/${one}/credentials_totp`
  await server.api('POST', totp)
  const duplicates: Duplicate[] = [
    ...(await duplicatesOf('/user_attributes', { type: 'string' })),
    ...(await duplicatesOf('/groups', {})),
    ...(await duplicatesOf('/roles', { permission_set_id, model_set_id: '1' })),
    ...(await duplicatesOf('/permission_sets', { permissions: ['access_data'] })),
    ...(await duplicatesOf('/model_sets', { models: ['m'] })),
    { method: 'POST', path: '/user_attributes', body: { name: 'fresh', type: 'string', label } },
    { method: 'PATCH', path: `/user_attributes/${id}`, body: { label: 'email' } },
    { method: 'POST', path: emailOf(one), body: { email } },
    { method: 'POST', path: emailOf(await aUser(server)), body: { email } },
    { method: 'PATCH', path: emailOf(other), body: { email } },
    { method: 'POST', path: `/users/${other}/update_emails`, body: { email } },
    { method: 'POST', path: totp },
  ]
  for (const { method, path, body } of duplicates) {
    const { status, json } = await server.api(method, path, body)
    expect([path, status, json.errors?.[0]?.code]).toEqual([path, 422, 'already_exists'])
    expect(json.errors[0].message).toContain('already exists')
  }
})
