// The line before the hashing of passwords: a flood of sign-ins waits there, and what is too long never gets there.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import { sessionCookie, signingInCookie } from '../http/cookie.ts'
import { limits } from '../limits.ts'
import { SignIns } from './sign-ins.ts'

const keys = {
  digest: (text: string) => text,
  matches: (text: string, held: string) => text === held,
}

/** Sign-ins whose passwords cost little, or so much that they have not ended when the next ones come. */
const signIns = (doublings = 4) =>
  new SignIns({
    keys,
    random: (count) => new Uint8Array(count),
    cost: { doublings, rounds: 1 },
    cookie: sessionCookie(false),
    signingIn: signingInCookie(false, 600),
    isCommon: () => false,
  })

const held = async (some: SignIns, password: string) => ({
  user_id: '7',
  password_hash: await some.hash('7', password, '10.0.0.1'),
})

const outcome = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error) => (error instanceof Refusal ? error.status : error),
  )

describe('a password', () => {
  test('is right in each of the ways to write it, and wrong for everybody else', async () => {
    const some = signIns()
    const hers = await held(some, 'Ångström ﬁnd')
    const is = (password: string, whose?: typeof hers) =>
      some.isPassword(whose, password, '10.0.0.1')
    expect(await is('A\u030angstro\u0308m find', hers)).toBe(true)
    expect(await is('ångström find', hers)).toBe(false)
    expect(await is('Ångström ﬁnd', { ...hers, user_id: '8' })).toBe(false)
    expect(await is('Ångström ﬁnd')).toBe(false)
  })

  test('that is longer than any is not hashed', async () => {
    const some = signIns()
    const long = 'x'.repeat(4 * limits.password_characters + 1)
    const [hers, short] = [await held(some, long), await held(some, long.slice(1))]
    expect(await some.isPassword(hers, long, '10.0.0.1')).toBe(false)
    expect(await some.isPassword(short, long.slice(1), '10.0.0.1')).toBe(true)
  })

  test('is hashed again when it has become too cheap to try', async () => {
    const { password_hash } = await held(signIns(), 'a long password')
    expect([signIns().isOutdated(password_hash), signIns(5).isOutdated(password_hash)]).toEqual([
      false,
      true,
    ])
    expect(
      await signIns(5).isPassword({ user_id: '7', password_hash }, 'a long password', ''),
    ).toBe(true)
  })
})

describe('a flood of sign-ins', () => {
  test('of one network waits, as many as may; the others are refused at once', async () => {
    const some = signIns(10)
    const asked = Array.from({ length: limits.waiting_hashes_per_network + 3 }, () =>
      outcome(some.isPassword(undefined, 'x', '10.0.0.1')),
    )
    const another = outcome(some.isPassword(undefined, 'x', '10.0.0.2'))
    const answers = await Promise.all(asked)
    expect(answers.filter((it) => it === 'answered').length).toBe(
      limits.waiting_hashes_per_network + 1,
    )
    expect(answers.slice(-2)).toEqual([503, 503])
    expect(await another).toBe('answered')
  })

  test('of many networks waits, as many as may in all', async () => {
    const some = signIns(10)
    const asked = Array.from(
      { length: limits.waiting_hashes + limits.hashed_at_once + 5 },
      (_, at) => outcome(some.isPassword(undefined, 'x', `10.0.${at >> 8}.${at & 255}`)),
    )
    const answers = await Promise.all(asked)
    expect(answers.filter((it) => it === 503).length).toBe(5)
  })
})

test('the audit keeps so many failures of an hour', () => {
  const some = signIns()
  const kept = (count: number, now: number) =>
    Array.from({ length: count }, () => some.mayAudit(now)).filter(Boolean).length
  expect(kept(2000, 0)).toBe(limits.audited_failures_per_hour)
  expect(kept(2000, 3_600_000)).toBe(limits.audited_failures_per_hour)
})
