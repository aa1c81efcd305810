// The operation that only a demo has: it restores the seed (decision 33).
import { attriumTable } from '../domain/permissions.ts'
import { emptyText } from '../http/route.ts'
import { route } from '../request/route.ts'
import { restoreSeed } from './reset-sql.ts'

export const resetRoute = route({
  operation: 'reset',
  access: attriumTable.reset,
  tag: 'Demo',
  method: 'POST',
  path: '/reset',
  summary: 'Reset',
  description: 'Restores the state that the demo started with. Signed-in users stay signed in.',
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    await context.load()
    await context.commit({ touches: 'catalogue', statements: restoreSeed(), audit: {} })
    return undefined
  },
})
