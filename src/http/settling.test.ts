// Requests that lose their races to others, again and again.
import { expect, test } from 'vitest'
import { LostRace } from '../store/db.ts'
import { Settling } from './settling.ts'

const later = () => new Promise((resolve) => setTimeout(resolve, 1))

test('whoever has lost twice is settled before those who came later and lost as well', async () => {
  const settling = new Settling()
  const settled: string[] = []
  const lose = (name: string, times: number) =>
    settling.settle(async (attempt) => {
      await later()
      if (attempt <= times) throw new LostRace()
      settled.push(name)
      return attempt
    })
  const first = lose('first', 12)
  await later()
  const others = [lose('second', 3), lose('third', 2)]
  const fresh = await lose('fresh', 1)
  expect([fresh, settled]).toEqual([2, ['fresh']])
  expect(await Promise.all([first, ...others])).toEqual([13, 4, 3])
  expect(settled).toEqual(['fresh', 'first', 'second', 'third'])
})

test('an error is not tried again, and keeps nobody from their turn', async () => {
  const settling = new Settling()
  const runs: number[] = []
  const broken = settling.settle(async (attempt) => {
    runs.push(attempt)
    throw attempt < 4 ? new LostRace() : new Error('broken')
  })
  await expect(broken).rejects.toThrow('broken')
  expect(runs).toEqual([1, 2, 3, 4])
  const never = settling.settle(async () => {
    throw new LostRace()
  })
  await expect(never).rejects.toThrow(LostRace)
  expect(await settling.settle(async () => 'well')).toBe('well')
})
