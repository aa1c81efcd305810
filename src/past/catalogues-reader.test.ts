// So many catalogues of the past stay in memory; the one that was asked for longest ago goes first.
import { expect, it } from 'vitest'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import { PastCatalogues } from './catalogues-reader.ts'
import type { Point } from './point-reader.ts'

it('are read once while they are kept', async () => {
  let reads = 0
  let fails = false
  const read = async () => {
    reads++
    if (fails) throw new Error('the database is gone')
    return [[], [], [], [], [], []]
  }
  const db = { read } as unknown as Db
  const kept = new PastCatalogues()
  const ask = async (version: number, newestVersion = 1000) => {
    const before = reads
    await kept.at(db, { version, newestVersion, moment: version, at: 0 } as Point)
    return reads > before
  }
  for (let version = 1; version <= limits.past_catalogues; version++) {
    expect(await ask(version)).toBe(true)
  }
  expect(await ask(1)).toBe(false)
  expect(await ask(999)).toBe(true)
  expect(await ask(1)).toBe(false)
  expect(await ask(2)).toBe(true)
  expect(await ask(1, 1001)).toBe(true)
  fails = true
  await expect(ask(500)).rejects.toThrow('gone')
  fails = false
  expect(await ask(500)).toBe(true)
})
