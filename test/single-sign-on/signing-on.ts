// A server with providers, and browsers that go through them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anAddress, Browser, little } from '../sign-in/browser.ts'
import {
  type Answer,
  startServer,
  type TestServer,
  type TestServerOptions,
} from '../support/server.ts'
import type { Claims, Forger, Forging } from './forger.ts'

/** Starts a server whose settings name these providers; each may lack what is usual in tests. */
export async function startWith(
  providers: readonly object[],
  options: TestServerOptions = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'attrium-providers-'))
  const file = join(folder, 'providers.json')
  writeFileSync(join(folder, 'secret'), 'the secret of the client\n')
  const usual = { client_id: 'attrium', client_secret_file: join(folder, 'secret') }
  writeFileSync(file, JSON.stringify({ providers: providers.map((one) => ({ ...usual, ...one })) }))
  const flags = { singleSignOn: file, ...options.flags }
  try {
    return await startServer({ passwordCost: little, ...options, flags })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Where an answer leads. */
export const leadsTo = ({ headers }: Answer): URL => new URL(String(headers['location']))

export const cookiesOf = ({ headers }: Answer): string[] =>
  [headers['set-cookie'] ?? []].flat().map((it) => it.split(';')[0] ?? '')

export interface Begun {
  /** The cookie of the sign-in that is under way. */
  readonly cookie: string
  readonly address: URL
  readonly state: string
}

const sso = { base: '/sso' }

/** A browser begins to sign in; the forger, if there is one, learns what it was sent with. */
export async function begin(
  server: TestServer,
  provider: string,
  { to, forger }: { to?: string; forger?: Forger } = {},
): Promise<Begun> {
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`
  const answer = await new Browser(server).get(`/${provider}${query}`, sso)
  if (answer.status !== 302)
    throw new Error(`beginning was answered ${answer.status}: ${answer.text}`)
  const address = leadsTo(answer)
  const sent = (name: string) => address.searchParams.get(name) ?? ''
  if (forger !== undefined)
    Object.assign(forger, { nonce: sent('nonce'), challenge: sent('code_challenge') })
  return { cookie: cookiesOf(answer)[0] ?? '', address, state: sent('state') }
}

/** The browser comes back; undefined parameters are left out. */
export function comeBack(
  server: TestServer,
  provider: string,
  { cookie, ...parameters }: { cookie?: string | undefined } & Record<string, string | undefined>,
): Promise<Answer> {
  const given = Object.entries(parameters).filter(([, text]) => text !== undefined)
  const query = new URLSearchParams(given as [string, string][])
  return new Browser(server).get(`/${provider}/callback?${query}`, { ...sso, cookie })
}

/** A whole sign-in at the forger. */
export async function signOn(
  server: TestServer,
  forger: Forger,
  { provider = 'forger', ...forging }: Forging & { provider?: string } = {},
): Promise<Answer> {
  const { cookie, state } = await begin(server, provider, { forger })
  forger.forging = forging
  return comeBack(server, provider, { cookie, code: 'a code', state })
}

/** Claims with which a user signs in for the first time. */
export const verified = (email: string, more: Claims = {}): Claims => ({
  ...{ sub: email, email, email_verified: true },
  ...more,
})

/** A user whom nobody has linked to a provider yet. */
export async function aUserWithAddress({ api }: Pick<TestServer, 'api'>, more: object = {}) {
  const names = { first_name: 'Maya', last_name: 'Lindt', ...more }
  const { json } = await api('POST', '/users', names)
  const email = anAddress()
  await api('POST', `/users/${json.id}/credentials_email`, { email })
  return { id: json.id as string, email }
}

/** Who is signed in with the cookies of an answer: the id of the user, or undefined. */
export async function whoIs(server: TestServer, answer: Answer): Promise<string | undefined> {
  const cookie = cookiesOf(answer).find((it) => it.startsWith('attrium='))
  if (cookie === undefined) return undefined
  const { json } = await new Browser(server).get('/session', { cookie })
  return json?.user?.id
}
