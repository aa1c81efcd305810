// A random catalogue with users, planted into a running server by statements.
import { prepare } from '../../src/store/statement.ts'
import type { Random } from '../support/chance.ts'
import type {
  ReferenceAttribute,
  ReferenceUser,
  ReferenceWorld,
} from '../support/reference-resolver.ts'
import type { TestServer } from '../support/server.ts'
import { change } from '../support/world.ts'

export interface PlantedWorld extends ReferenceWorld {
  readonly users: readonly (ReferenceUser & { readonly id: string })[]
}

const forget = [
  prepare((writer) => writer.deleteFrom('users').where('id', '>', '1'))({}),
  prepare((writer) => writer.deleteFrom('groups').where('id', '>', '1'))({}),
  prepare((writer) => writer.deleteFrom('user_attributes').where('id', '>', '13'))({}),
  prepare((writer) => writer.deleteFrom('user_attribute_group_values'))({}),
]

type Texts<Name extends string> = { [K in Name]: string }

const addUser = prepare((writer, { id }: Texts<'id'>) =>
  writer.insertInto('users').values({
    id,
    first_name: '',
    last_name: '',
    first_name_key: '',
    last_name_key: '',
    is_disabled: false,
    timezone: '',
    created_at: 0,
  }),
)
const addGroup = prepare((writer, { id, name }: Texts<'id' | 'name'>) =>
  writer.insertInto('groups').values({
    id,
    name,
    name_key: name,
    external_group_id: null,
    externally_managed: false,
    include_by_default: false,
    can_add_to_content_metadata: false,
  }),
)
const nest = prepare(
  (writer, { parent_group_id, group_id }: Texts<'parent_group_id' | 'group_id'>) =>
    writer.insertInto('group_groups').values({ parent_group_id, group_id }),
)
const addMember = prepare((writer, { group_id, user_id }: Texts<'group_id' | 'user_id'>) =>
  writer.insertInto('group_users').values({ group_id, user_id }),
)
const addAttribute = prepare(
  (writer, row: { id: string; default_value: string | null; hidden: boolean; combine: string }) =>
    writer.insertInto('user_attributes').values({
      id: row.id,
      name: row.id,
      label: row.id,
      label_key: row.id,
      type: 'string',
      default_value: row.default_value,
      is_system: false,
      is_permanent: false,
      value_is_hidden: row.hidden,
      user_can_view: false,
      user_can_edit: false,
      hidden_value_domain_whitelist: null,
      combine: row.combine,
    }),
)
const addValue = prepare((writer, row: Texts<'user_id' | 'user_attribute_id' | 'value'>) =>
  writer.insertInto('user_attribute_user_values').values({
    user_id: row.user_id,
    user_attribute_id: row.user_attribute_id,
    value: row.value,
  }),
)
const addSignInValue = prepare(
  (writer, row: Texts<'user_id' | 'user_attribute_id' | 'value' | 'provider'>) =>
    writer.insertInto('user_attribute_sign_in_values').values({
      ...{ user_id: row.user_id, user_attribute_id: row.user_attribute_id },
      ...{ value: row.value, version: null, provider: row.provider, set_at: 7, newest_change: 1 },
    }),
)
const addGroupValue = prepare(
  (writer, row: Texts<'group_id' | 'user_attribute_id' | 'value'> & { rank: number }) =>
    writer.insertInto('user_attribute_group_values').values({
      group_id: row.group_id,
      user_attribute_id: row.user_attribute_id,
      rank: row.rank,
      value: row.value,
    }),
)

/** A random world: groups in an acyclic nesting, values with random ranks, some of them hidden. */
export function randomWorld(random: Random, people: number): PlantedWorld {
  const groupIds = numbered(2, 1 + random.below(12))
  const groups = groupIds.map((id, at) => ({
    id,
    name: `g${id}`,
    parents: random.some(groupIds.slice(0, at), 4),
  }))
  const attributes: ReferenceAttribute[] = numbered(100, 1 + random.below(5)).map((id) => ({
    id,
    hidden: random.once(5),
    default_value: random.once(2) ? `default ${id}` : null,
  }))
  const groupValues = attributes.flatMap(({ id }) =>
    random.shuffled(random.some(groupIds, 2)).map((group, at) => ({
      attribute: id,
      group,
      rank: at + 1,
      value: random.once(10) ? '' : `${group} for ${id}`,
    })),
  )
  const users = numbered(1000, people).map((id) => ({
    id,
    groups: random.some(groupIds, 4),
    values: Object.fromEntries(
      random.some(attributes, 3).map((it) => [it.id, random.once(10) ? '' : `own ${it.id}`]),
    ),
    sent: Object.fromEntries(
      random.some(attributes, 3).map((it) => [it.id, sentOf(random, it.id)]),
    ),
  }))
  return { groups, attributes, groupValues: random.shuffled(groupValues), users }
}

const sentOf = (random: Random, id: string) => ({
  provider: random.once(2) ? 'Okta' : 'Entra',
  value: random.once(10) ? '' : `sent ${id}`,
})

/** The same world, in which some attributes combine the values of groups. */
export const withUnions = (random: Random, world: PlantedWorld): PlantedWorld => ({
  ...world,
  attributes: world.attributes.map((it) => ({ ...it, combined: !it.hidden && random.once(2) })),
})

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => String(from + at))

/** Replaces the contents of the store by this world; rows are inserted in the order of their lists. */
export async function plantWorld(
  server: Pick<TestServer, 'running'>,
  world: PlantedWorld,
): Promise<void> {
  const { groups, attributes, groupValues, users } = world
  await change(server, [
    ...forget,
    ...groups.map(({ id, name }) => addGroup({ id, name })),
    ...groups.flatMap(({ id, parents }) =>
      parents.map((parent_group_id) => nest({ parent_group_id, group_id: id })),
    ),
    ...attributes.map(({ id, default_value, hidden, combined }) =>
      addAttribute({ id, default_value, hidden, combine: combined ? 'union' : 'first' }),
    ),
    ...groupValues.map(({ attribute, group, rank, value }) =>
      addGroupValue({ user_attribute_id: attribute, group_id: group, rank, value }),
    ),
    ...users.map(({ id }) => addUser({ id })),
    ...users.flatMap(({ id, groups }) =>
      groups.map((group_id) => addMember({ group_id, user_id: id })),
    ),
    ...users.flatMap(({ id, values }) =>
      Object.entries(values).map(([user_attribute_id, value]) =>
        addValue({ user_id: id, user_attribute_id, value }),
      ),
    ),
    ...users.flatMap(({ id, sent }) =>
      Object.entries(sent).map(([user_attribute_id, { provider, value }]) =>
        addSignInValue({ user_id: id, user_attribute_id, value, provider }),
      ),
    ),
  ])
}
