// The possible effects of power loss on a disk, and the impossible ones.
import { describe, expect, test } from 'vitest'
import { randomFrom } from '../../test/support/random.ts'
import { Disk } from './disk.ts'
import { type DiskRecord, markRecord, readLog } from './disk-log.ts'

const descriptor = '1/20'
const open = (path: string, truncates = false): DiskRecord => ({
  kind: 'open',
  descriptor,
  path: `/root${path}`,
  truncates,
})
const write = (offset: number, text: string): DiskRecord => ({
  kind: 'write',
  descriptor,
  offset,
  bytes: Buffer.from(text),
})
const sync: DiskRecord = { kind: 'sync', descriptor }
const directorySync: readonly DiskRecord[] = [open(''), sync]

/** The different states among many, as the texts of their files by name. */
function statesAfter(...records: DiskRecord[]): Record<string, string>[] {
  const disk = new Disk('/root')
  for (const record of records) disk.apply(record)
  const random = randomFrom(1)
  const states = new Map<string, Record<string, string>>()
  for (let count = 0; count < 300; count++) {
    const state = Object.fromEntries(
      [...disk.afterPowerLoss(random)].map(([name, bytes]) => [name, bytes.toString()]),
    )
    states.set(JSON.stringify(state), state)
  }
  return [...states.values()]
}

describe('after power loss', () => {
  test('what was synced, with its name, is there and nothing else', () => {
    const states = statesAfter(open('/a'), write(0, 'kept'), sync, ...directorySync)
    expect(states).toEqual([{ a: 'kept' }])
  })

  test('a name that was not synced may be gone', () => {
    const states = statesAfter(open('/a'), write(0, 'kept'), sync)
    expect(states).toHaveLength(2)
    expect(states).toEqual(expect.arrayContaining([{}, { a: 'kept' }]))
  })

  test('writes that were not synced may be there or not, each by itself', () => {
    const before = [open('/a'), write(0, 'aaaa'), sync, ...directorySync, open('/a')]
    const states = statesAfter(...before, write(0, 'bb'), write(2, 'cc'))
    expect(states.map(({ a }) => a).sort()).toEqual(['aaaa', 'aacc', 'bbaa', 'bbcc'])
  })

  test('a write may be torn where a sector ends, and nowhere else', () => {
    const states = statesAfter(open('/a'), ...directorySync, open('/a'), write(510, '12345'))
    const ends = new Set(states.map(({ a = '' }) => a.slice(510)))
    expect([...ends].sort()).toEqual(['', '\0\x00345', '12', '12345'])
  })

  test('a file is cut or not', () => {
    const cut: DiskRecord = { kind: 'truncate', descriptor, size: 1 }
    const before = [open('/a'), write(0, 'aaaa'), sync, ...directorySync, open('/a')]
    expect(statesAfter(...before, cut).map(({ a }) => a)).toEqual(['a', 'aaaa'])
    const anew = statesAfter(...before, open('/a', true))
    expect(anew.map(({ a }) => a)).toEqual(['', 'aaaa'])
  })

  test('a file has its old name or its new one, never both or neither', () => {
    const rename: DiskRecord = { kind: 'rename', from: '/root/a', to: '/root/b' }
    const states = statesAfter(open('/a'), ...directorySync, rename)
    expect(states).toEqual(expect.arrayContaining([{ a: '' }, { b: '' }]))
    expect(states).toHaveLength(2)
  })

  test('a file removed without a sync of the directory may be there again', () => {
    const unlink: DiskRecord = { kind: 'unlink', path: '/root/a' }
    const states = statesAfter(open('/a'), ...directorySync, unlink)
    expect(states).toEqual(expect.arrayContaining([{}, { a: '' }]))
    expect(statesAfter(open('/a'), ...directorySync, unlink, ...directorySync)).toEqual([{}])
  })
})

test('marks are read from the log as they were written', () => {
  const log = Buffer.concat([markRecord('sent 1'), markRecord('acknowledged 1')])
  expect(readLog(log)).toEqual([
    { kind: 'mark', text: 'sent 1' },
    { kind: 'mark', text: 'acknowledged 1' },
  ])
})
