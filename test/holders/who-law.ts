// The law of who has what: a list is the filter over the values of all users, and counts agree with it.

import { allUsersGroupId } from '../../src/ids.ts'
import { type Random, randomFrom } from '../support/chance.ts'
import type { ReferenceAttribute, ReferenceSent } from '../support/reference-resolver.ts'
import type { TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import {
  type PlantedWorld,
  plantWorld,
  randomWorld,
  withUnions,
} from '../user-attributes/plant-world.ts'
import {
  type Asked,
  administrator,
  candidates,
  comesFrom,
  matches,
  type Row,
} from './who-reference.ts'

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random.below(items.length)] as Item

/** Few different texts, so that values meet; some are the beginning of others, or nothing. */
const texts = ['', 'a', 'ab', 'abc', 'b', 'B', 'é', 'a%', 'a_', '\u{1f600}a', "a'", 'x'.repeat(200)]

/** What the law is asked of: a server, or several nodes in turn. */
export type Asking = Pick<TestServer, 'api' | 'running'>

export interface Size {
  /** How many random worlds are planted, and how many users each has. */
  readonly worlds: number
  readonly people: number
  /** One question in so many is asked. */
  readonly oneIn: number
}

export async function compareWho(
  server: Asking,
  { worlds, people, oneIn }: Size,
  seed: number,
): Promise<{ questions: number; problems: string[] }> {
  const problems: string[] = []
  let questions = 0
  for (let at = 0; at < worlds && problems.length === 0; at++) {
    const random = randomFrom(seed + at)
    const world = colourful(random, withUnions(random, randomWorld(random, people)))
    await plantWorld(server as TestServer, world)
    for (const changes of [0, 5, 5]) {
      const now = await changed(server, random, world, changes)
      const wrong = await compareAll(server, now)
      if (wrong !== undefined) problems.push(`seed ${seed + at}: ${wrong}`)
      for (const attribute of now.attributes) {
        for (const question of questionsAbout(random, now, attribute)) {
          if (!random.once(oneIn)) continue
          questions++
          const wrong = await compare(server, random, now, attribute, question)
          const told = `seed ${seed + at}: ${JSON.stringify(question)}: ${wrong}`
          if (wrong !== undefined) problems.push(told)
        }
      }
    }
  }
  return { questions, problems }
}

/** Sets and clears values of users in the store and in the world, as one request each. */
async function changed(
  server: Asking,
  random: Random,
  world: PlantedWorld,
  changes: number,
): Promise<PlantedWorld> {
  const { api } = server
  for (let at = 0; at < changes; at++) {
    const { id: user, values, sent } = pick(random, world.users)
    const { id } = pick(random, world.attributes)
    if (random.once(3)) {
      await signedIn(server, random, { user, sent: sent as Record<string, ReferenceSent> }, world)
      continue
    }
    const path = `/users/${user}/attribute_values/${id}`
    const own = values as Record<string, string>
    if (random.once(3) && own[id] !== undefined) {
      await api('DELETE', path)
      delete own[id]
    } else {
      own[id] = pick(random, texts.slice(1))
      const { status } = await api('PATCH', path, { value: own[id] })
      if (status !== 200) throw new Error(`${path} was answered ${status}`)
    }
  }
  return world
}

/** A sign-in that sends some values anew, and others no more. */
async function signedIn(
  server: Asking,
  random: Random,
  { user, sent }: { readonly user: string; readonly sent: Record<string, ReferenceSent> },
  { attributes }: PlantedWorld,
): Promise<void> {
  // What is planted is not sealed.
  const readable = attributes.filter(({ hidden }) => !hidden)
  for (const { id } of attributes) delete sent[id]
  const provider = pick(random, ['Okta', 'Entra'])
  for (const { id } of random.some(readable, 2)) sent[id] = { provider, value: pick(random, texts) }
  const values = Object.entries(sent).map(([id, { value }]) => [id, value])
  await signsIn(server, user, Object.fromEntries(values), provider)
}

/** The same world with values from the few texts. */
function colourful(random: Random, world: PlantedWorld): PlantedWorld {
  const text = () => pick(random, texts)
  return {
    ...world,
    attributes: world.attributes.map((it) => ({
      ...it,
      default_value: it.default_value === null ? null : text(),
    })),
    groupValues: world.groupValues.map((it) => ({ ...it, value: text() })),
    users: world.users.map((user) => ({
      ...user,
      values: Object.fromEntries(Object.keys(user.values).map((id) => [id, text()])),
      sent: Object.fromEntries(
        Object.entries(user.sent).map(([id, it]) => [id, { ...it, value: text() }]),
      ),
    })),
  }
}

function questionsAbout(
  random: Random,
  world: PlantedWorld,
  { id, hidden }: ReferenceAttribute,
): Asked[] {
  const modes = Object.keys(matches).filter((it) => !hidden || it === 'set' || it === 'unset')
  return modes.flatMap((match) =>
    ['effective', 'own', 'group'].map((of) => {
      const isText = match !== 'set' && match !== 'unset'
      const isPart = match === 'contains' || match === 'starts_with'
      const value = pick(random, isPart ? texts.slice(1) : texts)
      const group = random.once(3) ? { group: pick(random, world.groups).id } : {}
      const source =
        of === 'effective' && random.once(4) ? { source: pick(random, sources(world)) } : {}
      const flag =
        of !== 'group' && random.once(6) ? { is_disabled: pick(random, ['true', 'false']) } : {}
      return {
        attribute: id,
        of,
        match,
        ...(isText ? { value } : {}),
        ...group,
        ...source,
        ...flag,
      }
    }),
  )
}

const sources = ({ groups }: PlantedWorld) => [
  'User Setting',
  'Default',
  'Group',
  'Sign-in',
  'Sign-in: Okta',
  ...groups.map(({ name }) => `Group: ${name}`),
]

/** A sentence about the first difference. */
async function compare(
  server: Asking,
  random: Random,
  world: PlantedWorld,
  attribute: ReferenceAttribute,
  asked: Asked,
): Promise<string | undefined> {
  const all = candidates(world, attribute, asked)
  const fits = matches[asked['match'] ?? ''] ?? (() => false)
  const expected = all.filter(
    ({ value, source }) => fits(value, asked['value'] ?? '') && comesFrom(asked['source'], source),
  )
  const limit = pick(random, [1, 3, 7, 100])
  const rows: string[] = []
  let next: string | null = null
  do {
    const page = { ...asked, limit: String(limit), ...(next === null ? {} : { after: next }) }
    const isCounted = random.once(3)
    const { values, ...answer } = await get(server, '/values', {
      ...page,
      ...(isCounted ? { count: 'true' } : {}),
    })
    if (isCounted && answer.total !== expected.length)
      return `total ${answer.total}, not ${expected.length}`
    if (values.length > limit || (values.length < limit && answer.next !== null))
      return 'a page of the wrong size'
    for (const row of values) rows.push(shown(row.user_id ?? row.group_id, row.value, row.source))
    next = answer.next
  } while (next !== null)
  const wanted = expected.map(({ id, value, source }) =>
    shown(id, attribute.hidden ? null : (value ?? null), source),
  )
  if (rows.join('\n') !== wanted.join('\n'))
    return `${JSON.stringify(rows)}, not ${JSON.stringify(wanted)}`
  const { attribute: id = '', ...rest } = asked
  const exported = await exportOf(server, { attributes: id, ...rest })
  const names = new Map([[allUsersGroupId as string, 'All Users'], ...world.groups.map(namedById)])
  const told = expected.map((row) => exportedRow(attribute, row, asked['of'] === 'group', names))
  if (exported.join('\n') !== told.join('\n')) {
    return `exported ${JSON.stringify(exported)}, not ${JSON.stringify(told)}`
  }
  const { match: _, value: __, source: ___, ...whose } = asked
  const summary = await get(server, '/values/summary', whose)
  return summaryFault(summary, all, attribute.hidden)
}

const namedById = ({ id, name }: { id: string; name: string }) => [id, name] as const

/** A row of an export: users by id, groups by name. */
const exportedRow = (
  { id: attribute, hidden }: ReferenceAttribute,
  { id, value, source }: Row,
  ofGroups: boolean,
  names: ReadonlyMap<string, string>,
): string =>
  JSON.stringify([
    ofGroups ? null : id,
    attribute,
    hidden ? null : (value ?? null),
    source,
    ofGroups || source.startsWith('Group: ') ? (ofGroups ? names.get(id) : source.slice(7)) : null,
  ])

async function exportOf({ api }: Asking, query: Asked): Promise<string[]> {
  const target = `/values.ndjson?${new URLSearchParams(query)}`
  const { status, text } = await api('GET', target, undefined, { base: '/api/attrium/1.0' })
  if (status !== 200) throw new Error(`${target} was answered ${status} ${text}`)
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const { user_id, attribute, value, source, group } = JSON.parse(line)
    return JSON.stringify([user_id, attribute, value, source, group])
  })
}

/** A sentence if an export of all attributes is not what all users have of each. */
async function compareAll(server: Asking, world: PlantedWorld): Promise<string | undefined> {
  const all = await exportOf(server, { attributes: world.attributes.map(({ id }) => id).join() })
  const names = new Map<string, string>()
  const users = [administrator, ...world.users].map(({ id }) => id)
  const rows = world.attributes.map((attribute) => ({
    attribute,
    rows: candidates(world, attribute, { of: 'effective' }),
  }))
  const expected = users.flatMap((user) =>
    rows.flatMap(({ attribute, rows }) =>
      rows
        .filter(({ id, value }) => id === user && value !== undefined)
        .map((row) => exportedRow(attribute, row, false, names)),
    ),
  )
  if (all.join('\n') === expected.join('\n')) return undefined
  return `all exported ${JSON.stringify(all)}, not ${JSON.stringify(expected)}`
}

const shown = (id: string, value: string | null, source: string) =>
  JSON.stringify([id, value, source])

// biome-ignore lint/suspicious/noExplicitAny: an answer as it came
function summaryFault(summary: any, all: readonly Row[], hidden: boolean): string | undefined {
  const counts = new Map<string, number>()
  for (const { value } of all)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  const unset = all.filter(({ value }) => value === undefined).length
  const values = [...counts].map(([value, count]) => ({ value, count }))
  values.sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
  const expected = [unset, all.length - unset, hidden ? [] : values]
  const actual = [summary.unset, summary.set, summary.values]
  if (JSON.stringify(actual) === JSON.stringify(expected)) return undefined
  return `summary ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`
}

async function get({ api }: Asking, path: string, query: Asked) {
  const target = `${path}?${new URLSearchParams(query)}`
  const { status, json } = await api('GET', target, undefined, { base: '/api/attrium/1.0' })
  if (status !== 200) throw new Error(`${target} was answered ${status} ${JSON.stringify(json)}`)
  return json
}
