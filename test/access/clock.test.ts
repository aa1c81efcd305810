// F-16: after any change of the clock, ended tokens stay ended, and times in the audit never go back.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'

const hour = 3_600_000
const noon = Date.UTC(2030, 0, 1, 12)
let directory: string
let clock: number
let server: TestServer
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'attrium-clock-'))
  clock = noon
  server = await start()
})
afterEach(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

const start = () => startServer({ directory, now: () => clock })
async function restart(): Promise<void> {
  await server.stop()
  server = await start()
}
const status = async (token: string) => (await server.callerWith(token).api('GET', '/user')).status
/** Signs in; the audit then has a row with the time. */
const signIn = () => server.logIn(keyIn(server.lookerIni))

function stored<Value>(select: string): Value[] {
  const connection = openConnection(join(directory, 'attrium.db'), 'reader')
  const values = connection.prepare(select).pluck().all()
  connection.close()
  return values as Value[]
}

describe.each([1, 24])('a clock set back by %i hours', (hours) => {
  test('revives no token that the server has seen ended', async () => {
    const { token } = server
    expect(await status(token)).toBe(200)
    clock += hour
    expect(await status(token)).toBe(401)
    clock -= hours * hour
    expect(await status(token)).toBe(401)
    await restart()
    expect(await status(token)).toBe(401)
  })

  test('revives no token that ended before the newest audit row', async () => {
    const { token } = server
    clock += 2 * hour
    await signIn()
    clock -= hours * hour
    await restart()
    expect(await status(token)).toBe(401)
  })

  test('lets living tokens live and end as they would', async () => {
    const { token } = server
    clock -= hours * hour
    expect(await status(token)).toBe(200)
    await restart()
    expect(await status(token)).toBe(200)
    clock = noon + hour
    expect(await status(token)).toBe(401)
  })

  test('leaves the times of the audit in order', async () => {
    await signIn()
    clock -= hours * hour
    await signIn()
    await restart()
    await signIn()
    const times = stored<number>('select at from audit order by sequence')
    expect(times).toEqual([...times].sort((one, other) => one - other))
    expect(times.at(-1)).toBeGreaterThanOrEqual(noon)
  })
})

describe('tokens that have ended', () => {
  test('are taken away when one is shown, with an audit row, and the others stay', async () => {
    const { token } = server
    clock += hour / 2
    const later = await signIn()
    clock += hour / 2
    expect(await status(token)).toBe(401)
    expect(stored('select count(*) from access_tokens')).toEqual([1])
    expect(await status(later.token)).toBe(200)
    const operations = stored<string>('select operation from audit order by sequence')
    expect(operations).toEqual(['first_start', 'login', 'login', 'end_expired_tokens'])
    expect(await status(token)).toBe(401)
    expect(stored('select count(*) from audit')).toEqual([4])
  })

  test('are taken away at the start', async () => {
    clock += 2 * hour
    await server.stop()
    expect(stored('select count(*) from access_tokens')).toEqual([1])
    server = await start()
    // The token of the caller that the test server signs in.
    expect(stored('select created_at from access_tokens')).toEqual([clock])
  })
})
