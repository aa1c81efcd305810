// Which caller starts at once, which one waits and which one is refused.
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Jobs that run until they are ended, by name: caller and number. */
function jobs(turns: Turns) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const take = (name: string) =>
    turns.take(name.slice(0, 1), () => {
      begun.push(name)
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
    })
  const end = (name: string) => ends.get(name)?.()
  return { begun, take, end }
}
/** The caller is told what to do; nothing of it is a failure of the store. */
const tooMany = { status: 429, headers: { 'Retry-After': '1' } }
const soon = () => new Promise((resolve) => setTimeout(resolve, 20, 'still waiting'))

test('one of a caller at a time, three of his wait in their order, his others are refused', async () => {
  const { begun, take, end } = jobs(new Turns({ atOnce: 2, waiting: 3 }))
  const all = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'].map(take)
  for (const refused of all.slice(4)) {
    await expect(Promise.race([refused, soon()])).rejects.toMatchObject(tooMany)
  }
  for (const name of ['a0', 'a1', 'a2', 'a3']) {
    end(name)
    await soon()
  }
  expect(begun).toEqual(['a0', 'a1', 'a2', 'a3'])
  expect(await Promise.all(all.slice(0, 4))).toEqual(begun)
})

test('who has asked for much does not keep the others from theirs', async () => {
  const { begun, take, end } = jobs(new Turns({ atOnce: 2, waiting: 3 }))
  const all = ['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'c0', 'd0'].map(take)
  expect(begun).toEqual(['a0', 'b0'])
  for (const name of ['b0', 'a0', 'b1', 'a1', 'c0', 'd0', 'a2', 'a3']) {
    end(name)
    await soon()
  }
  expect(begun).toEqual(['a0', 'b0', 'b1', 'a1', 'c0', 'd0', 'a2', 'a3'])
  await Promise.all(all)
})

test('one that fails gives its turn to the next', async () => {
  const turns = new Turns({ atOnce: 1, waiting: 1 })
  const failed = turns.take('a', () => Promise.reject(new Error('no')))
  const next = turns.take('b', async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('yes')
  expect(await turns.take('a', async () => 'again')).toBe('again')
})
