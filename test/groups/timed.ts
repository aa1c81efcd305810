// Users who are in groups for a time, on a server whose clock a test moves about.
import { expect } from 'vitest'
import { server } from '../support/moved-clock.ts'
import type { CallOptions } from '../support/server.ts'
import { aGroup, anAttribute } from '../support/world.ts'

export const base = '/api/attrium/1.0'

export const attrium = async (method: string, path: string, body?: unknown, more?: CallOptions) =>
  server().api(method, path, body, { base, ...more })
export const change = (...changes: unknown[]) => attrium('POST', '/changes', { changes })

export interface Scene {
  readonly user: string
  readonly group: string
  readonly outer: string
  readonly id: string
  readonly name: string
}

/** A user, a group in another one that has a value, and the attribute. */
export async function scene(): Promise<Scene> {
  const outer = await aGroup(server())
  const group = await aGroup(server(), undefined, [outer])
  const { id, name } = await anAttribute(server(), { default_value: 'default' })
  const path = `/groups/${outer}/attribute_values/${id}`
  expect((await server().api('PATCH', path, { value: 'EMEA' })).status).toBe(200)
  const maya = { first_name: 'Maya', last_name: 'Lee' }
  const { json } = await server().api('POST', '/users', maya)
  return { user: json.id, group, outer, id, name }
}

export const add = ({ user, group }: Scene, times: object = {}) => ({
  ...{ op: 'add_group_user', user_id: user, group_id: group, ...times },
})
export const remove = ({ user, group }: Scene) => ({
  ...{ op: 'remove_group_user', user_id: user, group_id: group },
})

export const historyOf = async ({ user }: Scene) =>
  (await attrium('GET', `/history?user=${user}`)).json.history
