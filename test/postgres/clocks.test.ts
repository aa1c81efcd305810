// Nodes with different clocks use the time of the database, and report that their own is wrong (T-46, G-30).
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { addToken } from '../../src/api-auth/sql.ts'
import { adminUserId } from '../../src/ids.ts'
import { newSecret } from '../../src/keys/secret-text.ts'
import { limits } from '../../src/limits.ts'
import type { Log } from '../../src/log.ts'
import { ClockWatch } from '../../src/start/time.ts'
import { databaseTime } from '../../src/store/postgres/time.ts'
import { prepare } from '../../src/store/statement.ts'
import { attriumCommand, freshDirectory } from '../start/program.ts'
import { databaseOf, keyIn, startServer, type TestServer } from '../support/server.ts'
import { aUser, change } from '../support/world.ts'

const hour = 3_600_000
let one: TestServer
let off = 0
let other: TestServer | undefined
beforeAll(async () => {
  one = await startServer()
})
afterEach(async () => {
  await other?.stop()
  other = undefined
})
afterAll(() => one.stop())

/** A node beside the first one, whose clock differs by this much. */
async function node(by: number): Promise<TestServer> {
  off = by
  other = await startServer({ beside: one, machineNow: () => Date.now() + off })
  return other
}

const newestTime = prepare((writer) =>
  writer.selectFrom('audit').select('at').orderBy('sequence', 'desc').limit(1),
)({})

/** By how many milliseconds the newest audit row is ahead of the clock of the database. */
async function auditAhead(): Promise<number> {
  const { db } = one.running.server
  const [[newest], [told]] = await db.read(newestTime, databaseTime)
  return (newest?.at ?? 0) - (told?.time ?? 0)
}

const health = async ({ url }: TestServer, path = '/readyz') => {
  const answer = await fetch(`${url}${path}`)
  return `${answer.status} ${((await answer.json()) as { status: string }).status}`
}

/** A token of the administrator that ends this many milliseconds from now, by the clock of the database. */
async function tokenEnding(within: number): Promise<string> {
  const { random, keys, db } = one.running.server
  const token = newSecret('access_token', random)
  const [[told]] = await db.read(databaseTime)
  const now = told?.time ?? 0
  const row = {
    ...{ token_digest: keys.digest(token), user_id: adminUserId, sudo_by: null },
    ...{ credentials_api3_id: null, created_at: now - hour, expires_at: now + within },
    ...{ session_id: '1', address: '' },
  }
  await change(one, [addToken(row)])
  return token
}

describe.each([-2 * hour, 2 * hour, 24 * hour])('a node whose clock is off by %i ms', (by) => {
  it('ends nobody\u2019s token, neither at its start nor when one is shown', async () => {
    const wrong = await node(by)
    const token = await tokenEnding(hour / 2)
    for (const server of [wrong, one]) {
      expect((await server.callerWith(token).api('GET', '/user')).status).toBe(200)
    }
    expect((await one.api('GET', '/user')).status).toBe(200)
  })

  it('revives no token that has ended', async () => {
    const wrong = await node(by)
    const token = await tokenEnding(-1)
    expect((await wrong.callerWith(token).api('GET', '/user')).status).toBe(401)
  })

  it('gives tokens that live for an hour everywhere', async () => {
    const { token } = await (await node(by)).logIn(keyIn(one.lookerIni))
    expect((await one.callerWith(token).api('GET', '/user')).status).toBe(200)
  })

  it('leaves the time of the database in the audit', async () => {
    const wrong = await node(by)
    await wrong.api('PATCH', `/users/${await aUser(one)}`, { first_name: 'Changed' })
    expect(Math.abs(await auditAhead())).toBeLessThan(5000)
  })

  it('is not ready, and is when its clock is right again', async () => {
    const wrong = await node(by)
    expect([await health(wrong), await health(one)]).toEqual(['503 clock_off', '200 ok'])
    expect(await health(wrong, '/availability')).toBe('503 clock_off')
    expect(await health(wrong, '/livez')).toBe('200 ok')
    off = limits.clock_off_milliseconds - 100
    expect(await health(wrong)).toBe('200 ok')
    off = -limits.clock_off_milliseconds - 500
    expect(await health(wrong)).toBe('503 clock_off')
  })
})

it('a node finds out by itself, and says so in the log', async () => {
  const said: unknown[] = []
  const warn = (...line: unknown[]) => said.push(line)
  const time = { now: Date.now, machineIsOff: async () => -7_200_000 }
  vi.useFakeTimers()
  try {
    const watch = new ClockWatch(time, { warn } as unknown as Log)
    const end = watch.begin()
    await vi.advanceTimersByTimeAsync(limits.clock_milliseconds * 3)
    end()
    expect(said).toEqual([[{ seconds: -7200 }, expect.stringContaining('not ready')]])
  } finally {
    vi.useRealTimers()
  }
})

describe('a command on a machine whose clock is two hours ahead', () => {
  const { directory, remove } = freshDirectory()
  afterAll(remove)
  const shifted = `const now = Date.now; Date.now = () => now() + ${2 * hour}`
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shifted)}` }
  const store = () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    copyFileSync(join(one.directory, 'master.key'), join(directory, 'master.key'))
    return ['--data', directory, '--database', databaseOf(one)]
  }

  it.each([
    ['admin', 'new-key'],
    ['key', 'rotate'],
  ])('writes the time of the database into the audit: %s %s', async (command, what) => {
    const { code, stderr } = await attriumCommand(command, [what, ...store()], env).ended
    expect([code, stderr]).toEqual([0, ''])
    expect(Math.abs(await auditAhead())).toBeLessThan(5000)
  })

  it('says so: doctor', async () => {
    const { code, stdout } = await attriumCommand('doctor', store(), env).ended
    expect(stdout).toContain('WRONG  clock: The clock of this machine is 7200 s ahead of that')
    expect(code).toBe(1)
    expect((await attriumCommand('doctor', store()).ended).stdout).toContain('ok     clock')
  })
})
