// Who is answered what: the server against a table that knows nothing of it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { startServer, type TestServer } from '../server.ts'
import { cells, differences } from './matrix.ts'
import { callers } from './reference.ts'
import { rightsDifferences } from './rights.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

test('the reference speaks of every route, and of each cell once', () => {
  const spoken = new Set(cells.map(({ operation }) => operation))
  expect([...spoken].sort()).toEqual(routes.map(({ operation }) => operation).sort())
  const names = cells.map(({ operation, target, caller }) => `${operation} ${target} ${caller}`)
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  const known = /^(ok|whole|name|listed|absent|4\d\d)$/
  expect(cells.filter(({ expected }) => !known.test(expected))).toEqual([])
})

test('every caller is answered what the reference says, and a refusal changes nothing', {
  timeout: 300_000,
}, async () => {
  const found = await differences(server)
  console.log(
    `figure G-10 cells=${cells.length} callers=${callers.length} differences=${found.length}`,
  )
  expect(found).toEqual([])
})

test('`can` tells every caller what he is answered when he tries (D-13)', async () => {
  const { compared, found } = await rightsDifferences(server)
  expect(found).toEqual([])
  expect(compared).toBeGreaterThan(600)
})
