// Statements that read the rows of the catalogue and the counter of its version.

import { Catalogue, type Group, type Role } from '../domain/catalogue.ts'
import { isCombine } from '../domain/combining.ts'
import { granted } from '../domain/permission-list.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { deletedType, isValueType } from '../domain/value-type.ts'
import type { GroupId, RoleId, UserAttributeId } from '../ids.ts'
import { type Reading, Unreadable } from '../store/db.ts'
import {
  idText,
  nameOfDeleted,
  prepare,
  type Statement,
  sql,
  versioned,
} from '../store/statement.ts'
import { endedGroupValues } from './ended-sql.ts'
import { storedNames } from './stored-names.ts'

/** The version of the catalogue in the database. */
export const catalogueVersion: Statement<{ version: number }> = prepare((writer) =>
  writer.selectFrom('catalogue').select('version'),
)({})

/** The same, for a snapshot in which no other statement returns the version. */
export const carriedVersion = versioned(
  prepare((writer) => writer.selectFrom('catalogue').select('version as catalogue_version'))({}),
)

/** Must be part of every commit that changes the contents of the catalogue. */
export const raiseCatalogueVersion: Statement = prepare((writer) =>
  writer.updateTable('catalogue').set((row) => ({ version: row('version', '+', 1) })),
)({})

const attributes = prepare((writer) =>
  writer
    .selectFrom('user_attributes')
    .select([
      idText('id').as('id'),
      'name',
      'label',
      'type',
      'default_value',
      'is_system',
      'is_permanent',
      'value_is_hidden',
      'user_can_view',
      'user_can_edit',
      'hidden_value_domain_whitelist',
      'choices',
      'combine',
      'default_change',
    ])
    .where('type', '<>', sql.lit(deletedType))
    .orderBy('user_attributes.id'),
)({})

const groupValues = prepare((writer) =>
  writer
    .selectFrom('user_attribute_group_values')
    .select([
      idText('id').as('id'),
      idText('user_attribute_id').as('user_attribute_id'),
      idText('group_id').as('group_id'),
      'rank',
      'value',
      'newest_change',
      'starts_at',
      'expires_at',
    ])
    .orderBy('user_attribute_group_values.id'),
)({})

const ended = endedGroupValues({ moment: Number.MAX_SAFE_INTEGER })

const groups = prepare((writer) =>
  writer
    .selectFrom('groups')
    .select([idText('id').as('id'), 'name'])
    // guard deletion-2: gone
    .where('name_key', '<>', nameOfDeleted('id'))
    .orderBy('groups.id'),
)({})

const nesting = prepare((writer) =>
  writer
    .selectFrom('group_groups')
    .select([idText('parent_group_id').as('parent_group_id'), idText('group_id').as('group_id')])
    .orderBy('group_groups.parent_group_id'),
)({})

const roles = prepare((writer) =>
  writer
    .selectFrom('roles')
    .innerJoin('permission_sets', 'permission_sets.id', 'roles.permission_set_id')
    .select([
      idText('roles.id').as('id'),
      'permission_sets.permissions',
      'permission_sets.all_access',
    ])
    .orderBy('roles.id'),
)({})

const roleGroups = prepare((writer) =>
  writer
    .selectFrom('role_groups')
    .select([idText('role_id').as('role_id'), idText('group_id').as('group_id')]),
)({})

/** Reads the whole catalogue in one snapshot. */
export async function readCatalogue(db: Pick<Reading, 'read'>): Promise<Catalogue> {
  const [version, attributeRows, valueRows, groupRows, nestingRows, roleRows, roleGroupRows, over] =
    await db.read(
      ...[catalogueVersion, attributes, groupValues, groups, nesting],
      ...[roles, roleGroups, ended],
    )
  const parents = Map.groupBy(nestingRows, (row) => row.group_id)
  const held = Map.groupBy(roleGroupRows, (row) => row.role_id)
  return new Catalogue({
    version: version[0]?.version ?? 0,
    attributes: attributeRows.map(attributeOf),
    defaultChanges: new Map(
      attributeRows.map((row) => [row.id as UserAttributeId, row.default_change]),
    ),
    groupValues: valueRows.map(groupValueOf),
    endedGroupValues: over.map(groupValueOf),
    groups: groupRows.map(
      (row): Group => ({
        id: row.id as GroupId,
        name: row.name,
        parents: (parents.get(row.id) ?? []).map((edge) => edge.parent_group_id as GroupId),
      }),
    ),
    roles: roleRows.map(
      (row): Role => ({
        id: row.id as RoleId,
        permissions: granted(storedNames(row.permissions, `the permission set of role ${row.id}`)),
        all_access: row.all_access,
        groups: (held.get(row.id) ?? []).map((edge) => edge.group_id as GroupId),
      }),
    ),
  })
}

const groupValueOf = (row: NonNullable<(typeof groupValues)['row']>): StoredGroupValue => ({
  ...row,
  user_attribute_id: row.user_attribute_id as UserAttributeId,
  group_id: row.group_id as GroupId,
})

type AttributeRow = NonNullable<(typeof attributes)['row']>

export function attributeOf(row: AttributeRow): UserAttribute {
  const { combine } = row
  if (!isValueType(row.type)) throw new Unreadable(`User attribute ${row.id} has an unknown type`)
  if (!isCombine(combine))
    throw new Unreadable(`User attribute ${row.id} combines in an unknown way`)
  return {
    id: row.id as UserAttributeId,
    name: row.name,
    label: row.label,
    type: row.type,
    default_value: row.default_value,
    is_system: row.is_system,
    is_permanent: row.is_permanent,
    value_is_hidden: row.value_is_hidden,
    user_can_view: row.user_can_view,
    user_can_edit: row.user_can_edit,
    hidden_value_domain_whitelist: row.hidden_value_domain_whitelist,
    choices: row.choices === null ? null : storedNames(row.choices, `the choices of ${row.id}`),
    combine,
  }
}
