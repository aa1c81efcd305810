// The differential proof agrees with the program, and finds planted bugs.
import { describe, expect, it } from 'vitest'
import { searchPath } from '../../src/domain/search-path.ts'
import { repository } from '../../test/support/repository.ts'
import { importsOf, sourcesIn } from '../../test/tidy.ts'
import { sqlite } from '../nodes.ts'
import { dropping, readingLate } from '../planted-bugs.ts'
import { difference } from './difference.ts'
import { compare } from './differential.ts'
import { compareWorlds } from './resolver-worlds.ts'

const seed = Date.now() % 1_000_000

it('knows the rules from the document and not from the program', () => {
  const sources = sourcesIn(repository, ['test', 'proof'])
  const model = sources.filter(({ path }) => /\/reference-[a-z]+\.ts$/.test(path))
  expect(model.length).toBeGreaterThan(4)
  expect(model.flatMap(importsOf).filter((it) => it.startsWith('src/'))).toEqual([])
})

describe(`a script told to a server and to the model (seed ${seed})`, () => {
  it('is answered alike', async () => {
    const { counts, problems } = await compare(sqlite, { seed }, 600)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ commands: 600, disagreements: 0 })
    expect(Number(counts['accepted'])).toBeGreaterThan(0.4)
  })

  it.each([
    ['a value told to be stored is not', dropping(/into "user_attribute_user_values"/)],
    ['ranks keep a gap', dropping(/row_number\(\) over/)],
    [
      'a group list is added to what was there',
      dropping(/^delete from "user_attribute_group_values" where .* not in /),
    ],
    ['a member who was removed stays', dropping(/^delete from "group_users"/)],
    ['values are read late', readingLate(/from "user_attribute_user_values"/)],
    ['memberships are read late', readingLate(/from "group_users"/)],
    ['the catalogue in memory is not renewed', dropping(/^update "catalogue"/)],
  ])('shows when %s', async (_, wrapDb) => {
    const { problems } = await compare(sqlite, { seed }, 4000, { wrapDb, replays: 0 })
    expect(problems).not.toEqual([])
  })

  it('is cut down to the commands that matter when it goes wrong', async () => {
    const wrapDb = dropping(/^delete from "user_attribute_user_values"/)
    const { problems } = await compare(sqlite, { seed }, 4000, { wrapDb })
    const script = problems.filter((line) => /^ {2}[A-Z]+ \//.test(line))
    expect(script.at(-1)).toMatch(/DELETE \/users\/u\d+\/attribute_values\/a\d+/)
    expect(script.length).toBeLessThan(20)
  })
})

describe('worlds of the resolver', () => {
  it('are resolved like the naive resolver does', async () => {
    const { counts, problems } = await compareWorlds(2000, seed, searchPath)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ worlds: 2000, disagreements: 0 })
  })

  it.each<[string, typeof searchPath]>([
    ['the highest rank wins', (attribute, held) => searchPath(attribute, highestFirst(held))],
    ['groups beat the user', (attribute, held) => [...searchPath(attribute, held)].sort(byGroup)],
    [
      'the default is left out',
      (attribute, held) => searchPath({ ...attribute, default_value: null }, held),
    ],
    [
      'the empty text counts as none',
      (attribute, held) => searchPath(attribute, held).filter(({ value }) => value !== ''),
    ],
  ])('show when %s', async (_, resolve) => {
    expect((await compareWorlds(2000, seed, resolve)).problems).not.toEqual([])
  })
})

type Held = Parameters<typeof searchPath>[1]
type Found = ReturnType<typeof searchPath>[number]
const highestFirst = (held: Held): Held => ({
  ...held,
  groups: held.groups.map((group) => ({ ...group, rank: 100 - group.rank })),
})
const byGroup = (one: Found, other: Found) =>
  Number(other.source === 'group') - Number(one.source === 'group')

describe('a difference', () => {
  it('is found wherever it is, in what is expected only', () => {
    expect(difference([{ a: 1 }], [{ a: 1, b: 2 }])).toBeUndefined()
    expect(difference(undefined, [1])).toBeUndefined()
    for (const actual of [[], [{ a: 2 }], [{}], [null], {}, null, [{ a: 1 }, { a: 1 }]]) {
      expect(difference([{ a: 1 }], actual)).toBeDefined()
    }
  })
})
