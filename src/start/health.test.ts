// The answers of the health checks as the store and the server come and go.
import { describe, expect, test } from 'vitest'
import { type Commit, type Db, LostRace, Unavailable } from '../store/db.ts'
import { observed } from '../store/observed.ts'
import { HealthChecks } from './health.ts'

/** Checks over a store that can be made to fail, and the current answer of each address. */
function checks({ hasStarted = true } = {}) {
  const state = {
    canRead: true,
    canWrite: true,
    failure: undefined as Error | undefined,
    clockIsOff: false,
  }
  const db = {
    read: async () => {
      if (!state.canRead) throw new Unavailable('no')
      return [[]]
    },
    commit: async () => {
      if (state.failure !== undefined) throw state.failure
      return []
    },
    commitAll: async () => [],
  } as unknown as Db
  const health = new HealthChecks()
  if (hasStarted) health.started()
  const { commit } = observed(db, health)
  const clock = { isOff: async () => state.clockIsOff }
  const routes = health.routes({ db, canWrite: () => state.canWrite, clock })
  const answers = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(routes).map(async ([url, check]) => {
          const { well, status } = await check()
          return [url, `${well ? 200 : 503} ${status ?? 'nothing'}`]
        }),
      ),
    )
  /** Makes a change, which the store accepts or refuses with this error. */
  const change = async (failure?: Error) => {
    state.failure = failure
    await commit({} as Commit).catch((error) => expect(error).toBe(failure))
  }
  return { state, health, answers, change }
}

const alive = { '/alive': '200 nothing', '/livez': '200 ok' }
const asked = (readyz: string, availability: string) => ({
  ...alive,
  '/readyz': readyz,
  '/availability': availability,
})

describe('the health checks', () => {
  test('are well while the store can be read and written', async () => {
    expect(await checks().answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('say degraded while changes cannot be stored; reads are still worth sending', async () => {
    const { state, answers, change } = checks()
    state.canWrite = false
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
    await change(new Unavailable('full'))
    expect(await answers()).toEqual(asked('200 degraded', '503 degraded'))
    await change()
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('find by themselves that there is room again', async () => {
    const { state, answers, change } = checks()
    state.canWrite = false
    await change(new Unavailable('full'))
    expect(await answers()).toEqual(asked('200 degraded', '503 degraded'))
    state.canWrite = true
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
    state.canWrite = false
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('do not mind a lost race or a bug', async () => {
    const { state, answers, change } = checks()
    state.canWrite = false
    await change(new LostRace())
    await change(new Error('bug'))
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('say unavailable while the store cannot be read, and after it has failed', async () => {
    const { state, health, answers } = checks()
    state.canRead = false
    expect(await answers()).toEqual(asked('503 unavailable', '503 unavailable'))
    state.canRead = true
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
    health.fail()
    expect(await answers()).toEqual(asked('503 unavailable', '503 unavailable'))
  })

  test('are not ready while the clock of the machine is off', async () => {
    const { state, answers } = checks()
    state.clockIsOff = true
    expect(await answers()).toEqual(asked('503 clock_off', '503 clock_off'))
    state.clockIsOff = false
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('are not ready before the seed is stored, because nobody could sign in', async () => {
    const { health, answers } = checks({ hasStarted: false })
    expect(await answers()).toEqual(asked('503 starting', '503 starting'))
    health.started()
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('are not ready from the moment the server is to stop', async () => {
    const { health, answers } = checks()
    health.drain()
    expect(await answers()).toEqual(asked('503 draining', '503 draining'))
  })
})
