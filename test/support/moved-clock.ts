// A server whose clock a test moves about.
import { afterAll, beforeAll } from 'vitest'
import { sweepEnded } from '../../src/start/expiry.ts'
import { keyIn, startServer, type TestServer } from './server.ts'

export const minute = 60_000
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

/** Moves the clock on by so many minutes. */
export const later = (minutes: number): Promise<void> => at(clock.now + minutes * minute)
