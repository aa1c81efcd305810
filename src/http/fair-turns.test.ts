// Which request starts at once, which one waits, and which one is refused.
import { describe, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { FairTurns } from './fair-turns.ts'

/** A loop that is full after the first request, and a record of its events by name. */
function fullLoop() {
  let clock = 1000
  const turns = new FairTurns(() => clock)
  const order: string[] = []
  const ask = (caller: string, cost: 'little' | 'much', takes = 0) =>
    turns.take(caller, cost, {
      begin: () => {
        order.push(caller)
        clock += takes
      },
      refuse: ({ status, headers }) => order.push(`${caller} ${status} ${headers['Retry-After']}`),
    })
  const pass = (milliseconds: number) => {
    clock += milliseconds
  }
  ask('first', 'little', limits.turn_milliseconds)
  return { ask, order, pass }
}

function emptyLoop() {
  let clock = 1000
  const pass = (milliseconds: number) => {
    clock += milliseconds
  }
  return { turns: new FairTurns(() => clock), pass }
}
const refuse = () => undefined

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

async function turnsUntil(done: () => boolean): Promise<number> {
  let turns = 0
  while (!done()) {
    await nextTurn()
    turns++
  }
  return turns
}

describe('turns of the event loop', () => {
  test('begin everything at once while there is time, and again in the next turn', async () => {
    const { ask, order, pass } = fullLoop()
    ask('late', 'little')
    expect(order).toEqual(['first'])
    await nextTurn()
    expect(order).toEqual(['first', 'late'])
    await nextTurn()
    for (const name of ['a', 'b', 'c']) ask(name, 'much')
    pass(limits.turn_milliseconds)
    ask('d', 'much')
    expect(order).toEqual(['first', 'late', 'a', 'b', 'c'])
  })

  test('go to callers in turn, however much one of them asks', async () => {
    const { ask, order } = fullLoop()
    for (let at = 0; at < 300; at++) ask('many', 'little')
    ask('one', 'little')
    await turnsUntil(() => order.includes('one'))
    expect(order.indexOf('one')).toBeLessThan(4)
    expect(await turnsUntil(() => order.length === 302)).toBeGreaterThan(3)
  })

  test('begin one list at a time, and what costs little beside it', async () => {
    const { ask, order } = fullLoop()
    for (let at = 0; at < 50; at++) ask('lists', 'much')
    ask('other', 'much')
    ask('change', 'little')
    await nextTurn()
    expect(order).toEqual(['first', 'lists', 'change'])
    await nextTurn()
    expect(order.slice(3)).toEqual(['other'])
  })

  test('begin fewer of those that cost little when they take long after all, beside a list too', async () => {
    for (const lists of [0, 1]) {
      const { turns, pass } = emptyLoop()
      let begun = 0
      const begin = () => {
        begun++
        // The work goes on after all have begun.
        queueMicrotask(() => pass(5))
      }
      turns.take('busy', 'little', { begin: () => pass(limits.turn_milliseconds), refuse })
      const begunIn: number[] = []
      for (let turn = 0; turn < 30; turn++) {
        for (let at = 0; at < lists; at++)
          turns.take('lists', 'much', { begin: () => pass(40), refuse })
        for (let at = 0; at < 64; at++) turns.take('many', 'little', { begin, refuse })
        const before = begun
        await nextTurn()
        begunIn.push(begun - before)
      }
      expect(begunIn[0]).toBe(4)
      expect(Math.max(...begunIn.slice(12))).toBeLessThanOrEqual(16)
      expect(Math.min(...begunIn.slice(12))).toBeGreaterThan(0)
    }
  })

  test('begin more of them while they take little', async () => {
    const { turns, pass } = emptyLoop()
    turns.take('busy', 'little', { begin: () => pass(limits.turn_milliseconds), refuse })
    let begun = 0
    const begin = () => {
      begun++
    }
    for (let at = 0; at < 1000; at++) turns.take('many', 'little', { begin, refuse })
    const begunIn: number[] = []
    for (let turn = 0; turn < 7; turn++) {
      const before = begun
      await nextTurn()
      begunIn.push(begun - before)
    }
    expect(begunIn).toEqual([4, 8, 16, 32, 64, 64, 64])
  })

  test('are refused to those who have waited too long, with 503 and when to come again', async () => {
    const { ask, order, pass } = fullLoop()
    ask('a', 'much')
    ask('b', 'little')
    pass(limits.turn_wait_milliseconds + 1)
    ask('c', 'little')
    await nextTurn()
    expect(order).toEqual(['first', 'a 503 1', 'b 503 1', 'c'])
  })
})
