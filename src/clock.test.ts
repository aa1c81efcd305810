// The clock of a server (T-05, F-16).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SharedTime, steadyClock } from './clock.ts'

/** A machine whose wall clock can be set while time passes. */
function machine(earliest = 0) {
  const time = { wall: 1_000_000, elapsed: 5 }
  const now = steadyClock({ wall: () => time.wall, elapsed: () => time.elapsed }, earliest)
  const pass = (milliseconds: number) => {
    time.wall += milliseconds
    time.elapsed += milliseconds
    return now()
  }
  const set = (milliseconds: number) => {
    time.wall += milliseconds
    return now()
  }
  return { now, pass, set }
}

describe('time', () => {
  it('is what the machine says', () => {
    const { now, pass, set } = machine()
    expect(now()).toBe(1_000_000)
    expect(pass(10)).toBe(1_000_010)
    expect(set(3_600_000)).toBe(4_600_010)
  })

  it('goes on at its own pace when the clock is set back, until the clock has caught up', () => {
    const { pass, set } = machine()
    expect(pass(100)).toBe(1_000_100)
    expect(set(-3_600_000)).toBe(1_000_100)
    expect(pass(60_000)).toBe(1_060_100)
    expect(set(3_600_000 + 7)).toBe(1_060_107)
  })

  it('starts no earlier than where the last server left off', () => {
    const { now, pass } = machine(2_000_000)
    expect(now()).toBe(2_000_000)
    expect(pass(1500)).toBe(2_001_500)
  })

  it('never goes back and is whole milliseconds, whatever happens', () => {
    const step = fc.tuple(fc.boolean(), fc.double({ min: -1e7, max: 1e7, noNaN: true }))
    fc.assert(
      fc.property(fc.array(step), fc.nat(2_000_000), (steps, earliest) => {
        const { now, pass, set } = machine(earliest)
        let before = now()
        for (const [passes, by] of steps) {
          const after = passes ? pass(Math.abs(by)) : set(by)
          expect(after).toBeGreaterThanOrEqual(before)
          expect(Number.isInteger(after)).toBe(true)
          before = after
        }
      }),
    )
  })
})

/** A node with a clock of its own, and a database whose answers take a while to arrive. */
function node({ ahead = 0, way = 0 }: { ahead?: number; way?: number }) {
  const time = { database: 1_000_000, elapsed: 5, ahead, way }
  const pass = (milliseconds: number) => {
    time.database += milliseconds
    time.elapsed += milliseconds
  }
  const ask = async () => {
    pass(time.way / 2)
    const told = time.database
    pass(time.way / 2)
    return told
  }
  const machine = { wall: () => time.database + time.ahead, elapsed: () => time.elapsed }
  return { time, pass, shared: new SharedTime(ask, machine) }
}

describe('the time of a database', () => {
  it.each([-7_200_000, 0, 7_200_000])(
    'counts, whatever the clock of the node says: %i',
    async (ahead) => {
      const { time, pass, shared } = node({ ahead })
      await shared.ask()
      expect(shared.wall()).toBe(time.database)
      pass(60_000)
      time.ahead += 3_600_000
      expect(shared.wall()).toBe(time.database)
    },
  )

  it('is never behind, and ahead by no more than the shortest answer took', async () => {
    const { time, pass, shared } = node({ way: 40 })
    await shared.ask()
    expect(shared.wall()).toBe(time.database + 20)
    time.way = 3000
    await shared.ask()
    expect(shared.wall()).toBe(time.database + 20)
    time.way = 4
    await shared.ask()
    expect(shared.wall()).toBe(time.database + 2)
    time.database += 5000
    pass(1000)
    await shared.ask()
    expect(shared.wall()).toBe(time.database + 2)
  })

  it('is told apart from that of the node, as far as the way of the answer lets it', async () => {
    expect(await node({ ahead: 7_200_000 }).shared.ask()).toBe(7_200_000)
    expect(await node({ ahead: -7_200_000 }).shared.ask()).toBe(-7_200_000)
    expect(await node({ ahead: 400, way: 1000 }).shared.ask()).toBe(0)
    expect(await node({ ahead: -400, way: 1000 }).shared.ask()).toBe(0)
    expect(await node({ ahead: 1400, way: 1000 }).shared.ask()).toBe(900)
    expect(await node({ ahead: -1400, way: 1000 }).shared.ask()).toBe(-900)
  })
})
