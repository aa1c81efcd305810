// The list of a user's values is written in one step; with `fields` it goes through the shape. Both must be equal.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { UserAttributeWithValue } from '../../src/user-attributes/shapes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const awkwardName = 'a "quoted" \\ text, 中😀 </script>'
const awkward = `${awkwardName} \u2028 \t\n`
const everyField = `fields=${Object.keys(UserAttributeWithValue.properties).join(',')}`

it.each(['include_unset=false', 'include_unset=true', 'all_values=true&include_unset=true'])(
  'is the same text with every field asked for by name as without, at %s',
  async (options) => {
    const group_id = await aGroup(server, `Group ${awkwardName} ${options}`)
    const user_id = await aUser(server, { groups: [group_id] })
    const hiding = { value_is_hidden: true, hidden_value_domain_whitelist: 'a.example/*' }
    for (const kind of [
      {},
      { default_value: awkward },
      hiding,
      { ...hiding, default_value: 'x' },
    ]) {
      for (const sources of [[], ['group'], ['user'], ['user', 'group']]) {
        const { id } = await anAttribute(server, {
          label: `${awkwardName} ${Math.random()}`,
          ...kind,
        })
        if (sources.includes('group')) {
          await server.api('PATCH', `/groups/${group_id}/attribute_values/${id}`, {
            value: awkward,
          })
        }
        if (sources.includes('user')) {
          await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, { value: awkward })
        }
      }
    }
    const path = `/users/${user_id}/attribute_values?${options}`
    const atOnce = await server.api('GET', path)
    const byShape = await server.api('GET', `${path}&${everyField}`)
    expect(atOnce.json.length).toBeGreaterThan(20)
    expect(atOnce.text).toBe(byShape.text)
    expect(atOnce.headers['content-type']).toBe(byShape.headers['content-type'])
  },
)
