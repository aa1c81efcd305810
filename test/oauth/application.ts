// An application that asks people for access, with the requests that it and their browser send.
import { createHash } from 'node:crypto'
import type { Browser, Sent } from '../sign-in/browser.ts'
import type { Answer, TestServer } from '../support/server.ts'

export interface Application {
  readonly client_id: string
  readonly redirect_uri: string
}

export const verifier = 'a-verifier-of-the-application-0123456789._~'
export const challengeOf = (text: string) => createHash('sha256').update(text).digest('base64url')

export const lookerCli: Application = {
  client_id: 'looker-cli',
  redirect_uri: 'http://127.0.0.1:7777',
}

let count = 0

/** Registers an application with an origin of its own. */
export async function anApplication(
  { api }: Pick<TestServer, 'api'>,
  fields: object = {},
): Promise<Application> {
  const client_id = `app-${++count}`
  const redirect_uri = `https://app-${count}.example/oauth`
  const body = { redirect_uri, display_name: `App ${count}`, description: 'A test', ...fields }
  const { status, json } = await api('POST', `/oauth_client_apps/${client_id}`, body)
  if (status !== 200) throw new Error(`registering was answered ${status}`)
  return { client_id, redirect_uri: json.redirect_uri }
}

/** Undefined fields are left out. */
export type Fields = Readonly<Record<string, string | undefined>>

const encoded = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    ),
  ).toString()

export const question = (app: Application, more: Fields = {}): Fields => ({
  ...app,
  response_type: 'code',
  scope: 'cors_api',
  state: 'the state',
  code_challenge_method: 'S256',
  code_challenge: challengeOf(verifier),
  ...more,
})

export const visit = (browser: Browser, fields: Fields, sent: Sent = {}): Promise<Answer> =>
  browser.get(`?${encoded(fields)}`, { base: '/auth', ...sent })

export const post = (
  browser: Browser,
  path: string,
  fields: Fields,
  { headers, ...sent }: Sent = {},
): Promise<Answer> =>
  browser.send('POST', path, encoded(fields), {
    base: '/auth',
    ...sent,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

/** What the page that asks sends: whom it has asked is whoever has signed in with the browser. */
export async function decide(
  browser: Browser,
  app: Application,
  decision: string | undefined,
  more: Fields = {},
): Promise<Answer> {
  const { json } = await browser.get('/session')
  return post(browser, '', { ...question(app), person: json.user?.id, ...more, decision })
}

/** Where an answer leads, with its parameters. */
export function target({ headers }: Answer) {
  const location = new URL(String(headers['location']))
  return { place: location.href.split('?')[0], ...Object.fromEntries(location.searchParams) }
}

/** The person allows the application, which gets a code. */
export async function codeFor(browser: Browser, app: Application, more: Fields = {}) {
  const answer = await decide(browser, app, 'allow', more)
  const code = new URL(String(answer.headers['location'])).searchParams.get('code')
  if (code === null) throw new Error(`allowing was answered ${answer.status} without a code`)
  return code
}

type Calling = Pick<TestServer, 'stranger'>

export const token = ({ stranger }: Calling, fields: Fields): Promise<Answer> =>
  stranger('POST', '', { ...fields }, { base: '/api/token', unchecked: true })

export const redeem = (server: Calling, app: Application, code: string, more: Fields = {}) =>
  token(server, {
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
    ...app,
    ...more,
  })

export const refresh = (
  server: Calling,
  { client_id }: Application,
  refresh_token: string,
  more: Fields = {},
) => token(server, { grant_type: 'refresh_token', client_id, refresh_token, ...more })

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

export async function tokensFor(
  server: Calling,
  browser: Browser,
  app: Application,
): Promise<Tokens> {
  const { status, json } = await redeem(server, app, await codeFor(browser, app))
  if (status !== 200) throw new Error(`a code was answered ${status}`)
  return json
}

/** The id of the user whom an access token is for, or the status of the refusal. */
export async function whose(server: TestServer, access_token: string): Promise<string | number> {
  const { status, json } = await server.callerWith(access_token).api('GET', '/user')
  return status === 200 ? json.id : status
}
