// Who may what: every operation by every kind of caller, and walks of people who are no admins.
import { walks } from '../escalation/walk.ts'
import { cells, differences } from '../matrix/matrix.ts'
import { callers } from '../matrix/reference.ts'
import { rightsDifferences } from '../matrix/rights.ts'
import { startServer } from '../server.ts'
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
    return {
      counts: {
        cells: cells.length,
        routes: new Set(cells.map(({ operation }) => operation)).size,
        callers: callers.length,
        differences: different.length,
        rights: rights.compared,
        rights_wrong: rights.found.length,
        walks: walked,
        calls,
        ok,
        changes,
        escalations: problems.length,
      },
      problems: [...different, ...rights.found, ...problems],
    }
  },
}
