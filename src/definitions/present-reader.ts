// Reads what a server has now, by its APIs.
import { allAttributes, allGroupValues, type Clients, everyRow } from '../client/lists.ts'
import { byId } from '../ids.ts'
import type { AttributeHeld, GroupHeld, GroupValueHeld, Present } from './present.ts'
import { readUsers, timesOf, type UsersAsked } from './users-reader.ts'

export async function readPresent(
  clients: Clients,
  asked: { readonly users: UsersAsked },
): Promise<Present> {
  const groups = await readGroups(clients)
  const { at: now, values } = await allGroupValues(clients)
  const attributes = await readAttributes(clients, values)
  return { now, groups, attributes, users: await readUsers(clients, attributes, asked.users) }
}

async function readGroups({ looker }: Clients): Promise<GroupHeld[]> {
  const rows = await everyRow(async (page) => {
    const query = { ...page, sorts: 'id' }
    return (await looker('GET /groups/search/with_hierarchy', { query })).body
  })
  const inner = new Map<string, string[]>()
  for (const { id, parent_group_ids } of rows) {
    for (const parent of parent_group_ids ?? []) {
      const known = inner.get(parent)
      if (known === undefined) inner.set(parent, [id])
      else known.push(id)
    }
  }
  return rows
    .sort((one, other) => byId(one.id, other.id))
    .map(({ id, name, user_count, externally_managed }) => ({
      ...{ id, name: name ?? '', user_count: user_count ?? 0, externally_managed },
      inner: inner.get(id) ?? [],
    }))
}

type Values = Awaited<ReturnType<typeof allGroupValues>>['values']

async function readAttributes(clients: Clients, values: Values): Promise<AttributeHeld[]> {
  const held = Map.groupBy(values, ({ user_attribute_id }) => user_attribute_id)
  const found = await allAttributes(clients)
  return found.map(
    ({ name, label, type, default_value, ...fields }): AttributeHeld => ({
      ...fields,
      ...{ name: name ?? '', label: label ?? '', type: type ?? '' },
      default_value: default_value === null ? null : String(default_value),
      combine: fields.combine ?? 'first',
      values: (held.get(fields.id) ?? []).map(
        ({ group_id: group, value, ...times }): GroupValueHeld => ({
          ...{ group, value, ...timesOf(times) },
        }),
      ),
    }),
  )
}
