// A change that changes nothing stores nothing, audits nothing and keeps ids.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepare } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../server.ts'
import { aGroup, anAttribute } from '../world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const counted = prepare((writer, _: object) =>
  writer.selectFrom('audit').select((row) => row.fn.countAll<number>().as('rows')),
)
const audited = async () => Number((await server.running.server.db.read(counted({})))[0][0]?.rows)

it('of group values, one by one or as a list', async () => {
  const { id } = await anAttribute(server)
  const [one, other] = [await aGroup(server), await aGroup(server)]
  const list = [
    { group_id: one, value: 'one' },
    { group_id: other, value: 'other' },
  ]
  const path = `/user_attributes/${id}/group_values`
  const set = (await server.api('POST', path, list)).json
  const before = await audited()
  expect((await server.api('POST', path, list)).json).toEqual(set)
  expect((await server.api('POST', path, set)).json).toEqual(set)
  const alone = `/groups/${one}/attribute_values/${id}`
  expect((await server.api('PATCH', alone, { value: 'one' })).json).toEqual(set[0])
  expect(await audited()).toBe(before)
  expect((await server.api('POST', path, [...list].reverse())).status).toBe(200)
  expect((await server.api('PATCH', alone, { value: 'two' })).json).toMatchObject({ value: 'two' })
  expect(await audited()).toBe(before + 2)
})

it('but a hidden value that is sent is a change, whatever it was', async () => {
  const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'a.example/*' }
  const { id } = await anAttribute(server, hidden)
  const group_id = await aGroup(server)
  const path = `/user_attributes/${id}/group_values`
  const set = (await server.api('POST', path, [{ group_id, value: 'x' }])).json
  const before = await audited()
  expect((await server.api('POST', path, set)).json).toEqual(set)
  expect(await audited()).toBe(before)
  await server.api('POST', path, [{ group_id, value: 'x' }])
  await server.api('PATCH', `/groups/${group_id}/attribute_values/${id}`, { value: 'x' })
  expect(await audited()).toBe(before + 2)
})
