// Derives rights and values from the rows of the town, naively and without the program.
import { type ReferenceWorld, referencePath } from '../../test/support/reference-resolver.ts'
import type { Rows, State } from './town.ts'

const text = (value: unknown) => String(value)

/** These groups and every group around them. */
function around(state: State, groups: readonly string[]): Set<string> {
  const found = new Set(groups)
  for (let grew = true; grew; ) {
    grew = false
    for (const { parent_group_id, group_id } of state.group_groups) {
      if (!found.has(text(group_id)) || found.has(text(parent_group_id))) continue
      found.add(text(parent_group_id))
      grew = true
    }
  }
  return found
}

const groupsOf = (state: State, user_id: string) =>
  state.group_users
    .filter((row) => text(row['user_id']) === user_id)
    .map((row) => text(row['group_id']))

/** The word for a user who may do everything. */
export const everything = 'everything'

/** Names of permissions of each user; `everything` stands for an admin. */
export function permissionsIn(state: State): Map<string, Set<string>> {
  const given = new Map<string, Set<string>>()
  for (const user of state.users) {
    const user_id = text(user['id'])
    const groups = around(state, groupsOf(state, user_id))
    const roles = new Set([
      ...state.role_users
        .filter((row) => text(row['user_id']) === user_id)
        .map((row) => text(row['role_id'])),
      ...state.role_groups
        .filter((row) => groups.has(text(row['group_id'])))
        .map((row) => text(row['role_id'])),
    ])
    const names = state.roles
      .filter((role) => roles.has(text(role['id'])))
      .flatMap((role) => namesOf(state, text(role['permission_set_id'])))
    given.set(user_id, new Set(names))
  }
  return given
}

function namesOf(state: State, permission_set_id: string): string[] {
  const set = state.permission_sets.find((it) => text(it['id']) === permission_set_id)
  if (set?.['all_access']) return [everything]
  return JSON.parse(text(set?.['permissions'] ?? '[]'))
}

/** The value that counts for each user and attribute. */
export function valuesIn(state: State): Map<string, string | null> {
  const world = worldOf(state)
  const found = new Map<string, string | null>()
  for (const user of state.users) {
    const user_id = text(user['id'])
    const own = state.user_attribute_user_values.filter((row) => text(row['user_id']) === user_id)
    const values = Object.fromEntries(
      own.map((row) => [text(row['user_attribute_id']), text(row['value'])]),
    )
    const held = { groups: groupsOf(state, user_id), values, sent: {} }
    for (const attribute of world.attributes) {
      const [first] = referencePath(world, attribute, held)
      found.set(`${user_id} ${attribute.id}`, first?.value ?? null)
    }
  }
  return found
}

const worldOf = (state: State): ReferenceWorld => ({
  // Hidden values are read here, because a change of one counts like any other.
  attributes: state.user_attributes.map((row) => ({
    id: text(row['id']),
    hidden: false,
    default_value: row['default_value'] == null ? null : text(row['default_value']),
  })),
  groups: state.groups.map((row) => ({
    id: text(row['id']),
    name: text(row['name']),
    parents: state.group_groups
      .filter(({ group_id }) => text(group_id) === text(row['id']))
      .map(({ parent_group_id }) => text(parent_group_id)),
  })),
  groupValues: state.user_attribute_group_values.map((row: Rows) => ({
    attribute: text(row['user_attribute_id']),
    group: text(row['group_id']),
    rank: Number(row['rank']),
    value: text(row['value']),
  })),
})
