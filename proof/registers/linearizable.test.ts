// The checker of histories accepts possible histories and finds impossible ones.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../test/support/random.ts'
import { type Action, anomaly, type Operation, type State } from './linearizable.ts'

const at = (action: Action, invoked: number, returned: number): Operation => ({
  action,
  invoked,
  returned,
})
const write = (value: string, invoked: number, returned = Infinity) =>
  at({ kind: 'write', value }, invoked, returned)
const read = (value: State, invoked: number, returned: number) =>
  at({ kind: 'read', value }, invoked, returned)
const clear = (invoked: number, returned = Infinity) => at({ kind: 'clear' }, invoked, returned)

describe('a history', () => {
  it.each<[string, Operation[]]>([
    ['is empty', []],
    ['reads what was written', [write('a', 1, 2), read('a', 3, 4)]],
    ['starts with nothing', [read(null, 1, 2)]],
    ['reads the old value while a write is under way', [write('a', 1, 4), read(null, 2, 3)]],
    ['reads the new value while a write is under way', [write('a', 1, 4), read('a', 2, 3)]],
    [
      'has two writes at once, the first of which took effect last',
      [write('a', 1, 4), write('b', 2, 3), read('a', 5, 6)],
    ],
    ['clears', [write('a', 1, 2), clear(3, 4), read(null, 5, 6)]],
    [
      'has an unknown write that took effect late',
      [write('a', 1, 2), write('b', 3), read('a', 4, 5), read('b', 6, 7)],
    ],
    [
      'has an unknown write that never took effect',
      [write('a', 1, 2), write('b', 3), read('a', 4, 5)],
    ],
    [
      'has an unknown clear that took effect late',
      [write('a', 1, 2), clear(3), read('a', 4, 5), read(null, 6, 7)],
    ],
    ['has an unknown write that a clear took away', [write('a', 1), clear(2, 3), read(null, 4, 5)]],
  ])('is possible when it %s', (_, history) => {
    expect(anomaly(history)).toBeUndefined()
  })

  it.each<[string, Operation[]]>([
    ['reads what nobody wrote', [read('a', 1, 2)]],
    ['reads what is written later', [read('a', 1, 2), write('a', 3, 4)]],
    ['reads a stale value', [write('a', 1, 2), write('b', 3, 4), read('a', 5, 6)]],
    ['loses an acknowledged write', [write('a', 1, 2), read(null, 3, 4)]],
    ['reads a value after it was cleared', [write('a', 1, 2), clear(3, 4), read('a', 5, 6)]],
    ['clears what is not there', [clear(1, 2)]],
    ['clears the same value twice', [write('a', 1, 2), clear(3, 5), clear(4, 6)]],
    [
      'goes forth and back between two readers',
      [write('a', 1, 2), write('b', 3, 8), read('b', 4, 5), read('a', 6, 7)],
    ],
    [
      'sees an unknown write and then no more',
      [write('a', 1, 2), write('b', 3), read('b', 4, 5), read('a', 6, 7)],
    ],
    [
      'sees an unknown write before it was sent',
      [write('a', 1, 2), read('b', 3, 4), write('b', 5)],
    ],
    [
      'is seen in two orders',
      [write('a', 1, 10), write('b', 2, 11), read('a', 3, 4), read('b', 5, 6), read('a', 7, 8)],
    ],
    [
      'loses an update between two writes',
      [write('a', 1, 2), clear(3, 4), write('b', 5, 6), read(null, 7, 8)],
    ],
  ])('is impossible when it %s', (_, history) => {
    expect(anomaly(history)).toBeDefined()
  })
})

describe('random histories of a register that works', () => {
  const seed = Date.now() % 1_000_000
  const random = randomFrom(seed)
  const histories = Array.from({ length: 60 }, () => historyOf(60))

  /** Eight clients use a real register: each operation takes effect at a moment within its time. */
  function historyOf(count: number): Operation[] {
    let state: State = null
    const effects = Array.from({ length: count }, (_, number) => {
      const moment = number * 10 + random.below(10)
      return { number, moment, from: moment - random.below(80), to: moment + 1 + random.below(80) }
    })
    return effects.map(({ number, from, to }) => {
      const lost = random.chance(0.05)
      const kind = random.pick(['write', 'read', 'read', 'clear'] as const)
      if (kind === 'write') {
        const value = String(number)
        // An operation with an unknown outcome may or may not have taken effect.
        if (!lost || random.chance(0.5)) state = value
        return write(value, from, lost ? Infinity : to)
      }
      if (kind === 'read' || state === null) return read(state, from, to)
      state = null
      return clear(from, lost ? Infinity : to)
    })
  }

  it(`are possible (seed ${seed})`, () => {
    for (const history of histories) expect(anomaly(history)).toBeUndefined()
  })

  it(`are impossible when a late read sees something else (seed ${seed})`, () => {
    for (const history of histories) {
      const end = Math.max(
        ...history.map(({ invoked, returned }) => (returned < Infinity ? returned : invoked)),
      )
      const wrong = [...history, read('nobody wrote this', end + 1, end + 2)]
      expect(anomaly(wrong)).toBeDefined()
    }
  })

  it(`are told apart from those with one read of long ago (seed ${seed})`, () => {
    let found = 0
    for (const history of histories) {
      const end = Math.max(...history.map(({ returned }) => (returned < Infinity ? returned : 0)))
      const last = [write('x', end + 1, end + 2), write('y', end + 3, end + 4)]
      const late = read('x', end + 5, end + 6)
      if (anomaly([...history, ...last, late]) !== undefined) found++
      expect(anomaly([...history, ...last])).toBeUndefined()
    }
    expect(found).toBe(histories.length)
  })
})
