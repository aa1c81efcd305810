// G-02: requests made from our own openapi.json, each answer checked against its declaration.

import { startServer } from '../test/support/server.ts'
import type { Figure } from './figure.ts'
import { fuzz } from './fuzz/run.ts'

export const fuzzer: Figure = {
  id: 'G-02',
  about: 'fuzz cases over all operations: no 5xx, undeclared status, wrong shape or slow answer',

  async run({ count, seed }) {
    const server = await startServer({ flags: { rateLimit: '0' } })
    const figures = await fuzz(server, count(50_000), seed)
    await server.stop()
    const { cases, ok, serverErrors, undeclared, schemaViolations, slow, checks } = figures
    const share = ok / cases
    return {
      counts: {
        cases,
        ok_share: share.toFixed(3),
        operations_ok: figures.reached.size,
        '5xx': serverErrors,
        undeclared,
        schema_violations: schemaViolations,
        slower_than_1s: slow,
        gone: checks.gone,
        unchanged: checks.unchanged,
        wrong_parent: checks.wrongParent,
      },
      problems: [
        ...figures.problems,
        ...(share < 0.3 ? [`only ${share.toFixed(3)} of the cases succeeded`] : []),
      ],
    }
  },
}
