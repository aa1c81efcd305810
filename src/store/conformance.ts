// What every engine behind the store's interface must do; run against each of them.
import { describe } from 'vitest'
import { auditConforms } from './conformance-audit.ts'
import { commitsConform } from './conformance-commits.ts'
import { guardsConform } from './conformance-guards.ts'
import { keepingConforms } from './conformance-keeping.ts'
import type { Open } from './conformance-open.ts'
import { readsConform } from './conformance-reads.ts'
import { snapshotsConform } from './conformance-snapshots.ts'

export function conformance(name: string, open: Open): void {
  describe(`${name} as a store`, () => {
    keepingConforms(open)
    readsConform(open)
    snapshotsConform(open)
    commitsConform(open)
    guardsConform(open)
    auditConforms(open)
  })
}
