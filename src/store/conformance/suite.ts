// The tests that every engine behind the store's interface must pass.
import { describe } from 'vitest'
import { auditConforms } from './audit.ts'
import { commitsConform } from './commits.ts'
import { guardsConform } from './guards.ts'
import { keepingConforms } from './keeping.ts'
import { listsConform } from './lists.ts'
import type { Open } from './open.ts'
import { readsConform } from './reads.ts'
import { setsConform } from './sets.ts'
import { snapshotsConform } from './snapshots.ts'

export function conformance(name: string, open: Open): void {
  describe(`${name} as a store`, () => {
    keepingConforms(open)
    readsConform(open)
    snapshotsConform(open)
    commitsConform(open)
    setsConform(open)
    listsConform(open)
    guardsConform(open)
    auditConforms(open)
  })
}
