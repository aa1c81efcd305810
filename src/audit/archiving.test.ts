// What an archive refuses: rows in no chain, an archive of another audit, rows that it does not have.
import { describe, expect, it } from 'vitest'
import type { Commit, Db } from '../store/db.ts'
import { type Archived, ChainEnds, cut, insistOnSame, lastBefore } from './archiving.ts'
import type { AuditPageRow } from './sql.ts'

const row = (sequence: number, cells: { readonly [cell in keyof AuditPageRow]?: unknown } = {}) =>
  ({
    ...{ sequence, at: sequence, chain_id: '1', chain_sequence: sequence, mac: `mac ${sequence}` },
    ...{ user_attribute_id: null, ...cells },
  }) as AuditPageRow

/** A store whose reads have these answers, one after the other, and which keeps what was committed. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers]
  const commits: Commit[] = []
  const db = {
    read: async () => left.shift(),
    commit: async (commit: Commit) => void commits.push(commit),
  } as unknown as Pick<Db, 'read' | 'commit'>
  return { db, commits }
}
const quiet = { now: () => 1, told: () => undefined }

describe('the ends of the chains of some rows', () => {
  it('are the newest row of each, with its highest attribute', () => {
    const ends = new ChainEnds()
    ends.add(row(1))
    ends.add(row(2, { user_attribute_id: '9' }))
    ends.add(row(3, { chain_id: '2', chain_sequence: 1 }))
    ends.add(row(4, { user_attribute_id: '10', chain_sequence: 3 }))
    ends.add(row(5, { user_attribute_id: '9', chain_sequence: 4 }))
    expect(ends.all).toEqual([
      { chain_id: '1', chain_sequence: 4, mac: 'mac 5' },
      { chain_id: '2', chain_sequence: 1, mac: 'mac 3' },
    ])
    expect([...ends.attributes]).toEqual([['1', '10']])
  })

  it.each(['chain_id', 'chain_sequence', 'mac'])('are none of rows without a %s', (cell) => {
    expect(() => new ChainEnds().add(row(1, { [cell]: null }))).toThrow('rows in no chain')
  })
})

describe('an archive', () => {
  const archived: Archived = {
    ...{ upTo: 3, begins: new Map([['1', 1]]) },
    ends: [{ chain_id: '1', chain_sequence: 3, mac: 'mac 3' }],
  }
  const base = (chain_sequence: number) => [{ chain_id: '1', chain_sequence, mac: 'base' }]

  it.each([
    ['rows of the store', [base(0)], [[{ mac: 'mac 3' }]]],
    ['rows that have gone from the store', [base(3)], undefined],
  ])('is of this audit when it ends with %s', async (_, ...reads) => {
    await insistOnSame(answering(...reads).db, archived)
  })

  it.each([
    ['another row', [base(2)], [[{ mac: 'other' }]]],
    ['a row that is not there', [base(2)], [[]]],
    ['a chain that is not there', [[]], [[]]],
  ])('is of another audit when the store has %s at its end', async (_, ...reads) => {
    await expect(insistOnSame(answering(...reads).db, archived)).rejects.toThrow(
      'The archive is not of this audit',
    )
  })

  it.each([
    ['in no chain', row(1, { chain_id: null })],
    ['in no place of a chain', row(1, { chain_sequence: null })],
    ['of a chain that it does not have', row(1, { chain_id: '2' })],
    ['after its end', row(2, { chain_sequence: 4 })],
  ])('does not take rows away that are %s', async (_, first) => {
    const { db, commits } = answering([[]], [base(0), [first]])
    await expect(cut(db, archived, quiet)).rejects.toThrow('rows that come before those')
    expect(commits.flatMap(({ statements }) => statements)).toEqual([])
  })

  it('takes its rows away and leaves those after it', async () => {
    const told: number[] = []
    const { db, commits } = answering(
      ...[[base(0)], [base(0), [row(1), row(2), row(3), row(4)]], [base(3), [row(4)]]],
    )
    await cut(db, archived, { now: () => 1, told: (rows) => told.push(rows) })
    expect(told).toEqual([3])
    expect(commits.map(({ audit }) => JSON.parse(String(audit.details)))).toEqual([
      { bases: base(0) },
      { bases: archived.ends },
    ])
  })

  it('loses the commit when the store does not know a chain of its rows', async () => {
    const { db, commits } = answering([[]], [[], [row(1)]], [[], []])
    await cut(db, archived, quiet)
    expect(commits[1]?.statements.map(({ required }) => required)).toEqual([true, false, false])
  })
})

it('nothing is older than a time when there is no row', async () => {
  expect(await lastBefore(answering([[]]).db, 1)).toBe(0)
})
