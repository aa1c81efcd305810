// Every reason that ends an access token before its hour is over (T-04).
import { adminRoleId } from '../../src/ids.ts'
import { prepare } from '../../src/store/statement.ts'
import type { Caller, TestServer } from '../support/server.ts'
import { anAdmin, aRole, aUser, change, giveRole } from '../support/world.ts'

/** A signed-in user, and an action that ends their token. */
export interface Ending {
  readonly caller: Caller
  readonly end: () => Promise<unknown>
}

const setKeysDisabled = prepare((writer, { user_id }: { user_id: string }) =>
  writer.updateTable('credentials_api3').set({ is_disabled: true }).where('user_id', '=', user_id),
)

/** Disables a user as another program might, without deleting their tokens. */
const setUserDisabled = prepare((writer, { user_id }: { user_id: string }) =>
  writer.updateTable('users').set({ is_disabled: true }).where('id', '=', user_id),
)

const disable = (server: TestServer, user_id: string) =>
  changed(server, 'PATCH', `/users/${user_id}`, { is_disabled: true })

/** A change by the administrator, which must succeed. */
async function changed(server: TestServer, method: string, path: string, body?: unknown) {
  const { status, text } = await server.api(method, path, body)
  if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text}`)
}

async function theOnly(server: TestServer, path: string): Promise<string> {
  const { json } = await server.api('GET', path)
  if (json.length !== 1) throw new Error(`${path} lists ${json.length}`)
  return `${path}/${json[0].id}`
}

async function somebody(server: TestServer): Promise<{ user_id: string; caller: Caller }> {
  const user_id = await aUser(server)
  return { user_id, caller: await server.signIn(user_id) }
}

/** Signs in as `real` acting as another user. */
async function sudo(server: TestServer, real: string) {
  const subject = await aUser(server)
  const behind = await server.signIn(real)
  const { json } = await behind.api('POST', `/login/${subject}`)
  return { subject, caller: server.callerWith(json.access_token) }
}

type Reason = (server: TestServer) => Promise<Ending>

/** By reason; each one makes its own users. */
export const endings: Readonly<Record<string, Reason>> = {
  'its own logout': async (server) => {
    const { caller } = await somebody(server)
    return { caller, end: () => caller.api('DELETE', '/logout') }
  },
  'its user disabled': async (server) => {
    const { user_id, caller } = await somebody(server)
    return { caller, end: () => disable(server, user_id) }
  },
  'its user disabled in the store': async (server) => {
    const { user_id, caller } = await somebody(server)
    return { caller, end: () => change(server, [setUserDisabled({ user_id })]) }
  },
  'its user deleted': async (server) => {
    const { user_id, caller } = await somebody(server)
    return { caller, end: () => changed(server, 'DELETE', `/users/${user_id}`) }
  },
  'its key deleted': async (server) => {
    const { user_id, caller } = await somebody(server)
    const key = await theOnly(server, `/users/${user_id}/credentials_api3`)
    return { caller, end: () => changed(server, 'DELETE', key) }
  },
  'its key disabled': async (server) => {
    const { user_id, caller } = await somebody(server)
    return { caller, end: () => change(server, [setKeysDisabled({ user_id })]) }
  },
  'its key disabled by an administrator': async (server) => {
    const { user_id, caller } = await somebody(server)
    const key = await theOnly(server, `/users/${user_id}/credentials_api3`)
    return { caller, end: () => changed(server, 'PATCH', key, { is_disabled: true }) }
  },
  'the admin behind it disabled': async (server) => {
    const real = await anAdmin(server)
    const { caller } = await sudo(server, real)
    return { caller, end: () => disable(server, real) }
  },
  'the admin behind it disabled in the store': async (server) => {
    const real = await anAdmin(server)
    const { caller } = await sudo(server, real)
    return { caller, end: () => change(server, [setUserDisabled({ user_id: real })]) }
  },
  'the admin behind it deleted': async (server) => {
    const real = await anAdmin(server)
    const { caller } = await sudo(server, real)
    return { caller, end: () => changed(server, 'DELETE', `/users/${real}`) }
  },
  'the key of the admin behind it deleted': async (server) => {
    const real = await anAdmin(server)
    const { caller } = await sudo(server, real)
    const key = await theOnly(server, `/users/${real}/credentials_api3`)
    return { caller, end: () => changed(server, 'DELETE', key) }
  },
  'the one behind it admin no more': async (server) => {
    const real = await anAdmin(server)
    const { caller } = await sudo(server, real)
    return { caller, end: () => changed(server, 'PUT', `/users/${real}/roles`, []) }
  },
  'whom it stands for disabled': async (server) => {
    const { subject, caller } = await sudo(server, await anAdmin(server))
    return { caller, end: () => disable(server, subject) }
  },
  'whom it stands for admin, where the one behind it only may sudo': async (server) => {
    const real = await aUser(server, { roles: [await aRole(server, ['sudo'])] })
    const { subject, caller } = await sudo(server, real)
    return { caller, end: () => giveRole(server, subject, adminRoleId) }
  },
}
