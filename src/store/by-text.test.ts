// Tests that the number and the length of the kept texts are limited, and that the oldest goes first.
import { describe, expect, test } from 'vitest'
import { ByText } from './by-text.ts'

describe('what is kept by the text of a statement', () => {
  test('is bounded by the number of texts; the oldest goes', () => {
    const kept = new ByText<number>({ count: 2, characters: 100 })
    expect([kept.keep('a', 1), kept.keep('b', 2), kept.keep('c', 3)]).toEqual([[], [], [1]])
    expect(['a', 'b', 'c'].map((text) => kept.get(text))).toEqual([undefined, 2, 3])
  })

  test('is bounded by the length of all texts; as many go as have to', () => {
    const kept = new ByText<number>({ count: 100, characters: 100 })
    for (let at = 0; at < 10; at++) kept.keep(`${at}`.repeat(10), at)
    expect(kept.keep('x'.repeat(35), 10)).toEqual([0, 1, 2, 3])
    expect(kept.keep('y'.repeat(5), 11)).toEqual([])
  })

  test('counts a text that is taken out no longer', () => {
    const kept = new ByText<number>({ count: 100, characters: 100 })
    kept.keep('x'.repeat(100), 1)
    kept.delete('x'.repeat(100))
    kept.delete('never kept')
    expect(kept.keep('y'.repeat(100), 2)).toEqual([])
  })
})
