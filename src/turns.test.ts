// Who is let in at once, who waits and who is refused.
import { expect, test } from 'vitest'
import { Unavailable } from './store/db.ts'
import { Turns } from './turns.ts'

test('two at a time, three wait in their order, the others are refused', async () => {
  const turns = new Turns({ atOnce: 2, waiting: 3 })
  const begun: number[] = []
  const ends: (() => void)[] = []
  const all = [0, 1, 2, 3, 4, 5, 6].map((at) =>
    turns.take(() => {
      begun.push(at)
      return new Promise<number>((resolve) => ends.push(() => resolve(at)))
    }),
  )
  expect(begun).toEqual([0, 1])
  const soon = new Promise((resolve) => setTimeout(resolve, 100, 'still waiting'))
  for (const refused of all.slice(5)) {
    await expect(Promise.race([refused, soon])).rejects.toThrow(Unavailable)
  }
  ends[1]?.()
  expect(await all[1]).toBe(1)
  expect(begun).toEqual([0, 1, 2])
  for (const at of [0, 2, 3, 4]) {
    ends[begun.indexOf(at)]?.()
    expect(await all[at]).toBe(at)
  }
  expect(begun).toEqual([0, 1, 2, 3, 4])
})

test('one that fails gives its turn to the next', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 1 })
  const failed = turns.take(() => Promise.reject(new Error('no')))
  const next = turns.take(async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('yes')
  expect(await turns.take(async () => 'again')).toBe('again')
})
