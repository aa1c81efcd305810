// A server whose clock a test moves about, with users who are in groups for a time.
import { afterAll, beforeAll, expect } from 'vitest'
import { sweepEnded } from '../../src/start/expiry.ts'
import { type CallOptions, keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute } from '../support/world.ts'

export const minute = 60_000
export const base = '/api/attrium/1.0'
export const iso = (time: number) => new Date(time).toISOString()

/** The time of the server, and how many milliseconds pass between two looks at it. */
const noon = Date.UTC(2030, 0, 1, 12)
export const clock = { now: noon, pace: 0 }
let running: TestServer
export const server = (): TestServer => running

export function startsServer(): void {
  beforeAll(async () => {
    clock.now = noon
    running = await startServer({
      flags: { rateLimit: '0' },
      now: () => {
        clock.now += clock.pace
        return clock.now
      },
    })
  })
  afterAll(() => running.stop())
}

/** Moves the clock, and signs the administrator in again. */
export async function at(time: number): Promise<void> {
  clock.now = time
  const { api, token } = await running.logIn(keyIn(running.lookerIni))
  running = { ...running, api, token }
}

export const sweep = () => {
  const { db, now } = running.running.server
  return sweepEnded({ db, now, isEnding: () => false })
}

export const attrium = async (method: string, path: string, body?: unknown, more?: CallOptions) =>
  running.api(method, path, body, { base, ...more })
export const change = (...changes: unknown[]) => attrium('POST', '/changes', { changes })

export interface Scene {
  readonly user: string
  readonly group: string
  readonly outer: string
  readonly id: string
  readonly name: string
}

/** A user, a group in another one that has a value, and the attribute. */
export async function scene(): Promise<Scene> {
  const outer = await aGroup(running)
  const group = await aGroup(running, undefined, [outer])
  const { id, name } = await anAttribute(running, { default_value: 'default' })
  const path = `/groups/${outer}/attribute_values/${id}`
  expect((await running.api('PATCH', path, { value: 'EMEA' })).status).toBe(200)
  const maya = { first_name: 'Maya', last_name: 'Lee' }
  const { json } = await running.api('POST', '/users', maya)
  return { user: json.id, group, outer, id, name }
}

export const add = ({ user, group }: Scene, times: object = {}) => ({
  ...{ op: 'add_group_user', user_id: user, group_id: group, ...times },
})
export const remove = ({ user, group }: Scene) => ({
  ...{ op: 'remove_group_user', user_id: user, group_id: group },
})

export const historyOf = async ({ user }: Scene) =>
  (await attrium('GET', `/history?user=${user}`)).json.history
