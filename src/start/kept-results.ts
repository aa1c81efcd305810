// Removes the results of changes when their time is over, and seals the others with the newest key (decision 76). It
// can stop anywhere: the rest is found again.
import { setTimeout as pause } from 'node:timers/promises'
import { auditRow, byServer } from '../audit/audit-row.ts'
import { resultMilliseconds } from '../changes/result-routes.ts'
import { blocksOfOldKeys, oldBlocks, removeBlocks, resealBlocks } from '../changes/result-sql.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'

interface Keeping {
  readonly db: Pick<Db, 'read' | 'commit'>
  readonly keys: Pick<KeyRing, 'results'>
  readonly now: () => number
  /** Asked between two portions. */
  readonly isEnding: () => boolean
}

/** Blocks in a portion: others wait while one is stored. */
const blocksAtATime = 50

export async function keepResults(keeping: Keeping): Promise<void> {
  await removeOldResults(keeping)
  await sealResultsAnew(keeping)
}

async function removeOldResults({ db, now, isEnding }: Keeping): Promise<void> {
  while (!isEnding()) {
    const before = now() - resultMilliseconds
    const [old] = await db.read(oldBlocks({ before, most: blocksAtATime }))
    if (old.length === 0) return
    const list = JSON.stringify(old)
    await store(db, now(), {
      operation: 'end_change_results',
      statement: removeBlocks({ list }),
      blocks: old.length,
    })
  }
}

/** A block that does not open stays as it is, because nobody can read it; `doctor` reports it. */
export async function sealResultsAnew({ db, keys, now, isEnding }: Keeping): Promise<void> {
  const { key_id: newest, open, seal } = keys.results
  let after = { key_id: '0', change_id: '0', block: 0 }
  while (!isEnding()) {
    const [old] = await db.read(blocksOfOldKeys({ ...after, newest, most: blocksAtATime }))
    const last = old.at(-1)
    if (last === undefined) return
    after = { key_id: last.key_id, change_id: last.change_id, block: last.block }
    const anew = old.flatMap(({ change_id, sealed, key_id, ...place }) => {
      try {
        return [{ change_id, block: place.block, sealed: seal(open(sealed, key_id, place), place) }]
      } catch {
        return []
      }
    })
    if (anew.length === 0) continue
    const statement = resealBlocks({ list: JSON.stringify(anew), key_id: newest })
    await store(db, now(), { operation: 'seal_change_results', statement, blocks: anew.length })
  }
}

async function store(
  db: Pick<Db, 'commit'>,
  at: number,
  { operation, statement, blocks }: { operation: string; statement: Statement; blocks: number },
): Promise<void> {
  const begun = performance.now()
  await db.commit({
    statements: [statement],
    audit: auditRow(byServer(operation, at), { details: { blocks } }),
    changesAuthority: false,
  })
  // The others get as much time again.
  await pause(performance.now() - begun)
}
