// What is there of an attribute or a group, as both APIs answer it, and the ways in which it is deleted and put back.
import { removeWhatIsLeft } from '../../src/start/removal.ts'
import type { TestServer } from '../support/server.ts'
import { base, type Row, readOn } from './asking.ts'

/** Everything of an attribute, but when and by whom its values were set. */
export async function attributeOn(server: TestServer, id: string, users: readonly string[]) {
  const looker = await server.api('GET', `/user_attributes/${id}`)
  const attrium = await server.api('GET', `/attributes/${id}`, undefined, { base })
  if (looker.status !== 200) return [looker.status, attrium.status]
  const { name } = looker.json
  const lists = (await readOn(server, `/values?attribute=${name}&of=group`)) as { values: Row[] }
  const group = (await server.api('GET', `/user_attributes/${id}/group_values`)).json as Row[]
  const own = (await server.api('GET', '/values.ndjson?of=own', undefined, { base })).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
    .filter((row) => row['attribute'] === name)
  const explained: unknown[] = []
  for (const user of users) {
    const path = `/users/${user}/explanations?attributes=${name}`
    const [row] = (await readOn(server, path)) as [Row]
    const steps = (row['steps'] as Row[]).map(({ source, value, outcome, rank, ...rest }) => [
      ...[source, value, outcome, rank, rest['starts_at'], rest['expires_at']],
    ])
    explained.push([row['value'], row['source'], steps])
  }
  return {
    ...{ looker: looker.json, attrium: attrium.json, explained },
    lists: lists.values.map(({ set_at: _, set_by: __, change_id: ___, ...row }) => row),
    group: group.map(({ group_id, value, rank }) => [group_id, value, rank]),
    own: own.map(({ user_id, value, starts_at, expires_at }) => [
      ...[user_id, value, starts_at, expires_at],
    ]),
  }
}

/** Everything of a group. */
export async function groupOn(server: TestServer, id: string) {
  const get = async (path: string) => (await server.api('GET', path)).json
  const { status, json } = await server.api('GET', `/groups/${id}`)
  if (status !== 200) return [status]
  const found = (await get(`/groups/search/with_hierarchy?id=${id}`)) as Row[]
  const { memberships } = (await readOn(server, `/memberships?group=${id}`)) as {
    memberships: Row[]
  }
  return {
    group: json,
    around: found.map((row) => [row['parent_group_ids'], row['role_ids']]),
    inside: ((await get(`/groups/${id}/groups`)) as Row[]).map((row) => row['id']),
    members: memberships.map(({ user_id, starts_at, expires_at }) => [
      ...[user_id, starts_at, expires_at],
    ]),
  }
}

/** The id of the newest change of the history. */
export async function newestChange(server: TestServer, query: string): Promise<string> {
  const { history } = (await readOn(server, `/history?limit=1&${query}`)) as {
    history: { change_id: string }[]
  }
  return history[0]?.change_id ?? ''
}

/** Deletes a thing as a client of Looker does; returns the id of the change. */
export async function deleteOn(server: TestServer, noun: 'group' | 'attribute', id: string) {
  const path = noun === 'group' ? `/groups/${id}` : `/user_attributes/${id}`
  const { status } = await server.api('DELETE', path)
  if (status !== 204) throw new Error(`${path}: ${status}`)
  const operation = noun === 'group' ? 'delete_group' : 'delete_user_attribute'
  return newestChange(server, `operation=${operation}`)
}

export const undoOn = (server: Pick<TestServer, 'api'>, id: string, query = '', body: Row = {}) =>
  server.api('POST', `/changes/${id}/undo${query}`, body, { base })

/** Removes what is left of what was deleted, as a server does beside its answers. */
export const removeRest = ({ running }: TestServer) =>
  removeWhatIsLeft({
    ...{ db: running.server.db, now: running.server.now, isEnding: () => false },
  })

export const messagesIn = ({ json }: { json: { errors?: { message: string }[] } }) =>
  json.errors?.map(({ message }) => message)
