// An audit without rows is compared with its heads, each value is looked at once, and reading a damaged audit ends.
import { describe, expect, it } from 'vitest'
import { auditInMemory, chained, type MemoryAudit } from '../../test/support/audit-in-memory.ts'
import { AuditCheck } from './chain-check.ts'
import { pageRows } from './sql.ts'
import {
  type ArchivedRows,
  haveMoved,
  insistOnOrder,
  isStored,
  verifyAudit,
} from './verification.ts'

async function problemsOf(audit: MemoryAudit, archived?: ArchivedRows): Promise<string[]> {
  const problems: string[] = []
  const check = new AuditCheck('key', [], (problem) => problems.push(problem))
  await verifyAudit(auditInMemory(audit), check, archived)
  return problems
}

it('a chain without a row is whole when its head says so', () => {
  const problemsOf = (chain_sequence: number, mac: string) => {
    const problems: string[] = []
    const check = new AuditCheck('key', [], (problem) => problems.push(problem))
    check.finish([{ chain_id: '1', chain_sequence, mac }])
    return problems
  }
  expect(problemsOf(0, '')).toEqual([])
  expect(problemsOf(3, 'mac')).toEqual(['chain 1 ends with number 0, not 3 as its head says'])
  expect(problemsOf(0, 'mac')).toEqual(['the head of chain 1 is not its newest row'])
})

it('rows that come again, or from before, are refused instead of read for ever', () => {
  insistOnOrder({ sequence: 8 }, 7)
  for (const sequence of [7, 3]) expect(() => insistOnOrder({ sequence }, 7)).toThrow('damaged')
})

it('rows that came while others were read are of a chain whose head has come as far since', () => {
  const { rows, heads } = chained([{ sequence: 1 }])
  const problemsOf = (now: typeof heads) => {
    const problems: string[] = []
    const check = new AuditCheck('key', [], (problem) => problems.push(problem))
    check.begin([], [{ chain_id: '1', chain_sequence: 0, mac: '' }])
    for (const row of rows) check.add({ ...row, cells: [] })
    check.finish(now)
    return problems
  }
  expect(problemsOf(heads)).toEqual([])
  expect(problemsOf([])).toEqual(['chain 1 ends with number 1, not 0 as its head says'])
})

describe('an audit without rows', () => {
  it('is whole when nothing was ever written, and was removed when it has no chain', async () => {
    expect(await problemsOf(chained([]))).toEqual([])
    expect(await problemsOf({ ...chained([]), heads: [] })).toEqual([
      'there is no chain; it was removed',
    ])
  })

  it('is not whole when the rows after an archive are missing, even the one that names it', async () => {
    const { heads } = chained([{ sequence: 1 }, { sequence: 2 }])
    const bases = [{ chain_id: '1', chain_sequence: 1, mac: 'base' }]
    expect(await problemsOf({ ...chained([]), heads, bases })).toEqual([
      'chain 1 begins after number 1, and no row says that those before are in an archive',
      'chain 1 ends with number 1, not 2 as its head says',
    ])
  })
})

it('an archive that no details name is not named', async () => {
  const audit = chained([{ sequence: 1, operation: 'archive_audit', details: '{}' }])
  expect(await problemsOf(audit)).toEqual([])
})

it('a row that the newest sequence of the beginning does not reach is left to the next time', async () => {
  const audit = chained([{ sequence: 1 }, { sequence: 2 }])
  const later = chained([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }])
  expect(await problemsOf({ ...audit, rows: later.rows, newest: 2 })).toEqual([])
})

it('a row is of the beginning when its chain had come as far', () => {
  const moment = { heads: new Map([['1', 5]]), upTo: 9 }
  const at = (sequence: number, chain_id: string | null, chain_sequence: number | null) =>
    isStored({ sequence, chain_id: chain_id as string, chain_sequence }, moment)
  expect([at(9, '1', 5), at(10, '1', 5), at(9, '1', 6), at(9, '2', 1)]).toEqual([
    ...[true, false, false, false],
  ])
  // A row without a place in a chain counts: the check reports it.
  expect([at(9, null, null), at(9, '1', null), at(9, null, 1)]).toEqual([true, true, false])
})

it('rows have gone into an archive when a chain begins later than before', () => {
  const base = (chain_id: string, chain_sequence: number) => ({ chain_id, chain_sequence, mac: '' })
  expect(haveMoved([base('1', 3)], [base('1', 3), base('2', 0)])).toBe(false)
  expect(haveMoved([base('1', 3)], [base('1', 4)])).toBe(true)
  expect(haveMoved([base('1', 3)], [base('1', 3), base('2', 1)])).toBe(true)
})

describe('the values of users', () => {
  const value = (user: number, newest_change: number | null) => ({
    ...{ user_id: String(user), user_attribute_id: '14', newest_change },
  })
  const change = (user: number, sequence: number, previous_change: number | null = null) => ({
    ...{ user_id: String(user), user_attribute_id: '14', sequence, previous_change },
  })
  const unlinked = (sequence: number) =>
    expect.stringMatching(new RegExp(`^row ${sequence} is not linked`))

  it('are each looked at once, also when more are held and more were removed than a page has', async () => {
    const many = Array.from({ length: pageRows * 2 + 100 }, (_, n) => n + 1)
    const audit = chained(many.map((user) => change(user, user)))
    const isHeld = (user: number) => user % 2 === 0
    const held = many.filter(isHeld).map((user) => value(user, user))
    const ended = many.filter((user) => !isHeld(user)).map((user) => value(user, user))
    expect(await problemsOf({ ...audit, held, ended })).toEqual([])
    const lost = held.filter(({ user_id }) => user_id !== '1800')
    expect(await problemsOf({ ...audit, held: lost, ended })).toEqual([unlinked(1800)])
  })

  it('follow the end of an earlier history when they have no change of their own', async () => {
    const audit = chained([change(5, 1), change(6, 2)])
    const held = [value(5, null), value(6, 2), value(7, null)]
    expect(await problemsOf({ ...audit, held, ended: [value(5, 1)] })).toEqual([])
    expect(await problemsOf({ ...audit, held })).toEqual([unlinked(1)])
  })

  it('are taken as they were at the beginning when they are set meanwhile', async () => {
    const audit = chained([change(5, 1)])
    const { rows } = chained([change(5, 1), change(5, 2, 1), change(6, 3)])
    const meanwhile = { ...audit, rows, newest: 1, held: [value(5, 2), value(6, 3)] }
    expect(await problemsOf(meanwhile)).toEqual([])
  })

  it('need no look at their changes when those are long past', async () => {
    const audit = chained([change(5, 1), { sequence: 20_000 }])
    expect(await problemsOf({ ...audit, held: [value(5, 1)] })).toEqual([])
    expect(await problemsOf(audit)).toEqual([unlinked(1)])
  })

  it('that come again and again are damaged, and are not read for ever', async () => {
    const held = Array.from({ length: pageRows }, () => value(5, 1))
    const audit = { ...chained([change(5, 1)]), held, isInCircles: true }
    await expect(problemsOf(audit)).rejects.toThrow('out of order: it is damaged')
  })
})
