// Planting a seed through the API, call by call: what the server's own planting must be equal to.

import { auditRow } from '../../src/audit/audit-row.ts'
import type { UserId } from '../../src/ids.ts'
import type { Seed, SeedKey, SeedUser } from '../../src/seed/seed.ts'
import type { Running } from '../../src/serve.ts'
import { addKey } from '../../src/start/sql.ts'
import { byTest } from '../server.ts'

interface Answer {
  readonly id: string
  readonly name: string
}

/** Calls the API as the administrator; `place` says which part of the seed it is for. */
type Call = (place: string, method: string, path: string, body?: unknown) => Promise<Answer>

/** Everything in the seed, in dependency order. Throws with the API's own words. */
export async function plantOverHttp(running: Running, key: SeedKey, seed: Seed): Promise<void> {
  const call = await caller(running.url, key)
  const groupIds = await plantGroups(call, seed)
  const attributeIds = await plantAttributes(call, seed, groupIds)
  const roleIds = byName((await call('roles', 'GET', '/roles?fields=id,name')) as unknown)
  for (const [at, user] of seed.users.entries()) {
    await plantUser(running, call, `users[${at}]`, user, { groupIds, attributeIds, roleIds })
  }
}

async function caller(url: string, key: SeedKey): Promise<Call> {
  const base = `${url}/api/4.0`
  const login = await fetch(`${base}/login`, {
    method: 'POST',
    body: new URLSearchParams({ ...key }),
  })
  const { access_token } = (await login.json()) as { access_token: string }
  return async (place, method, path, body) => {
    const answer = await fetch(base + path, {
      method,
      headers: { authorization: `token ${access_token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const json = await answer.json()
    if (!answer.ok) throw new Error(`${place}: ${explained(json)}`)
    return json as Answer
  }
}

function explained(error: unknown): string {
  const { message, errors = [] } = error as { message: string; errors?: { message: string }[] }
  return [message, ...errors.map((one) => one.message)].join(' ')
}

const byName = (list: unknown) =>
  new Map((list as Answer[]).map(({ id, name }): [string, string] => [name, id]))

function idOf(ids: Map<string, string>, name: string, place: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`${place} names something the seed does not have.`)
  return id
}

async function plantGroups(call: Call, { groups }: Seed): Promise<Map<string, string>> {
  const ids = new Map([['All Users', '1']])
  for (const [at, { name }] of groups.entries()) {
    ids.set(name, (await call(`groups[${at}]`, 'POST', '/groups', { name })).id)
  }
  for (const [at, group] of groups.entries()) {
    for (const inner of group.groups ?? []) {
      const place = `groups[${at}].groups`
      const path = `/groups/${ids.get(group.name)}/groups`
      await call(place, 'POST', path, { group_id: idOf(ids, inner, place) })
    }
  }
  return ids
}

async function plantAttributes(
  call: Call,
  seed: Seed,
  groupIds: Map<string, string>,
): Promise<Map<string, string>> {
  const path = '/user_attributes'
  const ids = byName((await call('user_attributes', 'GET', `${path}?fields=id,name`)) as unknown)
  for (const [at, { group_values = {}, ...definition }] of seed.user_attributes.entries()) {
    const place = `user_attributes[${at}]`
    const { id } = await call(place, 'POST', path, definition)
    ids.set(definition.name, id)
    const values = Object.entries(group_values).map(([name, value]) => ({
      group_id: idOf(groupIds, name, `${place}.group_values`),
      value,
    }))
    if (values.length > 0) {
      await call(`${place}.group_values`, 'POST', `${path}/${id}/group_values`, values)
    }
  }
  return ids
}

interface Ids {
  readonly groupIds: Map<string, string>
  readonly attributeIds: Map<string, string>
  readonly roleIds: Map<string, string>
}

async function plantUser(running: Running, call: Call, place: string, user: SeedUser, ids: Ids) {
  const { email, groups = [], roles = [], values = {}, api_key, ...names } = user
  const { id } = await call(place, 'POST', '/users', names)
  if (email !== undefined) await call(place, 'POST', `/users/${id}/credentials_email`, { email })
  for (const name of groups) {
    const group = idOf(ids.groupIds, name, `${place}.groups`)
    await call(`${place}.groups`, 'POST', `/groups/${group}/users`, { user_id: id })
  }
  if (roles.length > 0) {
    const roleIds = roles.map((name) => idOf(ids.roleIds, name, `${place}.roles`))
    await call(`${place}.roles`, 'PUT', `/users/${id}/roles`, roleIds)
  }
  for (const [name, value] of Object.entries(values)) {
    const attribute = idOf(ids.attributeIds, name, `${place}.values`)
    await call(`${place}.values.${name}`, 'PATCH', `/users/${id}/attribute_values/${attribute}`, {
      value,
    })
  }
  if (api_key !== undefined) {
    const { db, keys, now } = running.server
    const { client_id, client_secret } = api_key
    const key = { user_id: id as UserId, client_id, secret_digest: keys.digest(client_secret) }
    await db.commit({
      statements: [addKey({ ...key, now: now() })],
      audit: auditRow(byTest(now()), { user_id: id as UserId }),
      changesAuthority: true,
    })
  }
}
