// Tests of rights: every operation by every kind of caller, and walks of users who are not administrators.

import { cells, differences, guardedCells } from '../test/access/matrix/matrix.ts'
import { callers } from '../test/access/matrix/reference.ts'
import { rightsDifferences } from '../test/access/matrix/rights.ts'
import { startServer } from '../test/support/server.ts'
import { walks } from './escalation/walk.ts'
import type { Figure } from './figure.ts'

export const permissions: Figure = {
  id: 'G-10',
  about: 'cells of operation, caller and target against a hand-written table; walks of non-admins',

  async run({ count, seed }) {
    const server = await startServer({ flags: { rateLimit: '0' } })
    const different = await differences(server)
    const rights = await rightsDifferences(server)
    await server.stop()
    const other = await startServer({ flags: { rateLimit: '0' } })
    const walked = count(250)
    const { calls, ok, changes, problems } = await walks(other, { count: walked, calls: 200, seed })
    await other.stop()
    const guarded = await startServer({ flags: { rateLimit: '0', guardGroupValues: 'true' } })
    different.push(...(await differences(guarded, guardedCells)))
    const guards = { count: count(50), calls: 200, seed, guarded: true }
    problems.push(...(await walks(guarded, guards)).problems)
    await guarded.stop()
    return {
      counts: {
        cells: cells.length + guardedCells.length,
        routes: new Set(cells.map(({ operation }) => operation)).size,
        callers: callers.length,
        differences: different.length,
        rights: rights.compared,
        rights_wrong: rights.found.length,
        walks: walked + guards.count,
        calls,
        ok,
        changes,
        escalations: problems.length,
      },
      problems: [...different, ...rights.found, ...problems],
    }
  },
}
