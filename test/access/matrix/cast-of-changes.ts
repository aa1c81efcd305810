// The changes of the matrix, each made by an administrator.
import type { TestServer } from '../../support/server.ts'
import { aGroup, anAttribute, aUser } from '../../support/world.ts'

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

export const aChange = async (server: TestServer) => applied(server, await newValue(server))

export const aGroupChange = async (server: TestServer) => {
  const [user_id, group_id] = [await aUser(server), await aGroup(server)]
  return applied(server, { op: 'add_group_user', user_id, group_id })
}

/** Somebody has set the value again since. */
export async function anOvertakenChange(server: TestServer): Promise<Record<string, string>> {
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

/** An application with this id. */
export async function anApp(
  { api }: TestServer,
  client_guid: string,
): Promise<Record<string, string>> {
  const body = { redirect_uri: 'https://app.example/oauth', display_name: 'App' }
  await api('POST', `/oauth_client_apps/${client_guid}`, body)
  return { client_guid }
}
