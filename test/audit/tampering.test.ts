// Every change of the audit by somebody without its key is found, with its place (T-38).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { valueDigest } from '../../src/keys/value-digest.ts'
import { seed } from '../support/chance.ts'
import { randomFrom } from '../support/random.ts'
import { type AuditLog, anAuditLog, tamperings } from './tampering.ts'

let log: AuditLog
beforeAll(async () => {
  log = await anAuditLog()
  console.log(`tampering of the audit: ATTRIUM_SEED=${seed}`)
})
afterAll(() => log.remove())

/** The problems that are found after the change, which is then undone. */
async function found(change: () => void, ...exported: string[]): Promise<string[]> {
  log.connection.exec('begin')
  try {
    change()
    return await log.problems(...exported)
  } finally {
    log.connection.exec('rollback')
  }
}

const count = (what: string) =>
  log.connection.prepare(`select count(${what}) from audit`).pluck().get() as number

describe('an audit', () => {
  test('as the server has left it is whole, with values of a hidden attribute taken away', async () => {
    expect(await log.problems(log.head)).toEqual([])
    expect(count('*')).toBeGreaterThan(30)
    expect(count('redacted')).toBeGreaterThan(5)
    // Some of the values are equal.
    expect(count('distinct redacted')).toBe(count('redacted'))
  })

  test.each(Object.entries(tamperings))('is found broken: %s', async (name, tamper) => {
    const random = randomFrom(seed)
    for (let round = 0; round < 12; round++) {
      const problems = await found(() => tamper(log.connection, random), log.head)
      expect({ name, round, problems: problems.length }).not.toMatchObject({ problems: 0 })
    }
  })

  test.each([
    [
      'update audit set actor_id = 7 where sequence = 9',
      ['row 9 (number 9 of chain 1) was changed'],
    ],
    [
      'delete from audit where sequence in (5, 6)',
      ['row 7 is number 7 of chain 1; numbers 5 to 6 are missing before it'],
    ],
    [
      'update audit set sequence = case sequence when 5 then -5 else 5 end where sequence in (5, 6); update audit set sequence = 6 where sequence = -5',
      [
        'row 5 is number 6 of chain 1; numbers 5 to 5 are missing before it',
        'row 6 is number 5 of chain 1, out of order',
      ],
    ],
    [
      "insert into audit (sequence, at, request_id, operation) values (900, 1, 'r', 'x')",
      ['row 900 is in no chain; no server wrote it'],
    ],
    [
      'delete from audit where sequence > 36',
      [expect.stringMatching(/^chain 1 ends with number 36, not \d+ as its head says$/)],
    ],
    ["update audit_chains set head_mac = 'x'", ['the head of chain 1 is not its newest row']],
    [
      "update audit set redacted = 'x' where new_value is not null and sequence = (select min(sequence) from audit where new_value is not null)",
      [
        expect.stringMatching(/^row \d+ has a value although it says that its value was removed$/),
        expect.any(String),
      ],
    ],
    [
      'delete from audit_chains',
      ['there is no chain; it was removed', 'the head of chain 1 was removed'],
    ],
  ])('says where: %s', async (words, problems) => {
    expect(await found(() => void log.connection.exec(words))).toEqual(problems)
  })

  test('whose end was cut off with its head is whole but for a head that was written down', async () => {
    const cut = () =>
      void log.connection.exec(`delete from audit where sequence > 36;
        update audit_chains set head_sequence = 36,
          head_mac = (select mac from audit where sequence = 36)`)
    expect(await found(cut)).toEqual([])
    expect(await found(cut, log.head)).toEqual([
      `no row has the mac ${log.head} of the given head; rows are missing`,
    ])
  })

  test('may lose a value only where its attribute has become hidden since', async () => {
    const { connection, key } = log
    const row = connection
      .prepare('select * from audit where new_value is not null and group_id is not null')
      .get() as { sequence: number; user_attribute_id: number; new_value: string }
    const digest = valueDigest(key, '1', row.sequence, row.new_value)
    const take = () =>
      void connection
        .prepare('update audit set new_value = null, redacted = ? where sequence = ?')
        .run(digest, row.sequence)
    expect(await found(take)).toEqual([
      `row ${row.sequence} has lost its value, and user attribute ${row.user_attribute_id} has not become hidden since`,
    ])
  })
})
