// A server with data to lose, and the data that a request to each of its routes needs.
import type { AnyRoute } from '../../../src/http/route.ts'
import { routes } from '../../../src/routes.ts'
import type { Client } from '../../support/server-process.ts'
import type { World } from './bad-request-maker.ts'

/** An attribute with a user value and a group value, so that there is something to lose. */
export async function plantedWorld(client: Client, data: string): Promise<World> {
  const { authorization } = await client.signIn(data)
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { authorization }
    const answer = await client.ask({ method, path, headers, body: JSON.stringify(body) })
    if (answer.status !== 200) throw new Error(`${method} ${path} was answered ${answer.status}`)
    return JSON.parse(answer.text)
  }
  const attribute = { name: 'region', label: 'Region', type: 'string', user_can_edit: true }
  const { id } = await send('POST', '/api/4.0/user_attributes', attribute)
  await send('PATCH', `/api/4.0/users/1/attribute_values/${id}`, { value: 'north' })
  await send('PATCH', `/api/4.0/groups/1/attribute_values/${id}`, { value: 'south' })
  return {
    routes: routes as unknown as AnyRoute<never>[],
    authorization,
    parameters: {
      user_id: '1',
      group_id: '1',
      user_attribute_id: id,
      role_id: '2',
      api_version: '4.0',
      specification: 'openapi.json',
    },
    bodies: {
      create_user_attribute: '{"name":"taken_by_mistake","label":"Mistake","type":"string"}',
      update_user_attribute: '{"label":"Mistake"}',
      set_user_attribute_user_value: '{"value":"mistake"}',
      update_user_attribute_group_value: '{"value":"mistake"}',
      set_user_attribute_group_values: '[{"group_id":"1","value":"mistake"}]',
    },
  }
}
