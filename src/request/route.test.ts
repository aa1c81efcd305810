// A route keeps its types, and its handler must return each answer whole, with the shape of its status.
import { expect, it } from 'vitest'
import { permissionTable } from '../domain/permissions.ts'
import { nothing, type PathParams } from '../http/route.ts'
import { listOf, mayLack, orOnly, shape, text } from '../http/schema.ts'
import { at, route } from './route.ts'

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
    // @ts-expect-error -- the name is missing
    handle: () => ({ id: '1' }),
  })
  expect(written.operation).toBe('group')
})

it('an answer with a field that its shape has not does not compile, at any depth', () => {
  const List = shape('List', 'Things.', { things: listOf(Thing) })
  const strange = [
    route({
      ...thing,
      replies: { 200: Thing },
      // @ts-expect-error -- the shape has no colour
      handle: () => ({ id: '1', name: 'one', colour: 'red' }),
    }),
    route({
      ...thing,
      replies: { 200: List },
      // @ts-expect-error -- the items of a list have no colour either
      handle: async () => ({ things: [{ id: '1', name: 'one', colour: 'red' }] }),
    }),
    route({
      ...thing,
      replies: { 200: Thing },
      // @ts-expect-error -- nor does an answer with headers have such a field
      handle: () => ({ answer: { id: '1', name: 'one', status: 'red' }, headers: {} }),
    }),
  ]
  expect(strange.length).toBe(3)
})

it('only the keys that a shape may lack may be missing', () => {
  const lacking = route({
    ...thing,
    replies: { 200: mayLack(Thing, 'name') },
    handle: () => ({ id: '1' }),
  })
  const either = orOnly(Thing, 'id')
  const answers = [
    route({ ...thing, replies: { 200: either }, handle: () => ({ id: '1' }) }),
    route({ ...thing, replies: { 200: either }, handle: () => ({ id: '1', name: 'one' }) }),
    // @ts-expect-error -- these are neither all keys nor the part
    route({ ...thing, replies: { 200: either }, handle: () => ({ name: 'one' }) }),
  ]
  expect([lacking, ...answers].length).toBe(4)
})

it('each status has its own shape, and one that is not declared does not compile', () => {
  const replies = { 200: Thing, 201: Told, 204: nothing, 303: nothing }
  const made = { outcome: 'made' }
  const there = { headers: { location: '/there' }, status: 303 } as const
  const statuses = [
    route({
      ...thing,
      replies,
      handle: ({ params }) =>
        params.group_id === '1'
          ? { answer: made, headers: {}, status: 201 as const }
          : { answer: undefined, ...there },
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- the outcome of a 201 is missing
      handle: () => ({ answer: { id: '1', name: 'one' }, headers: {}, status: 201 as const }),
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- the shape of a 201 has nothing else
      handle: () => ({ answer: { ...made, id: '1' }, headers: {}, status: 201 as const }),
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- the route does not declare a 304
      handle: () => ({ answer: undefined, headers: {}, status: 304 as const }),
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- a redirect needs a location
      handle: () => ({ answer: undefined, headers: {}, status: 303 as const }),
    }),
    route({
      ...thing,
      replies,
      // @ts-expect-error -- with four statuses an answer must name its own
      handle: () => ({ id: '1', name: 'one' }),
    }),
  ]
  expect(statuses.length).toBe(6)
})

it('a route that answers nothing has no body and no other status', () => {
  const empty = { ...thing, replies: { 204: nothing } }
  const answers = [
    route({ ...empty, handle: () => undefined }),
    route({ ...empty, handle: () => ({ answer: undefined, headers: { etag: '"1"' } }) }),
    // @ts-expect-error -- a 204 has no body
    route({ ...empty, handle: () => ({ id: '1' }) }),
    // @ts-expect-error -- the route does not declare a 200
    route({ ...empty, handle: () => ({ answer: undefined, headers: {}, status: 200 as const }) }),
  ]
  expect(answers.length).toBe(4)
})

it('a line of the page that is not true of its route does not compile', () => {
  const read = route({
    ...thing,
    replies: { 200: Thing },
    handle: () => ({ id: '1', name: 'one' }),
  })
  const who = 'see_users or manage_groups or manage_user_attributes or member'
  const lines = [
    at('GET', '/groups/{group_id}', who, read),
    // @ts-expect-error -- its method is GET
    at('POST', '/groups/{group_id}', who, read),
    // @ts-expect-error -- its path has an id
    at('GET', '/groups', who, read),
    // @ts-expect-error -- its row does not admit everybody who has signed in
    at('GET', '/groups/{group_id}', 'signed_in', read),
  ]
  expect(new Set(lines).size).toBe(1)
})
