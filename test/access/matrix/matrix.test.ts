// The answers for each caller: the server is compared with a table that shares no code with it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { served } from '../../support/served.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { cells, differences, guardedCells } from './matrix.ts'
import { callers } from './reference.ts'
import { rightsDifferences } from './rights.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

test('the reference speaks of every route, and of each cell once', () => {
  const spoken = new Set(cells.map(({ operation }) => operation))
  expect([...spoken].sort()).toEqual(served.map(({ route }) => route.operation).sort())
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

test('where group values are guarded, nobody moves people into or out of those that they may not set', {
  timeout: 300_000,
}, async () => {
  const guarded = await startServer({ flags: { rateLimit: '0', guardGroupValues: 'true' } })
  try {
    expect(await differences(guarded, guardedCells)).toEqual([])
  } finally {
    await guarded.stop()
  }
})

test('`can` tells every caller what he is answered when he tries (D-13)', async () => {
  const { compared, found } = await rightsDifferences(server)
  expect(found).toEqual([])
  expect(compared).toBeGreaterThan(600)
})
