// What the health checks answer as the store and the server come and go.
import { describe, expect, test } from 'vitest'
import { HealthChecks } from './health.ts'
import { type Db, LostRace, Unavailable } from './store/db.ts'

/** Checks over a store that can be made to fail, and what each address answers now. */
function checks() {
  const state = { canRead: true, canWrite: true }
  const db = {
    read: async () => {
      if (!state.canRead) throw new Unavailable('no')
      return [[]]
    },
  } as unknown as Db
  const health = new HealthChecks()
  const routes = health.routes({ db, canWrite: () => state.canWrite })
  const answers = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(routes).map(async ([url, check]) => {
          const { well, status } = await check()
          return [url, `${well ? 200 : 503} ${status ?? 'nothing'}`]
        }),
      ),
    )
  return { state, health, answers }
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
    const { state, health, answers } = checks()
    state.canWrite = false
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
    health.failed(new Unavailable('full'))
    expect(await answers()).toEqual(asked('200 degraded', '503 degraded'))
    health.committed()
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('find by themselves that there is room again', async () => {
    const { state, health, answers } = checks()
    state.canWrite = false
    health.failed(new Unavailable('full'))
    expect(await answers()).toEqual(asked('200 degraded', '503 degraded'))
    state.canWrite = true
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
    state.canWrite = false
    expect(await answers()).toEqual(asked('200 ok', '200 ok'))
  })

  test('do not mind a lost race or a bug', async () => {
    const { state, health, answers } = checks()
    state.canWrite = false
    health.failed(new LostRace())
    health.failed(new Error('bug'))
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

  test('are not ready from the moment the server is to stop', async () => {
    const { health, answers } = checks()
    health.drain()
    expect(await answers()).toEqual(asked('503 draining', '503 draining'))
  })
})
