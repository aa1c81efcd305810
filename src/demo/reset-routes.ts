// The operation that only a demo has: back to the seed (decision 33).
import { route } from '../context.ts'
import { putSeedBack } from './sql.ts'

export const resetRoute = route({
  operation: 'reset',
  tag: 'Demo',
  method: 'POST',
  base: '/api/attrium/1.0',
  path: '/reset',
  summary: 'Reset',
  description: 'Puts everything back to what the demo started with; who is signed in stays so.',
  reply: undefined,
  fails: [403, 404, 429],

  async handle(context) {
    await context.load()
    context.insist()
    await context.commit({ touches: 'catalogue', statements: putSeedBack(), audit: {} })
    return undefined
  },
})
