// Plants a seed through the API, call by call; the server's own planting must have the same result.

import { auditRow } from '../../src/audit/audit-row.ts'
import { CallRefused } from '../../src/client/answers.ts'
import { type LookerClient, signedIn } from '../../src/client/client.ts'
import { addApiKey } from '../../src/credentials/api-key-sql.ts'
import type { UserId } from '../../src/ids.ts'
import type { Seed, SeedKey, SeedUser } from '../../src/seed/seed.ts'
import type { Running } from '../../src/serve.ts'
import { byTest } from '../support/server.ts'

/** Plants everything in the seed, in the order of dependencies. Throws with the API's own message. */
export async function plantOverHttp(running: Running, key: SeedKey, seed: Seed): Promise<void> {
  const call = await signedIn(running.url, key)
  const groupIds = await plantGroups(call, seed)
  const attributeIds = await plantAttributes(call, seed, groupIds)
  const named = { query: { fields: 'id,name' } } as const
  const roleIds = byName(await forPart('roles', call('GET /roles', named)))
  for (const [at, user] of seed.users.entries()) {
    await plantUser(running, call, `users[${at}]`, user, { groupIds, attributeIds, roleIds })
  }
}

/** The answer to the call for this part of the seed; throws with the API's own message. */
async function forPart<T>(place: string, reply: Promise<{ readonly body: T }>): Promise<T> {
  try {
    return (await reply).body
  } catch (error) {
    throw error instanceof CallRefused ? new Error(`${place}: ${error.message}`) : error
  }
}

interface Named {
  readonly id?: string
  readonly name?: string | null
}

const byName = (list: readonly Named[]) =>
  new Map(list.map(({ id, name }): [string, string] => [name ?? '', id ?? '']))

function idOf(ids: Map<string, string>, name: string, place: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`${place} names something the seed does not have.`)
  return id
}

async function plantGroups(call: LookerClient, { groups }: Seed): Promise<Map<string, string>> {
  const ids = new Map([['All Users', '1']])
  for (const [at, { name }] of groups.entries()) {
    const group = await forPart(`groups[${at}]`, call('POST /groups', { body: { name } }))
    ids.set(name, group.id)
  }
  for (const [at, group] of groups.entries()) {
    for (const inner of group.groups ?? []) {
      const place = `groups[${at}].groups`
      const path = { group_id: idOf(ids, group.name, place) }
      const body = { group_id: idOf(ids, inner, place) }
      await forPart(place, call('POST /groups/{group_id}/groups', { path, body }))
    }
  }
  return ids
}

async function plantAttributes(
  call: LookerClient,
  seed: Seed,
  groupIds: Map<string, string>,
): Promise<Map<string, string>> {
  const named = { query: { fields: 'id,name' } } as const
  const ids = byName(await forPart('user_attributes', call('GET /user_attributes', named)))
  for (const [at, { group_values = {}, ...definition }] of seed.user_attributes.entries()) {
    const place = `user_attributes[${at}]`
    const { id } = await forPart(place, call('POST /user_attributes', { body: definition }))
    ids.set(definition.name, id)
    const values = Object.entries(group_values).map(([name, value]) => ({
      group_id: idOf(groupIds, name, `${place}.group_values`),
      value,
    }))
    if (values.length > 0) {
      const path = { user_attribute_id: id }
      await forPart(
        `${place}.group_values`,
        call('POST /user_attributes/{user_attribute_id}/group_values', { path, body: values }),
      )
    }
  }
  return ids
}

interface Ids {
  readonly groupIds: Map<string, string>
  readonly attributeIds: Map<string, string>
  readonly roleIds: Map<string, string>
}

async function plantUser(
  running: Running,
  call: LookerClient,
  place: string,
  user: SeedUser,
  ids: Ids,
) {
  const { email, groups = [], roles = [], values = {}, api_key, ...names } = user
  const { id } = await forPart(place, call('POST /users', { body: names }))
  const path = { user_id: id }
  if (email !== undefined) {
    await forPart(place, call('POST /users/{user_id}/credentials_email', { path, body: { email } }))
  }
  for (const name of groups) {
    const group_id = idOf(ids.groupIds, name, `${place}.groups`)
    await forPart(
      `${place}.groups`,
      call('POST /groups/{group_id}/users', { path: { group_id }, body: { user_id: id } }),
    )
  }
  if (roles.length > 0) {
    const roleIds = roles.map((name) => idOf(ids.roleIds, name, `${place}.roles`))
    await forPart(`${place}.roles`, call('PUT /users/{user_id}/roles', { path, body: roleIds }))
  }
  for (const [name, value] of Object.entries(values)) {
    const user_attribute_id = idOf(ids.attributeIds, name, `${place}.values`)
    await forPart(
      `${place}.values.${name}`,
      call('PATCH /users/{user_id}/attribute_values/{user_attribute_id}', {
        path: { ...path, user_attribute_id },
        body: { value },
      }),
    )
  }
  if (api_key !== undefined) {
    const { db, keys, now } = running.server
    const { client_id, client_secret } = api_key
    const key = { user_id: id as UserId, client_id, secret_digest: keys.digest(client_secret) }
    await db.commit({
      statements: [addApiKey({ ...key, now: now() })],
      audit: auditRow(byTest(now()), { user_id: id as UserId }),
      changesAuthority: true,
    })
  }
}
