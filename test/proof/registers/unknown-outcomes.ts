// A store whose answers to changes get lost now and then: the change was made or not, nobody can tell.

import { Unavailable } from '../../../src/store/db.ts'
import { altered } from '../../altered-db.ts'
import type { Random } from '../../faults/random.ts'
import type { WrapDb } from '../nodes.ts'

/** Loses the reply to this part of the commits that audit these operations, half of them before they are made. */
export const losingReplies =
  (random: Random, part: number, operations: RegExp): WrapDb =>
  (db) =>
    altered(db, {
      async commit(commit) {
        const isLost = operations.test(commit.audit.operation) && random.chance(part)
        if (isLost && random.chance(0.5)) throw new Unavailable('lost before the commit')
        const rows = await db.commit(commit)
        if (isLost) throw new Unavailable('lost after the commit')
        return rows
      },
    })
