// The mac of an audit row depends on everything in the row, on its place and on all rows before it.
import { describe, expect, it } from 'vitest'
import { type ChainHead, nextHead } from './chain.ts'
import { type AuditCells, auditColumns } from './row.ts'

const start: ChainHead = { chain_id: '1', chain_sequence: 0, mac: '' }
const row = (changes: Record<string, string | number | null> = {}): AuditCells =>
  auditColumns.map((column) => (column in changes ? (changes[column] ?? null) : 'x'))

const headAfter = (head: ChainHead, ...rows: AuditCells[]) =>
  rows.reduce((at, cells) => nextHead('key', at, cells), head)

describe('the head of a chain', () => {
  it('is another one after every row, and the same after the same rows', () => {
    expect(headAfter(start, row(), row())).toEqual(headAfter(start, row(), row()))
    expect(headAfter(start, row()).mac).not.toBe(headAfter(start, row(), row()).mac)
    expect(headAfter(start, row(), row()).chain_sequence).toBe(2)
  })

  it.each(auditColumns)('depends on %s of its row', (column) => {
    const { mac } = headAfter(start, row())
    for (const other of [null, 'y', '']) {
      expect(headAfter(start, row({ [column]: other })).mac).not.toBe(mac)
    }
  })

  it('depends on the row before, so that two histories of one length are never mixed', () => {
    const [one, other] = [row({ actor_id: '1' }), row({ actor_id: '2' })]
    expect(headAfter(start, one, row()).mac).not.toBe(headAfter(start, other, row()).mac)
  })

  it('depends on the chain, the place in it and the key', () => {
    const { mac } = headAfter(start, row())
    expect(headAfter({ ...start, chain_id: '2' }, row()).mac).not.toBe(mac)
    expect(headAfter({ ...start, chain_sequence: 1 }, row()).mac).not.toBe(mac)
    expect(nextHead('other', start, row()).mac).not.toBe(mac)
  })
})
