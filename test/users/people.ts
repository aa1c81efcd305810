// A server with an administrator and others, for the tests of users and credentials.
import { auditRow } from '../../src/audit/audit-row.ts'
import type { Parts, Running } from '../../src/serve.ts'
import { type Statement, sql, statement, writer } from '../../src/store/statement.ts'
import { type Answer, type Api, byTest, startServer, type TestServer } from '../support/server.ts'

/** Calls the API as somebody; every answer is checked, as test/support/server.ts does it. */
export type Caller = (method: string, path: string, body?: unknown) => Promise<Answer>

export interface Key {
  readonly client_id: string
  readonly client_secret: string
}

export interface People {
  readonly server: TestServer
  readonly running: Running
  readonly admin: Caller
  readonly stranger: Caller
  readonly as: (token: string) => Caller
  readonly logIn: (key: Key) => Promise<Answer>
  /** Creates a user and returns their id. */
  readonly aUser: (fields?: object) => Promise<string>
  /** Creates an API key for the user and signs them in with it. */
  readonly signIn: (user_id: string) => Promise<Caller>
  /** Creates a role with these permissions and gives it to the user; returns its id. */
  readonly give: (user_id: string, ...permissions: string[]) => Promise<string>
  /** Writes rows that no operation can write. */
  readonly write: (...texts: string[]) => Promise<void>
  // biome-ignore lint/suspicious/noExplicitAny: rows of any statement
  readonly rows: (text: string) => Promise<any[]>
  readonly stop: () => Promise<void>
}

export async function startPeople(parts: Parts = {}): Promise<People> {
  const server = await startServer(parts)
  const { running } = server
  const as = (token: string) => caller(server.callerWith(token).api)
  const stranger = caller(server.stranger)
  const logIn = (key: Key) => stranger('POST', '/login', key)
  const admin = caller(server.api)
  const aUser = async (fields: object = {}) => (await admin('POST', '/users', fields)).json.id
  const signIn = async (user_id: string) => {
    const { json } = await admin('POST', `/users/${user_id}/credentials_api3`)
    return as((await logIn(json)).json.access_token)
  }
  const write = async (...texts: string[]) => {
    await running.server.db.commit({ statements: texts.map(raw), audit, changesAuthority: true })
  }
  let roles = 100
  const give = async (user_id: string, ...permissions: string[]) => {
    const id = String(++roles)
    const list = JSON.stringify(permissions)
    await write(
      `insert into permission_sets (id, name, name_key, permissions)
        values (${id}, 'set ${id}', 'set ${id}', '${list}')`,
      `insert into roles (id, name, name_key, permission_set_id, model_set_id)
        values (${id}, 'role ${id}', 'role ${id}', ${id}, 1)`,
      `insert into role_users (role_id, user_id) values (${id}, ${user_id})`,
      `update users set authority = authority + 1 where id = ${user_id}`,
      'update catalogue set version = version + 1',
    )
    return id
  }
  const rows = async (text: string) => (await running.server.db.read(raw(text)))[0]
  const { stop } = server
  return { server, running, admin, stranger, as, logIn, aUser, signIn, give, write, rows, stop }
}

const caller =
  (api: Api): Caller =>
  (method, path, body) =>
    api(method, path, body)

const raw = (text: string): Statement =>
  statement({ compile: () => sql.raw(text).compile(writer) } as never)

const audit = auditRow(byTest(0), {})
