// G-23: the limiter admits exactly as many calls as its formula says, and stays small.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Throttle } from '../src/http/throttle.ts'
import { ask } from '../test/support/in-process.ts'
import { keyIn, startServer, type TestServer } from '../test/support/server.ts'
import type { Figure } from './figure.ts'

/** A server whose clock moves only when a figure moves it. */
interface Clocked {
  readonly server: TestServer
  readonly pass: (milliseconds: number) => void
}

const perSecond = 20

async function clocked(): Promise<Clocked> {
  let clock = Date.UTC(2030, 0, 1)
  const server = await startServer({ now: () => clock, flags: { rateLimit: String(perSecond) } })
  // By now the caller has recovered the cost of signing in.
  clock += 60_000
  return {
    server,
    pass: (milliseconds) => {
      clock += milliseconds
    },
  }
}

/** Sends four times the rate for a minute. The number of answers may differ from the formula by one at most. */
async function overload({ server, pass }: Clocked, seconds: number) {
  const expected = perSecond * 5 + perSecond * seconds
  let allowed = 0
  for (let call = 0; call < seconds * perSecond * 4; call++) {
    const { status } = await ask(server, { path: '/user_attributes/1', token: server.token })
    if (status === 200) allowed++
    pass(1000 / perSecond / 4)
  }
  const problems =
    Math.abs(allowed - expected) <= 1 ? [] : [`${allowed} answers where ${expected} are due`]
  return { allowed, expected, problems }
}

/** After each refusal it waits as long as the answer says; it must never be refused twice in a row. */
async function obedience({ server, pass }: Clocked, refusals: number) {
  let [refused, again, calls] = [0, 0, 0]
  let before = 200
  while (refused < refusals && calls++ < refusals * 1000) {
    const answer = await ask(server, { path: '/user_attributes/1', token: server.token })
    if (answer.status === 429) {
      refused++
      if (before === 429) again++
      pass(Number(answer.headers['retry-after']) * 1000)
    }
    before = answer.status
  }
  const problems = again > 0 || refused < refusals ? [`${again} of ${refused} refused again`] : []
  return { refused, again, problems }
}

/** The status of a login: 200, 404 for a wrong secret, 429. */
async function logIn(server: TestServer, secret: string, address?: string): Promise<number> {
  const { client_id } = keyIn(server.lookerIni)
  const { statusCode } = await server.running.app.inject({
    method: 'POST',
    url: '/api/4.0/login',
    payload: { client_id, client_secret: secret },
    ...(address === undefined ? {} : { remoteAddress: address }),
  })
  return statusCode
}

/** T-01: somebody guesses without end, one by one and all at once; the owner can still sign in from elsewhere. */
async function guesses({ server, pass }: Clocked, count: number) {
  const problems: string[] = []
  const { client_secret } = keyIn(server.lookerIni)
  const right = (address: string) => logIn(server, client_secret, address)
  for (let call = 0; call < 100; call++) {
    if ((await right('192.0.2.1')) !== 200) problems.push('a right sign-in counted as a guess')
  }
  const wrong = (_: unknown, at: number) => logIn(server, `wrong${at}`, '192.0.2.1')
  const statuses = await Promise.all(Array.from({ length: count / 2 }, wrong))
  for (let at = 0; at < count / 2; at++) statuses.push(await wrong(undefined, at))
  const answered = statuses.filter((status) => status !== 429).length
  if (answered > 10) problems.push(`${answered} of ${count} guesses were answered`)
  // Long enough for strangers of this address to recover their rate, but not for guessers.
  pass(5000)
  if ((await right('192.0.2.1')) !== 429) problems.push('the guesser is not refused')
  if ((await right('192.0.2.2')) !== 200) problems.push('the owner is locked out elsewhere')
  pass(1000)
  if ((await right('192.0.2.1')) !== 200) problems.push('the guesser is refused for longer')
  return { answered, problems }
}

/** T-34: a header that names other addresses counts only if it comes from a trusted proxy. */
async function fakes({ server }: Clocked, count: number) {
  let allowed = 0
  for (let at = 0; at < count; at++) {
    const headers = { 'x-forwarded-for': `203.0.${at >> 8}.${at & 255}`, forwarded: `for=${at}` }
    const { status } = await ask(server, { path: '/user_attributes/1', headers })
    if (status !== 429) allowed++
  }
  const problems = allowed > 200 ? [`${allowed} requests of one address under ${count} names`] : []
  return { allowed, problems }
}

/** Megabytes in use after garbage collection. */
function heap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** A million strangers and guessers come from different addresses, while one of them goes on. */
function crowd(addresses: number) {
  const before = heap()
  const throttle = new Throttle(100)
  const refused = (action: () => void): boolean => {
    try {
      action()
    } catch {
      return true
    }
    return false
  }
  const real = () => refused(() => throttle.stranger('192.0.2.1', 0))
  while (!real());
  let allowed = 0
  for (let at = 0; at < addresses; at++) {
    const address = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
    throttle.stranger(address, 0)
    throttle.guesses.failed(`${'x'.repeat(50_000)}${at}`, address, 0)
    throttle.caller(`key ${at}`, 0)
    if (at % 1000 === 0 && !real()) allowed++
  }
  const grown = Math.ceil(heap() - before)
  const problems = [
    ...(grown < 40 ? [] : [`the limiter keeps ${grown} MB`]),
    ...(allowed === 0 ? [] : [`the real address was let through ${allowed} times`]),
  ]
  // This use keeps the limiter in memory until its size is known.
  if (!real()) problems.push('the real address is forgotten')
  return { grown, problems }
}

export const rateLimits: Figure = {
  id: 'G-23',
  about: 'requests that the limiter lets through beyond its formula, and what it keeps in memory',
  async run({ count }) {
    const seconds = Math.max(10, count(60))
    const limited = await clocked()
    const minute = await overload(limited, seconds)
    const obeyed = await obedience(limited, count(200))
    const guessed = await guesses(limited, Math.max(200, count(2000)))
    const faked = await fakes(limited, Math.max(500, count(2000)))
    await limited.server.stop()
    const addresses = count(1_000_000)
    const kept = crowd(addresses)
    const parts = [minute, obeyed, guessed, faked, kept]
    return {
      counts: {
        overload_seconds: seconds,
        allowed: minute.allowed,
        formula: minute.expected,
        obeyed: obeyed.refused,
        refused_again: obeyed.again,
        guesses_answered: guessed.answered,
        addresses,
        limiter_mb: kept.grown,
      },
      problems: parts.flatMap(({ problems }) => problems),
    }
  },
}
