// A real server in this process for one test, called over real HTTP; every answer is checked.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditRow } from '../../src/audit/audit-row.ts'
import type { UserId } from '../../src/ids.ts'
import { newApiKey } from '../../src/keys/api-key.ts'
import { type Parts, type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { prepare, required } from '../../src/store/statement.ts'
import { freshDatabase } from '../postgres/databases.ts'
import { layMigratedStore } from './migrated-store.ts'
import { type OfficialSpecification, officialSpecification } from './official-spec.ts'
import { attriumPrefix, attriumSpecification } from './served.ts'

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  /** The body as JSON; undefined if it is empty or not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly json: any
  readonly text: string
}

export interface CallOptions {
  /** Sent in place of the caller's own headers. */
  readonly headers?: Record<string, string>
  /** The prefix of the path; by default `/api/4.0`. */
  readonly base?: string
  /** Skips the check of the answer, for answers that no specification declares. */
  readonly unchecked?: boolean
}

/** Calls the server as somebody. A text is sent unchanged, everything else as JSON. */
export type Api = (
  method: string,
  path: string,
  body?: unknown,
  options?: CallOptions,
) => Promise<Answer>

export interface Caller {
  readonly api: Api
  readonly token: string
}

export interface TestServer extends Caller {
  readonly url: string
  readonly directory: string
  readonly lookerIni: string
  readonly running: Running
  /** A caller without a token. */
  readonly stranger: Api
  readonly callerWith: (token: string) => Caller
  /** Gives the user an API key and signs them in with it. */
  readonly signIn: (user_id: string) => Promise<Caller>
  /** Signs in with a key. */
  readonly logIn: (key: { client_id: string; client_secret: string }) => Promise<Caller>
  /** Stops the server and removes its directory. */
  readonly stop: () => Promise<void>
}

export interface TestServerOptions extends Parts {
  /** Uses this directory in place of a fresh one, and keeps it. */
  readonly directory?: string
  readonly flags?: Parameters<typeof readSettings>[0]
  /** Another node of this server, on the same database; PostgreSQL only. */
  readonly beside?: TestServer
}

/** Starts a server on a free port with the administrator signed in. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { directory: kept, flags, beside, ...parts } = options
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'attrium-test-'))
  if (kept === undefined && engine === 'SQLite') await layMigratedStore(directory)
  if (beside !== undefined) joinNode(directory, beside)
  const database = await databaseFor(directory)
  const settings = readSettings(
    { data: directory, ...database, port: '0', logLevel: 'silent', ...flags },
    {},
  )
  const running = await serve(settings, parts)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const callerWith = (token: string): Caller => ({
    token,
    api: (method, path, body, { headers, ...call } = {}) =>
      send(agent, running.url, method, path, body, {
        ...call,
        headers: headers ?? { authorization: `Bearer ${token}`, ...fromOwnPage(running.url, call) },
      }),
  })
  const stranger = (...[method, path, body, call]: Parameters<Api>) =>
    send(agent, running.url, method, path, body, call)
  const logIn = async (key: { client_id: string; client_secret: string }) => {
    const answer = await stranger('POST', '/login', new URLSearchParams({ ...key }).toString(), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    if (answer.status !== 200) throw new Error(`signing in was answered ${answer.status}`)
    return callerWith(answer.json.access_token)
  }
  const signIn = async (user_id: string) => logIn(await giveKey(running, user_id))
  const stop = async () => {
    agent.destroy()
    await running.stop()
    if (kept === undefined) rmSync(directory, { recursive: true, force: true })
  }
  const admin = await logIn(keyIn((beside ?? running).lookerIni))
  const { url, lookerIni } = running
  return { ...admin, url, directory, lookerIni, running, stranger, callerWith, signIn, logIn, stop }
}

/** `ATTRIUM_TEST_ENGINE=PostgreSQL` runs every test server on that engine. */
export const engine = process.env['ATTRIUM_TEST_ENGINE'] ?? 'SQLite'

const databases = new Map<string, string>()

/** The flag for a data directory: on PostgreSQL it names a separate database. */
async function databaseFor(directory: string): Promise<{ database?: string }> {
  if (engine !== 'PostgreSQL') return {}
  const database = databases.get(directory) ?? (await freshDatabase())
  databases.set(directory, database)
  return { database }
}

/** Does what an operator does: gives the node the same database and the same master key. */
function joinNode(directory: string, beside: TestServer): void {
  databases.set(directory, databaseOf(beside))
  copyFileSync(join(beside.directory, 'master.key'), join(directory, 'master.key'))
}

/** The URL of a server's database on PostgreSQL. */
export function databaseOf({ directory }: TestServer): string {
  const database = databases.get(directory)
  if (database === undefined) throw new Error('only PostgreSQL has databases that others may use')
  return database
}

/** The API key in a looker.ini. */
export function keyIn(file: string): { client_id: string; client_secret: string } {
  const line = (name: string) =>
    new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  return { client_id: line('client_id'), client_secret: line('client_secret') }
}

const addKey = prepare(
  (
    writer,
    key: { user_id: string; client_id: string; secret_digest: string; created_at: number },
  ) =>
    writer.insertInto('credentials_api3').values({
      user_id: key.user_id,
      client_id: key.client_id,
      secret_digest: key.secret_digest,
      created_at: key.created_at,
      is_disabled: false,
    }),
)

async function giveKey({ server }: Running, user_id: string) {
  const key = newApiKey(server.random)
  const secret_digest = server.keys.digest(key.client_secret)
  const row = { user_id, client_id: key.client_id, secret_digest, created_at: server.now() }
  await server.db.commit({
    statements: [required(addKey(row))],
    audit: auditRow(byTest(server.now()), { user_id: user_id as UserId }),
    changesAuthority: true,
  })
  return key
}

/** The audit fields of rows that a test made. */
export const byTest = (at: number) => ({
  at,
  request_id: 'test',
  operation: 'test',
  actor_id: null,
  sudo_by: null,
  credentials_api3_id: null,
  address: null,
})

async function send(
  agent: Agent,
  url: string,
  method: string,
  path: string,
  body: unknown,
  { headers: given, base = '/api/4.0', unchecked = false }: CallOptions = {},
): Promise<Answer> {
  const headers = given ?? fromOwnPage(url, { base })
  const isText = typeof body === 'string' || body instanceof Uint8Array
  const sent = body === undefined ? undefined : isText ? body : JSON.stringify(body)
  const isProgram = 'authorization' in headers
  const isLabelled = body !== undefined && (!isText || (base === '/web' && isProgram))
  const label = isLabelled ? { 'content-type': 'application/json' } : {}
  const length = sent === undefined ? {} : { 'content-length': Buffer.byteLength(sent) }
  const answer = await new Promise<Answer>((resolve, reject) => {
    const call = request(
      url + base + path,
      { agent, method, headers: { ...length, ...label, ...headers } },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          const { statusCode: status = 0, headers } = response
          resolve({ status, headers, text, json: jsonIn(text, headers['content-type']) })
        })
      },
    )
    call.on('error', reject)
    call.end(sent)
  })
  if (!unchecked && base === '/api/4.0') check(officialSpecification(), method, path, answer)
  const isJson = answer.status === 204 || answer.json !== undefined
  if (!unchecked && base === attriumPrefix && isJson) {
    check(attriumSpecification(), method, path, answer)
  }
  return answer
}

/** What the web's own operations want of everybody who changes something. */
const fromOwnPage = (url: string, { base }: { readonly base?: string }) =>
  base === '/web' ? { origin: url } : {}

function jsonIn(text: string, type = ''): unknown {
  return text === '' || !type.startsWith('application/json') ? undefined : JSON.parse(text)
}

const wordsOf: Readonly<Record<number, string>> = {
  401: 'Requires authentication.',
  403: 'Permission Denied',
  404: 'Not found',
}

/** Throws if the specification does not declare this answer. */
function check(
  specification: OfficialSpecification | undefined,
  method: string,
  target: string,
  { status, text, headers }: Answer,
): void {
  const [path = '', query = ''] = target.split('?', 2)
  const selected = new URLSearchParams(query).has('fields')
  const problems = specification?.problems({ method, path, selected, status, text }) ?? []
  const type = headers['content-type']
  if (status === 204 && type !== undefined) problems.push('a 204 says it has a content type')
  if (status !== 204 && !type?.includes('application/json')) problems.push('no JSON type')
  // Clients look for these words (decision 30).
  const words = wordsOf[status]
  const isTold = words === undefined || text.startsWith(`{"message":"${words}`)
  if (!isTold) problems.push(`a ${status} that says: ${text}`)
  if (problems.length > 0) throw new Error(`not as declared:\n${problems.join('\n')}`)
}
