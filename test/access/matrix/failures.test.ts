// Every declared failure of an operation is caused here or in the matrix, or cannot happen.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { served, servedRoute } from '../../support/served.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { callOf } from './calls.ts'
import { Cast } from './cast.ts'
import { type Failure, inReference, neverAnswered, recipes } from './failures.ts'

let server: TestServer
let cast: Cast
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  cast = new Cast(server)
})
afterAll(() => server.stop())

const textOf = ({ operation, status }: Failure) => `${operation} ${status}`

describe('a declared failure', () => {
  it('is answered in a test or never, not both, and nothing else is', () => {
    const limited = served.map(({ route }) => ({ operation: route.operation, status: 429 }))
    const never = new Set(neverAnswered.map(textOf))
    const brought = [...recipes, ...inReference, ...limited].map(textOf)
    const declared = served.flatMap(({ route: { operation, fails } }) =>
      fails.filter((status) => status !== 401).map((status) => textOf({ operation, status })),
    )
    const answered = new Set(brought.filter((it) => !never.has(it) && !it.endsWith(' 401')))
    expect([...answered, ...never].sort()).toEqual(declared.sort())
    const both = [...recipes, ...inReference].map(textOf).filter((it) => never.has(it))
    expect(both).toEqual([])
  })

  it.each(recipes)('$operation is answered $status', async (recipe) => {
    const { operation, status, on, body, query, raw } = recipe
    const admin = await cast.caller('admin')
    const { prefix: base, route } = servedRoute(operation)
    const template: string = route.path
    const path =
      raw === undefined
        ? (await callOf(operation, { ids: await cast.idsOf(on, 'admin'), cast, server })).path
        : template.replace(/\{\w+\}/g, raw)
    const target = query === undefined ? path : `${path}?${query}`
    expect((await admin.api(route.method, target, body, { base })).status).toBe(status)
  })
})

describe('a caller who asks too often', () => {
  it('is answered 429 with Retry-After by every operation that takes a token (clients 32)', async () => {
    const slow = await startServer({ flags: { rateLimit: '1' } })
    const counted = served.filter(({ route }) => !route.access.open)
    for (let call = 0; call < 5; call++) await slow.api('GET', '/session')
    const answers = await Promise.all(
      counted.map(async ({ prefix: base, route: { operation, method, path: template } }) => {
        const path = (template as string).replace(/\{\w+\}/g, '1')
        let answer = await slow.api(method, path, undefined, { base })
        // On a slow machine a second may pass meanwhile, and one more call is accepted.
        for (let call = 0; call < 10 && answer.status !== 429; call++) {
          answer = await slow.api(method, path, undefined, { base })
        }
        return [operation, answer.status, Number(answer.headers['retry-after']) > 0]
      }),
    )
    await slow.stop()
    expect(answers).toEqual(counted.map(({ route }) => [route.operation, 429, true]))
  })

  it('is answered 429 at login after guessing, while others sign in', async () => {
    const guarded = await startServer()
    const guess = () =>
      guarded.stranger('POST', '/login', { client_id: 'nobody', client_secret: 'wrong' })
    for (let call = 0; call < 10; call++) expect((await guess()).status).toBe(404)
    const { status, headers } = await guess()
    expect([status, Number(headers['retry-after']) > 0]).toEqual([429, true])
    await guarded.signIn('1')
    await guarded.stop()
  })
})
