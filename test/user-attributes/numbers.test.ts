// A JSON number is stored and shown as the text that was sent (decision 41).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const set = (id: string, body: string) =>
  server.api('PATCH', `/users/1/attribute_values/${id}`, body)
const shown = async (id: string) =>
  (await server.api('GET', `/users/1/attribute_values?user_attribute_ids=${id}`)).json[0].value

it('keeps the text of a number by every door that takes a value', async () => {
  const numbers = ['1.10', '1e21', '100000000000000000001', '0.30000000000000004', '-0']
  for (const sent of numbers) {
    const definition = (name: string) =>
      `{"name":"${name}","label":"${name}","type":"number","default_value":${sent}}`
    const name = `kept_${Math.random()}`.replace('.', '_')
    const created = await server.api('POST', '/user_attributes', definition(name))
    expect(created.json.default_value).toBe(sent)
    const { id } = created.json
    const changed = `{"user_can_edit": true, "default_value" : ${sent}}`
    const updated = await server.api('PATCH', `/user_attributes/${id}`, changed)
    expect(updated.json.default_value).toBe(sent)
    const path = `/groups/1/attribute_values/${id}`
    expect((await server.api('PATCH', path, `{"value":${sent}}`)).json.value).toBe(sent)
    const list = `[{"group_id":1,"rank":1,"value":\t${sent}}]`
    const listed = await server.api('POST', `/user_attributes/${id}/group_values`, list)
    expect(listed.json).toMatchObject([{ group_id: '1', rank: 1, value: sent }])
    const twice = `{"value":"other","\\u0076alue":${sent}}`
    expect((await set(id, twice)).json.value).toBe(sent)
    expect(await shown(id)).toBe(sent)
  }
})
