// oidc-provider, a real provider from npm, on this machine: people sign in there by their name alone.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface RealProvider {
  readonly issuer: string
  /** Names of the people who sign in there, each with their claims. */
  people: People
  readonly stop: () => Promise<void>
}

/** The names of the claims that tokens may have. */
const claims = ['email', 'email_verified', 'given_name', 'family_name', 'region', 'groups', 'hd']

/** It warns of all that a test leaves at its default; returns what lets it speak again. */
function silenced(): () => void {
  const { info, warn } = console
  const unless =
    (say: typeof info) =>
    (...said: unknown[]) => {
      if (!/^\S*oidc-provider/.test(String(said[0]))) say(...said)
    }
  Object.assign(console, { info: unless(info), warn: unless(warn) })
  return () => void Object.assign(console, { info, warn })
}

/** `redirects`: where people may be sent back to; it may be known only later. */
export async function startRealProvider(redirects: () => string[]): Promise<RealProvider> {
  const speak = silenced()
  // @ts-expect-error It comes without types.
  const { default: Provider } = await import('oidc-provider')
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real: RealProvider = {
    issuer,
    people: {},
    stop: () => {
      speak()
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
  let answer: ((...sent: never[]) => void) | undefined
  // The address of the server is known after it has started, and the provider is needed to start it.
  const made = () =>
    new Provider(issuer, {
      clients: [
        {
          client_id: 'attrium',
          client_secret: 'the secret of the client',
          redirect_uris: redirects(),
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub'], profile: claims },
      conformIdTokenClaims: false,
      cookies: { keys: ['a key of tests'] },
      pkce: { required: () => true },
      findAccount: (_: unknown, id: string) =>
        real.people[id] && { accountId: id, claims: () => ({ sub: id, ...real.people[id] }) },
    }).callback()
  server.on('request', (request, reply) => {
    answer ??= made()
    answer?.(request as never, reply as never)
  })
  return real
}

/** A browser at the provider: it signs in by name, agrees, and returns the address that it is sent back to. */
export async function signInThere(address: string, name: string): Promise<URL> {
  const { origin } = new URL(address)
  const cookies = new Map<string, string>()
  let next = address
  let form: URLSearchParams | undefined
  for (let step = 0; step < 12; step++) {
    const answer = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(key, value)
    }
    form = undefined
    const location = answer.headers.get('location')
    if (location !== null) {
      const to = new URL(location, next)
      if (to.origin !== origin) return to
      next = to.href
      continue
    }
    const page = await answer.text()
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1]
    if (action === undefined || prompt === undefined) {
      throw new Error(`the provider answered ${answer.status}: ${page.slice(0, 500)}`)
    }
    next = new URL(action, next).href
    form = new URLSearchParams({
      prompt,
      ...(prompt === 'login' && { login: name, password: 'x' }),
    })
  }
  throw new Error('the provider goes on and on')
}
