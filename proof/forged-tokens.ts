// G-11: no forged, changed, ended or foreign token or secret is accepted.
import { addToken } from '../src/api-auth/sql.ts'
import { adminUserId } from '../src/ids.ts'
import { isSpelledLike, newSecret, type SecretKind } from '../src/keys/secret-text.ts'
import { endings } from '../test/access/ends-of-tokens.ts'
import { ask, together } from '../test/support/in-process.ts'
import { type Random, randomFrom } from '../test/support/random.ts'
import { keyIn, startServer, type TestServer } from '../test/support/server.ts'
import { aUser, change } from '../test/support/world.ts'
import type { Figure } from './figure.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const strange = [...'_- ./+=%\u0000\u00e9']

/** A text that is not one of the issued secrets. */
interface Forgery {
  readonly kind: string
  readonly text: string
}

/** Changes every position of the secret in turn to every other character of its alphabet and to some foreign ones. */
function mutations(secret: string): Forgery[] {
  return [...secret].flatMap((own, at) =>
    [...alphabet, ...strange]
      .filter((other) => other !== own)
      .map((other) => ({
        kind: 'mutated',
        text: secret.slice(0, at) + other + secret.slice(at + 1),
      })),
  )
}

/** The same with a correct checksum, so that only the store can recognize the forgery. */
function mended(kind: SecretKind, secret: string): Forgery[] {
  return [...secret.slice(4, 47)].flatMap((own, at) =>
    [...alphabet]
      .filter((other) => other !== own)
      .map((other) => {
        const body = [...secret.slice(4, 47)].with(at, other)
        const bytes = Uint8Array.from(body, (character) => alphabet.indexOf(character))
        return { kind: 'mended', text: newSecret(kind, () => bytes) }
      }),
  )
}

/** A text with the correct form of a secret. */
function invented(kind: SecretKind, random: Random, count: number): Forgery[] {
  const bytes = (length: number) => Uint8Array.from({ length }, () => random.below(256))
  return Array.from({ length: count }, () => ({ kind: 'invented', text: newSecret(kind, bytes) }))
}

const cut = (secret: string): Forgery[] =>
  [...secret].flatMap((_, at) => [
    { kind: 'cut', text: secret.slice(0, at) },
    { kind: 'cut', text: secret.slice(at + 1) },
    { kind: 'cut', text: `${secret}${secret.slice(0, at + 1)}` },
  ])

const recased = (secret: string): Forgery[] => [
  { kind: 'recased', text: secret.toUpperCase() },
  { kind: 'recased', text: secret.toLowerCase() },
]

/** The requested number of items from a longer list, spread over the whole list. */
const some = <Item>(items: readonly Item[], count: number): Item[] =>
  Array.from(
    { length: Math.min(count, items.length) },
    (_, at) => items[Math.floor((at * items.length) / Math.min(count, items.length))] as Item,
  )

/** Tokens that were real and whose hour is over. */
async function ended(server: TestServer, count: number): Promise<Forgery[]> {
  const { keys, now, random } = server.running.server
  const tokens = Array.from({ length: count }, () => newSecret('access_token', random))
  const rows = tokens.map((token, at) =>
    addToken({
      token_digest: keys.digest(token),
      user_id: adminUserId,
      sudo_by: null,
      credentials_api3_id: null,
      created_at: now() - 3_600_000 - at,
      expires_at: now() - at,
      session_id: String(at + 1),
      address: '',
    }),
  )
  await change(server, rows)
  return tokens.map((text) => ({ kind: 'expired', text }))
}

type Tally = Record<string, number>

async function tryTokens(server: TestServer, forgeries: readonly Forgery[], tally: Tally) {
  const problems: string[] = []
  const jobs = forgeries.map(({ kind, text }) => async () => {
    const { status } = await ask(server, { path: '/user_attributes/1', token: text })
    tally[kind] = (tally[kind] ?? 0) + 1
    if (status !== 401) problems.push(`a token that is ${kind} was answered ${status}`)
  })
  await together(8, jobs)
  return problems
}

async function trySecrets(
  server: TestServer,
  client_id: string,
  forgeries: readonly Forgery[],
  tally: Tally,
) {
  const problems: string[] = []
  const jobs = forgeries.map(({ kind, text }) => async () => {
    const body = JSON.stringify({ client_id, client_secret: text })
    const { status } = await ask(server, { method: 'POST', path: '/login', body })
    tally['secrets'] = (tally['secrets'] ?? 0) + 1
    if (![400, 404, 422].includes(status)) {
      problems.push(`a secret that is ${kind} was answered ${status}`)
    }
  })
  await together(8, jobs)
  return problems
}

/** Plays each case of T-04 so many times: the token is used, ended and used again. */
async function revocations(server: TestServer, count: number, tally: Tally) {
  const problems: string[] = []
  const reasons = Object.entries(endings)
  const jobs = Array.from({ length: count }, (_, at) => async () => {
    const [name, reason] = reasons[at % reasons.length] as (typeof reasons)[number]
    const { caller, end } = await reason(server)
    const before = await caller.api('GET', '/user_attributes/1')
    await end()
    const after = await caller.api('GET', '/user_attributes/1')
    tally['revoked'] = (tally['revoked'] ?? 0) + 1
    if (before.status !== 200 || after.status !== 401) {
      problems.push(`${name}: answered ${before.status} before and ${after.status} after`)
    }
  })
  await together(16, jobs)
  return problems
}

export const forgedTokens: Figure = {
  id: 'G-11',
  about: 'forged, changed, expired and revoked tokens and secrets that are accepted',
  async run({ count, seed }) {
    const random = randomFrom(seed)
    const server = await startServer({ flags: { rateLimit: '0' } })
    const key = keyIn(server.lookerIni)
    const other = await server.signIn(await aUser(server))
    const { token } = await server.logIn(key)
    const tally: Tally = {}
    const tokens = [
      ...some(mutations(token), count(3200)),
      ...some(mended('access_token', token), count(2400)),
      ...invented('access_token', random, count(1500)),
      ...(await ended(server, count(500))),
      ...cut(token),
      ...recased(token),
      { kind: 'swapped', text: key.client_secret },
      { kind: 'swapped', text: key.client_id },
    ]
    const secrets = [
      ...some(mutations(key.client_secret), count(1200)),
      ...some(mended('client_secret', key.client_secret), count(600)),
      ...invented('client_secret', random, count(300)),
      ...cut(key.client_secret),
      ...recased(key.client_secret),
      { kind: 'swapped', text: token },
      { kind: 'swapped', text: other.token },
    ]
    const problems = [
      ...(await tryTokens(server, tokens, tally)),
      ...(await trySecrets(server, key.client_id, secrets, tally)),
      ...(await revocations(server, count(1000), tally)),
    ]
    const known = tokens.filter(({ kind }) => kind === 'mended' || kind === 'invented')
    if (!known.every(({ text }) => isSpelledLike('access_token', text))) {
      problems.push('what should reach the store is refused for its spelling')
    }
    const { status } = await ask(server, { path: '/user_attributes/1', token })
    if (status !== 200) problems.push(`the real token was answered ${status}`)
    await server.logIn(key)
    await server.stop()
    const tried = Object.values(tally).reduce((sum, each) => sum + each, 0)
    return { counts: { tried, ...tally, accepted: problems.length }, problems }
  },
}
