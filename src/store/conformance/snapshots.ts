// For the conformance suite: a snapshot reads one moment over many turns of the event loop.
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Db, Unavailable } from '../db.ts'
import { sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, insert, raw } from './rows.ts'

const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })
const groupIds = raw<{ id: number }>(sql`select id from groups order by id`)
const idsIn = async (read: Db['read']) => (await read(groupIds))[0].map(({ id }) => id)

export function snapshotsConform(open: Open): void {
  describe('a snapshot', () => {
    test('has what was acknowledged before it, and nothing that is committed while it is read', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(group('50')))
        const seen = await db.snapshot(async (read) => {
          const first = await idsIn(read)
          await db.commit(aCommit(group('51')))
          await wait(20)
          await db.commit(aCommit(group('52')))
          return [first, await idsIn(read), await idsIn(db.read.bind(db))]
        })
        expect(seen).toEqual([
          [1, 50],
          [1, 50],
          [1, 50, 51, 52],
        ])
      }))

    test('is of the moment in which it is taken, whatever is being committed then', () =>
      withStore(open, async (db) => {
        for (let round = 50; round < 70; round++) {
          const commits = [db.commit(aCommit(group(String(round))))]
          await db.snapshot(async (read) => {
            const before = await idsIn(read)
            commits.push(db.commit(aCommit(group(String(round + 100)))))
            await Promise.all(commits)
            expect(await idsIn(read)).toEqual(before)
          })
        }
        expect(await idsIn(db.read.bind(db))).toHaveLength(41)
      }))

    test('that ends with an error harms nothing', () =>
      withStore(open, async (db) => {
        const broken = raw(sql`select nothing`)
        await expect(db.snapshot((read) => read(groupIds, broken))).rejects.toThrow(/nothing/)
        await expect(db.snapshot(() => Promise.reject(new Error('ours')))).rejects.toThrow('ours')
        await db.commit(aCommit(group('50')))
        expect(await db.snapshot(idsIn)).toEqual([1, 50])
      }))

    test('is read to its end by a store that closes, and none is taken after that', () =>
      withStore(open, async (db) => {
        let closed: Promise<void> | undefined
        const seen = await db.snapshot(async (read) => {
          const first = await idsIn(read)
          closed = db.close()
          await wait(20)
          return [first, await idsIn(read)]
        })
        expect(seen).toEqual([[1], [1]])
        await closed
        await expect(db.snapshot(idsIn)).rejects.toThrow(Unavailable)
      }))
  })
}
