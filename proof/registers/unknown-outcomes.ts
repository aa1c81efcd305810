// A store that sometimes loses its answers to changes, so that their outcome is unknown.

import { Unavailable } from '../../src/store/db.ts'
import { altered } from '../../test/support/altered-db.ts'
import type { Random } from '../../test/support/random.ts'
import type { WrapDb } from '../nodes.ts'

/** Loses the replies to this part of the commits of these operations, half of them before the commits are made. */
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
