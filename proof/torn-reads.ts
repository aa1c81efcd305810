// G-07: a read sees the state before or after a change of one moment, never a mixture of both.

import { auditRow } from '../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../src/catalogue/sql.ts'
import { addMember, removeMember } from '../src/groups/sql.ts'
import type { GroupId, UserAttributeId, UserId } from '../src/ids.ts'
import { prepare, type Statement } from '../src/store/statement.ts'
import { setUserValue } from '../src/values/user-value-sql.ts'
import { fitToStore } from '../test/support/fit-to-store.ts'
import { type Random, randomFrom } from '../test/support/random.ts'
import { byTest } from '../test/support/server.ts'
import { make, sure } from './asking.ts'
import type { Figure, Outcome } from './figure.ts'
import { countOn, type Node, type Nodes, type Setup, type WrapDb, withNodes } from './nodes.ts'

const readers = 3
/** Flips of one kind in a row: other kinds in between could hide that reads mix two states. */
const burst = 10
const full = { reads: 50_000 }

export const tornReads = (setup: Setup): Figure => ({
  id: 'G-07',
  about: 'resolutions during atomic flips: no forbidden mixture',
  run: (run) => readFlipping(setup, run.seed, countOn(setup, run, full.reads)),
})

export async function readFlipping(
  setup: Setup,
  seed: number,
  reads: number,
  wrapDb?: WrapDb,
): Promise<Outcome> {
  const random = randomFrom(seed)
  const problems: string[] = []
  let [begun, flips] = [0, 0]
  await withNodes(setup, wrapDb, async (nodes) => {
    const world = await flippingWorld(nodes)
    const leastFlips = 2 * burst * world.flips.length
    const isDone = () => (begun >= reads && flips >= leastFlips) || problems.length >= 20
    const reader = async () => {
      while (!isDone()) {
        begun++
        problems.push(...(await readOnce(nodes, random, world)))
      }
    }
    const flipper = async () => {
      for (let from = 1; !isDone(); from += burst) {
        for (const flip of world.flips) {
          for (let count = from; count < from + burst; count++, flips++) await flip(count)
        }
      }
    }
    await Promise.all([...Array.from({ length: readers }, reader), flipper()])
  })
  const where = { engine: setup.engine, nodes: setup.nodes }
  return { counts: { ...where, reads: begun, flips, mixtures: problems.length }, problems }
}

/** Changes several rows at one moment; the written values tell how often it was done. */
type Flip = (count: number) => Promise<void>

interface World {
  readonly user: string
  /** Groups whose values swap places, and groups between which the user moves. */
  readonly groups: readonly [first: string, second: string, here: string, there: string]
  readonly attributes: Readonly<Record<'list' | 'moved' | 'both' | 'defined', string>>
  readonly flips: readonly Flip[]
}

const setDefinition = prepare(
  (writer, row: { user_attribute_id: UserAttributeId; label: string; value: string }) =>
    writer
      .updateTable('user_attributes')
      .set({ label: row.label, label_key: row.label, default_value: row.value })
      .where('id', '=', row.user_attribute_id),
)

async function flippingWorld(nodes: Nodes): Promise<World> {
  const { ask } = nodes
  const zero = { type: 'string', default_value: '0' }
  const attribute = (name: string) =>
    make(ask, '/user_attributes', { name, label: `${name} 0`, ...zero })
  const group = (name: string) => make(ask, '/groups', { name })
  const user = await make(ask, '/users', {})
  const [first, second] = [await group('first'), await group('second')]
  const [here, there] = [await group('here'), await group('there')]
  const attributes = {
    list: await attribute('list'),
    moved: await attribute('moved'),
    both: await attribute('both'),
    defined: await attribute('defined'),
  }
  for (const id of [first, second, here]) {
    await sure(ask('POST', `/groups/${id}/users`, { user_id: user }))
  }
  const world = { user, groups: [first, second, here, there] as const, attributes }
  const flips = flipsOf(nodes, world)
  for (const flip of [flips.list, flips.both]) await flip(0)
  await sure(ask('PATCH', `/users/${user}/attribute_values/${attributes.moved}`, { value: '0' }))
  const moved = [here, there].map((group_id) => ({ group_id, value: group_id }))
  await sure(ask('POST', `/user_attributes/${attributes.moved}/group_values`, moved))
  return { ...world, flips: Object.values(flips) }
}

function flipsOf(nodes: Nodes, { user, groups, attributes }: Omit<World, 'flips'>) {
  const [first, second, here, there] = groups
  const user_id = user as UserId
  return {
    /** The list of group values is replaced, in the other order. */
    list: async (count: number) => {
      const order = count % 2 === 0 ? [first, second] : [second, first]
      const list = order.map((group_id) => ({ group_id, value: `${count}` }))
      await sure(nodes.ask('POST', `/user_attributes/${attributes.list}/group_values`, list))
    },
    /** The user moves to another group and gets another value in one commit. */
    moved: async (count: number) => {
      const [from, to] = (count % 2 === 1 ? [here, there] : [there, here]) as [GroupId, GroupId]
      await commit(nodes.next(), [
        removeMember({ group_id: from, user_id }),
        addMember({ group_id: to, user_id }),
        setUserValue(
          { user_id, user_attribute_id: attributes.moved as UserAttributeId },
          fitToStore(`${count}`),
        ),
      ])
    },
    /** Value and definition change in one commit. */
    both: async (count: number) => {
      const user_attribute_id = attributes.both as UserAttributeId
      const value = `${count}`
      await commit(nodes.next(), [
        setDefinition({ user_attribute_id, label: `both ${count}`, value }),
        setUserValue({ user_id, user_attribute_id }, fitToStore(value)),
        raiseCatalogueVersion,
      ])
    },
    /** Two fields of a definition change by one request. */
    defined: async (count: number) => {
      const body = { label: `defined ${count}`, default_value: `${count}` }
      await sure(nodes.ask('PATCH', `/user_attributes/${attributes.defined}`, body))
    },
  }
}

/** Changes that no operation of the API makes in one commit, made through the store of a node. */
async function commit({ running }: Node, statements: readonly Statement[]): Promise<void> {
  const { db, now } = running.server
  await db.commit({ statements, audit: auditRow(byTest(now()), {}), changesAuthority: true })
}

const shown = 'user_attribute_id,label,value,source,rank'

/** Reads in one of three ways and reports states that can never have existed. */
async function readOnce(nodes: Nodes, random: Random, world: World): Promise<string[]> {
  const { user, groups, attributes } = world
  const { ask } = nodes
  const [door, isRight] = random.pick([
    [
      `/users/${user}/attribute_values?all_values=true&include_unset=false&fields=${shown}&user_attribute_ids=${Object.values(attributes)}`,
      (rows: Row[]) => areRowsRight(rows, world),
    ],
    [
      `/user_attributes/${attributes.list}/group_values`,
      (rows: Row[]) => isListRight(rows, groups),
    ],
    [`/users/${user}?fields=group_ids`, (shown: Row) => isInOne(shown.group_ids ?? [], groups)],
  ] as const)
  const { json, text } = await sure(ask('GET', door))
  return isRight(json) ? [] : [`GET ${door} answered ${text}`]
}

interface Row {
  readonly user_attribute_id: string
  readonly label: string
  readonly value: string
  readonly source: string
  readonly rank: number
  readonly group_id?: string
  readonly group_ids?: readonly string[]
}

function areRowsRight(rows: readonly Row[], { groups, attributes }: World): boolean {
  const of = (id: string) => rows.filter((row) => row.user_attribute_id === id)
  const [first, second, ,] = groups
  const named = { 'Group: first': first, 'Group: second': second } as Record<string, string>
  const ofGroups = (id: string) => of(id).filter(({ source }) => source.startsWith('Group: '))
  const list = ofGroups(attributes.list).map((row) => ({
    ...row,
    group_id: named[row.source] ?? '',
  }))
  const fromDefinition = (row: Row) => row.label.endsWith(` ${row.value}`)
  return (
    isListRight(list, groups) &&
    isMoveRight(of(attributes.moved)) &&
    of(attributes.both).length === 2 &&
    of(attributes.both).every(fromDefinition) &&
    of(attributes.defined).length === 1 &&
    of(attributes.defined).every(fromDefinition)
  )
}

/** The user's own value tells which of the two groups they are in. */
function isMoveRight(rows: readonly Row[]): boolean {
  const [own, ofGroup] = rows
  const group = Number(own?.value) % 2 === 0 ? 'Group: here' : 'Group: there'
  return rows.length === 3 && own?.source === 'User Setting' && ofGroup?.source === group
}

/** Two values of one list, in the order in which that list had them. */
function isListRight(rows: readonly Row[], [first, second]: World['groups']): boolean {
  const [one, other] = rows
  if (one === undefined || other === undefined || rows.length > 2) return false
  const order = Number(one.value) % 2 === 0 ? [first, second] : [second, first]
  const isInOrder = one.group_id === order[0] && other.group_id === order[1]
  return one.value === other.value && isInOrder && one.rank === 1 && other.rank === 2
}

const isInOne = (group_ids: readonly string[], [, , here, there]: World['groups']): boolean =>
  group_ids.includes(here) !== group_ids.includes(there)
