// A server with an administrator and others, for the tests of users and credentials.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditRow } from '../../src/audit/audit-row.ts'
import { type Parts, type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { type Statement, sql, statement, writer } from '../../src/store/statement.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly json: any
}

/** Somebody who calls the API; a body is sent as JSON. */
export type Caller = (method: string, path: string, body?: unknown) => Promise<Answer>

export interface Key {
  readonly client_id: string
  readonly client_secret: string
}

export interface People {
  readonly running: Running
  readonly admin: Caller
  readonly stranger: Caller
  readonly as: (token: string) => Caller
  readonly logIn: (key: Key) => Promise<Answer>
  /** A new user; answers his id. */
  readonly aUser: (fields?: object) => Promise<string>
  /** Makes an API key for the user and signs him in with it. */
  readonly signIn: (user_id: string) => Promise<Caller>
  /** Makes a role with these permissions and gives it to the user; answers its id. */
  readonly give: (user_id: string, ...permissions: string[]) => Promise<string>
  /** Writes rows that no operation writes. */
  readonly write: (...texts: string[]) => Promise<void>
  // biome-ignore lint/suspicious/noExplicitAny: rows of any statement
  readonly rows: (text: string) => Promise<any[]>
  readonly stop: () => Promise<void>
}

export async function startPeople(parts: Parts = {}): Promise<People> {
  const data = mkdtempSync(join(tmpdir(), 'attrium-people-'))
  const settings = readSettings({ data, port: '0', logLevel: 'silent' }, {})
  const running = await serve(settings, parts)
  const as = (token: string) => caller(running.url, token)
  const stranger = caller(running.url)
  const logIn = (key: Key) => stranger('POST', '/login', key)
  const ini = readFileSync(running.lookerIni, 'utf8')
  const line = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(ini)?.[1] ?? ''
  const key = { client_id: line('client_id'), client_secret: line('client_secret') }
  const admin = as((await logIn(key)).json.access_token)
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
  const stop = async () => {
    await running.stop()
    rmSync(data, { recursive: true, force: true })
  }
  return { running, admin, stranger, as, logIn, aUser, signIn, give, write, rows, stop }
}

function caller(url: string, token?: string): Caller {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/api/4.0${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `token ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = text === '' ? undefined : JSON.parse(text)
    return { status: answer.status, headers: answer.headers, json }
  }
}

const raw = (text: string): Statement =>
  statement({ compile: () => sql.raw(text).compile(writer) } as never)

const audit = auditRow(
  {
    at: 0,
    request_id: 'test',
    operation: 'test',
    actor_id: null,
    sudo_by: null,
    credentials_api3_id: null,
    address: null,
  },
  {},
)
