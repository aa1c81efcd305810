// A route keeps its types, and its handler owes each answer whole, with the shape of its status.
import { expect, it } from 'vitest'
import { permissionTable } from '../access/permissions.ts'
import type { PathParams } from '../http/route.ts'
import { shape, text } from '../http/schema.ts'
import { route } from './route.ts'

const Thing = shape('Thing', 'A thing.', { id: text('Its id.'), name: text('Its name.') })
const Told = shape('Told', 'What became of it.', { outcome: text('In a word.') })

const thing = {
  operation: 'group',
  access: permissionTable.group,
  tag: 'Group',
  method: 'GET',
  path: '/groups/{group_id}',
  summary: 'Get a thing',
  description: 'Returns a thing.',
  fails: [404],
} as const

it('a route has the types that it was written with', () => {
  const written = route({
    ...thing,
    replies: { 200: Thing },
    handle: () => ({ id: '1', name: 'one' }),
  })
  const method: 'GET' = written.method
  const path: '/groups/{group_id}' = written.path
  const params: PathParams<typeof path> = { group_id: '1' as never }
  expect([method, path, params.group_id]).toEqual(['GET', '/groups/{group_id}', '1'])
})

it('an answer without one of its fields does not compile', () => {
  const written = route({
    ...thing,
    replies: { 200: Thing },
    // @ts-expect-error -- it forgets the name
    handle: () => ({ id: '1' }),
  })
  expect(written.operation).toBe('group')
})

it('each status has its own shape, and one that is not declared does not compile', () => {
  const replies = { 200: Thing, 201: Told }
  const statuses = [
    route({
      ...thing,
      replies,
      handle: () => ({ answer: { outcome: 'made' }, headers: {}, status: 201 as const }),
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- a 201 tells the outcome
      handle: () => ({ answer: { id: '1', name: 'one' }, headers: {}, status: 201 as const }),
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- nobody was told of a 303
      handle: () => ({ answer: undefined, headers: {}, status: 303 as const }),
    }),
  ]
  expect(statuses.length).toBe(3)
})
