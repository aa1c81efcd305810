// The changes of the matrix, each made by an administrator.
import { sql, written } from '../../../src/store/statement.ts'
import type { TestServer } from '../../support/server.ts'
import { aGroup, anAttribute, aUser, change } from '../../support/world.ts'

async function applied(server: TestServer, operation: object): Promise<Record<string, string>> {
  const body = { changes: [operation] }
  const base = '/api/attrium/1.0'
  const { json } = await server.api('POST', '/changes', body, { base })
  return { change_id: json.id }
}

async function newValue(server: TestServer) {
  const [user_id, { id }] = [await aUser(server), await anAttribute(server)]
  return { op: 'set_user_value', user_id, user_attribute_id: id, value: 'set' }
}

const aChange = async (server: TestServer) => applied(server, await newValue(server))

const aGroupChange = async (server: TestServer) => {
  const [user_id, group_id] = [await aUser(server), await aGroup(server)]
  return applied(server, { op: 'add_group_user', user_id, group_id })
}

/** Its result is not kept any more. */
async function anOldChange(server: TestServer): Promise<Record<string, string>> {
  const made = await applied(server, await newValue(server))
  const { change_id = '' } = made
  await change(server, [written(sql`update changes set at = 0 where id = ${change_id}`)])
  return made
}

/** Somebody has set the value again since. */
async function anOvertakenChange(server: TestServer): Promise<Record<string, string>> {
  const set = await newValue(server)
  const change = await applied(server, set)
  await applied(server, { ...set, value: 'set again' })
  return change
}

/** A provider that is there as long as nobody deletes it: there may not be many. */
export async function aProvider({ api }: TestServer): Promise<Record<string, string>> {
  const provider = 'of-the-cast'
  const settings = { name: 'Of the cast', issuer: 'https://login.example', client_id: 'attrium' }
  const base = '/api/attrium/1.0'
  await api('POST', '/sign_in_providers', { id: provider, ...settings }, { base })
  return { provider }
}
/** Makes each kind of change. */
export const changeMakers = (server: () => TestServer) => ({
  a_change: () => aChange(server()),
  a_group_change: () => aGroupChange(server()),
  an_overtaken_change: () => anOvertakenChange(server()),
  an_old_change: () => anOldChange(server()),
})

/** An application with this id. */
export async function anApp(
  { api }: TestServer,
  client_guid: string,
): Promise<Record<string, string>> {
  const body = { redirect_uri: 'https://app.example/oauth', display_name: 'App' }
  await api('POST', `/oauth_client_apps/${client_guid}`, body)
  return { client_guid }
}
