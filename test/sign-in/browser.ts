// A browser of one person: it keeps cookies and says where its pages come from.
import type { Answer, TestServer } from '../support/server.ts'

/** What passwords cost in tests. */
export const little = { doublings: 4, rounds: 1 }

export interface Sent {
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** The prefix of the path; by default `/web`. */
  readonly base?: string
  /** In place of the cookies that the browser has. */
  readonly cookie?: string | undefined
}

export class Browser {
  readonly #server: Pick<TestServer, 'url' | 'stranger'>
  cookie: string | undefined

  constructor(server: Pick<TestServer, 'url' | 'stranger'>) {
    this.#server = server
  }

  /** Sends what a page of the server sends; headers that are undefined are left out. */
  async send(method: string, path: string, body?: unknown, sent: Sent = {}): Promise<Answer> {
    const { headers = {}, base = '/web' } = sent
    const cookie = 'cookie' in sent ? sent.cookie : this.cookie
    const all = {
      ...(method === 'GET' ? {} : { origin: this.#server.url }),
      'user-agent': 'Test Browser 1.0',
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    }
    const given = Object.entries(all).filter(([, value]) => value !== undefined)
    const answer = await this.#server.stranger(method, path, body, {
      base,
      unchecked: true,
      headers: Object.fromEntries(given) as Record<string, string>,
    })
    const [set] = [answer.headers['set-cookie'] ?? []].flat()
    if (set !== undefined) this.cookie = /Max-Age=0/.test(set) ? undefined : set.split(';')[0]
    return answer
  }

  get(path: string, sent?: Sent) {
    return this.send('GET', path, undefined, sent)
  }
}

/** An address of its own for every person. */
let count = 0
export const anAddress = () => `person-${++count}@acme.example`

export interface Person {
  readonly user_id: string
  readonly email: string
  readonly password: string
  readonly browser: Browser
}

export const aPassword = 'correct horse battery staple'

/** The token of a link that an administrator makes for a user. */
export async function linkFor(
  { api }: Pick<TestServer, 'api'>,
  user_id: string,
  expires = false,
): Promise<string> {
  const path = `/users/${user_id}/credentials_email/password_reset?expires=${expires}`
  const { json } = await api('POST', path)
  return new URL(json.password_reset_url).hash.replace('#token=', '')
}

/** A user with an address and a password, and the browser in which they have chosen it. */
export async function aPerson(server: TestServer, user: object = {}): Promise<Person> {
  const names = { first_name: 'Maya', last_name: 'Lindt' }
  const { json } = await server.api('POST', '/users', { ...names, ...user })
  const email = anAddress()
  await server.api('POST', `/users/${json.id}/credentials_email`, { email })
  const browser = new Browser(server)
  const token = await linkFor(server, json.id)
  const answer = await browser.send('PUT', '/link', { token, password: aPassword })
  if (answer.status !== 200) throw new Error(`a link was answered ${answer.status}: ${answer.text}`)
  return { user_id: json.id, email, password: aPassword, browser }
}

/** Signs a person in with a browser of its own. */
export async function signedIn(server: TestServer, { email, password }: Person): Promise<Browser> {
  const browser = new Browser(server)
  const answer = await browser.send('POST', '/session', { email, password })
  if (answer.status !== 200) throw new Error(`a sign-in was answered ${answer.status}`)
  return browser
}
