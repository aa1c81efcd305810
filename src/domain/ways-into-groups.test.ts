// Ways into groups: all of them where there are few, the shortest where there are many, and bounded work everywhere.
import { describe, expect, test } from 'vitest'
import { type Random, randomFrom } from '../../test/support/chance.ts'
import type { GroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import { Catalogue } from './catalogue.ts'
import { waysInto } from './ways-into-groups.ts'

const catalogueOf = (parents: Readonly<Record<string, readonly string[]>>) =>
  new Catalogue({
    version: 1,
    attributes: [],
    groupValues: [],
    groups: Object.entries(parents).map(([id, around]) => ({
      id: id as GroupId,
      name: id,
      parents: around as GroupId[],
    })),
    roles: [],
  })
const ways = (parents: Readonly<Record<string, readonly string[]>>, ...direct: string[]) => {
  const into = waysInto(catalogueOf(parents), direct as GroupId[])
  return (group: string) => into(group as GroupId)
}

describe('the ways into a group', () => {
  const into = ways({ 2: ['4'], 3: ['4', '5'], 4: ['5'], 5: [], 6: [] }, '2', '3', '5')

  test('are the group alone for a direct member, and the longer ones after it', () => {
    expect(into('2')).toEqual([['2']])
    expect(into('5')).toEqual([['5'], ['3', '5'], ['2', '4', '5'], ['3', '4', '5']])
    expect(into('4')).toEqual([
      ['2', '4'],
      ['3', '4'],
    ])
  })

  test('are none for a group that the user is not in', () => {
    expect(into('6')).toEqual([])
    expect(into('7')).toEqual([])
  })

  test('end although groups nest in a circle, as only a broken store has them (T-30)', () => {
    const circle = ways({ 2: ['3'], 3: ['4', '2'], 4: ['2', '3'] }, '2')
    expect(circle('4')).toEqual([['2', '3', '4']])
    expect(circle('2')[0]).toEqual(['2'])
  })
})

/** Every way, found by trying all of them. */
function allWays(parents: Record<string, string[]>, direct: string[], to: string): string[][] {
  const found: string[][] = []
  const go = (way: string[]) => {
    const head = way.at(-1) ?? ''
    if (head === to) found.push(way)
    for (const next of parents[head] ?? []) if (!way.includes(next)) go([...way, next])
  }
  for (const id of direct) go([id])
  return found
}

function randomNesting(random: Random) {
  const ids = Array.from({ length: 3 + random.below(8) }, (_, at) => String(at + 2))
  const parents: Record<string, string[]> = {}
  ids.forEach((id, at) => {
    parents[id] = random.some(ids.slice(0, at), 2)
  })
  return { ids, parents, direct: random.some(ids, 2) }
}

test('in random nestings they are the shortest of all ways, each once', () => {
  const seed = Date.now() % 1_000_000
  for (let round = 0; round < 400; round++) {
    const { ids, parents, direct } = randomNesting(randomFrom(seed + round))
    const into = ways(parents, ...direct)
    for (const id of ids) {
      const [listed, all] = [into(id), allWays(parents, direct, id)]
      const lengths = all.map((way) => way.length).sort((one, other) => one - other)
      const where = { seed: seed + round, id }
      expect({ ...where, lengths: listed.map((way) => way.length) }).toEqual({
        ...where,
        lengths: lengths.slice(0, limits.ways_into_a_group),
      })
      expect(new Set(listed.map(String)).size).toBe(listed.length)
      for (const way of listed) expect(all).toContainEqual(way)
    }
  }
})

test('a thousand groups in eight full levels take little work', () => {
  const level = (at: number) => Array.from({ length: 125 }, (_, place) => `${at}${place + 100}`)
  const parents = Object.fromEntries(
    Array.from({ length: 8 }, (_, at) => level(at + 1).map((id) => [id, level(at + 2)] as const))
      .flat()
      .map(([id, around]) => [id, id.startsWith('8') ? [] : around]),
  )
  const into = ways(parents, ...level(1))
  const from = performance.now()
  for (const id of Object.keys(parents)) {
    expect(into(id).length).toBe(id.startsWith('1') ? 1 : limits.ways_into_a_group)
  }
  expect(performance.now() - from).toBeLessThan(2000)
})

test('a broken store cannot make anybody wait', () => {
  const ids = Array.from({ length: 60 }, (_, at) => String(at + 2))
  const tangled = Object.fromEntries(ids.map((id) => [id, ids.filter((other) => other !== id)]))
  const into = ways(tangled, '2')
  const from = performance.now()
  for (const id of ids) expect(into(id).length).toBeLessThanOrEqual(limits.ways_into_a_group)
  expect(performance.now() - from).toBeLessThan(2000)
})
