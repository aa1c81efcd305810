// The work of a server once a minute.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { resultSeal } from '../keys/result-seal.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import { type Commit, type Db, Unavailable } from '../store/db.ts'
import { startUpkeep } from './upkeep.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const minute = () => vi.advanceTimersByTimeAsync(60_000)
const head = (chain_id: string, chain_sequence: number): ChainHead => ({
  chain_id,
  chain_sequence,
  mac: `mac ${chain_id}.${chain_sequence}`,
})

/** The upkeep of a store that knows only heads and expired tokens. */
async function upkeepOf(heads: ChainHead[]) {
  const store = { heads, expired: 0, old: 0, out: false }
  const commits: Commit[] = []
  const db: Db = {
    read: async (...statements) => {
      if (store.out) throw new Unavailable('out')
      return statements.map(({ text }) => {
        if (text.includes('audit_chains')) return store.heads
        if (text.includes('"at" < ')) return Array(store.old).fill({ change_id: '65', block: 0 })
        return Array(text.includes('access_tokens') ? store.expired : 0).fill({})
      }) as never
    },
    snapshot: () => Promise.reject(new Error('not asked for')),
    commit: async (commit) => {
      commits.push(commit)
      store.expired = 0
      store.old = 0
      return []
    },
    commitAll: () => Promise.reject(new Error('not asked for')),
    authorityEpoch: undefined,
    close: async () => {},
  }
  const told: (readonly ChainHead[])[] = []
  const failures: unknown[] = []
  const end = await startUpkeep({
    db,
    keys: { results: resultSeal([{ id: '1', purpose: 'value', key: new Uint8Array(32) }]) },
    now: () => Date.now(),
    headsMoved: (moved) => told.push(moved),
    seal: () => undefined,
    failed: (error) => failures.push(error),
  })
  return { store, commits, told, failures, end }
}

describe('the heads of the audit', () => {
  it('are told at the start, each minute when they have moved, and at the end', async () => {
    const { store, told, end } = await upkeepOf([head('1', 5), head('2', 3)])
    expect(told).toEqual([[head('1', 5), head('2', 3)]])
    await minute()
    expect(told).toHaveLength(1)
    store.heads = [head('1', 5), head('2', 4)]
    await minute()
    expect(told.slice(1)).toEqual([[head('2', 4)]])
    store.heads = [head('1', 6), head('2', 4)]
    await end()
    expect(told.slice(2)).toEqual([[head('1', 6)]])
    await minute()
    expect(told).toHaveLength(3)
  })
})

describe('expired tokens', () => {
  it('are ended at the start and each minute, and nothing is written when there are none', async () => {
    const { store, commits, end } = await upkeepOf([])
    expect(commits).toEqual([])
    for (const expired of [3, 0, 1]) {
      store.expired = expired
      await minute()
    }
    expect(commits.map(({ audit }) => audit.operation)).toEqual(Array(2).fill('end_expired_tokens'))
    await end()
  })
})

describe('results of changes', () => {
  it('are removed when their time is over', async () => {
    const { store, commits, end } = await upkeepOf([])
    store.old = 1
    await minute()
    await vi.waitFor(() => expect(commits).toHaveLength(1))
    expect(commits.map(({ audit }) => audit.operation)).toEqual(['end_change_results'])
    await minute()
    expect(commits).toHaveLength(1)
    await end()
  })
})

describe('a round that fails', () => {
  it('is told and tried again a minute later', async () => {
    const { store, told, failures, end } = await upkeepOf([head('1', 1)])
    // What the first round began ends.
    await vi.advanceTimersByTimeAsync(1)
    store.out = true
    await minute()
    expect(failures).toEqual([new Unavailable('out')])
    store.out = false
    store.heads = [head('1', 2)]
    await minute()
    expect(told.at(-1)).toEqual([head('1', 2)])
    await end()
    expect(failures).toHaveLength(1)
  })
})
