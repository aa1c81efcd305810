// The operation that only a demo has: back to the seed (decision 33).
import { demoTable } from '../access/permissions.ts'
import { emptyText } from '../http/route.ts'
import { route } from '../request/route.ts'
import { putSeedBack } from './sql.ts'

export const resetRoute = route({
  operation: 'reset',
  access: demoTable.reset,
  tag: 'Demo',
  method: 'POST',
  base: '/api/attrium/1.0',
  path: '/reset',
  summary: 'Reset',
  description: 'Puts everything back to what the demo started with; who is signed in stays so.',
  replies: { 204: emptyText },
  fails: [403, 404, 429],

  async handle(context) {
    await context.load()
    await context.commit({ touches: 'catalogue', statements: putSeedBack(), audit: {} })
    return undefined
  },
})
