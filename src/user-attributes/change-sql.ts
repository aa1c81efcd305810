// Changes of definitions and of lists of group values: statements and audit, for one request and for a list of them.
import { ownersOfAttribute } from '../audit/before-sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import type { HiddenValues } from '../domain/stored-value.ts'
import { namedIn } from '../domain/unchanged.ts'
import type { Definition, UserAttribute } from '../domain/user-attribute.ts'
import type { UserAttributeId } from '../ids.ts'
import type { Change } from '../request/context.ts'
import { deleteUserAttribute } from '../values/deletion-sql.ts'
import { beginSealing } from '../values/sealing-sql.ts'
import { type ListedValue, newDefault, valueChange } from '../values/value-change.ts'
import { createUserAttribute, updateUserAttribute } from './sql.ts'

/** Creates an attribute: with this id, or with the one that the commit generates. */
export function createdDefinition(
  hidden: HiddenValues,
  definition: Definition,
  id: { readonly known?: UserAttributeId; readonly generated?: UserAttributeId | undefined },
): Change {
  const given = id.known ?? id.generated
  const { stored, audit } = newDefault(hidden, definition, given)
  return {
    touches: 'catalogue',
    statements: [createUserAttribute(definition, stored, given)],
    audit: {
      ...audit,
      ...(id.known === undefined
        ? { created: { column: 'user_attribute_id', statement: 0 } }
        : { user_attribute_id: id.known }),
      details: { ...detailsOf(definition), ...audit.details },
    },
  }
}

/** Changes a definition, and with it the default and whether values are hidden. */
export function changedDefinitionOf(
  hidden: HiddenValues,
  before: UserAttribute,
  definition: Definition,
): Change {
  const { default_value: value, value_is_hidden } = definition
  const hides = value_is_hidden && !before.value_is_hidden
  const change = valueChange(hidden, { id: before.id, value_is_hidden }, { of: 'default', value })
  const setsDefault = hides || value !== before.default_value
  return {
    touches: 'catalogue',
    statements: [
      updateUserAttribute(before.id, definition),
      ...(setsDefault ? change.statements : []),
      ...(hides ? [beginSealing({ user_attribute_id: before.id })] : []),
    ],
    audit: {
      ...change.audit,
      details: {
        ...detailsOf(definition),
        from: namedIn(detailsOf(before), detailsOf(definition)),
        ...(setsDefault ? change.audit.details : { keeps_default: true }),
      },
    },
  }
}

export function deletedDefinition(catalogue: Catalogue, attribute: UserAttribute): Change {
  const { id: user_attribute_id } = attribute
  const owners = ownersOfAttribute({ user_attribute_id })
  return {
    touches: 'catalogue',
    statements: [...owners.statements, ...deleteUserAttribute({ user_attribute_id })],
    audit: {
      user_attribute_id,
      details: {
        name: attribute.name,
        from: detailsOf(attribute),
        before: catalogue.listedGroupValues(user_attribute_id).map(inRank),
      },
      found: owners.found,
    },
  }
}

/** Replaces the values of all groups. */
export function replacedGroupValues(
  hidden: HiddenValues,
  attribute: UserAttribute,
  held: readonly StoredGroupValue[],
  values: readonly ListedValue[],
): Change {
  const { statements, audit } = valueChange(hidden, attribute, { of: 'groups', values })
  return {
    touches: 'catalogue',
    statements,
    audit: { ...audit, details: { ...audit.details, before: held.map(inRank) } },
  }
}

const inRank = ({ group_id, rank }: StoredGroupValue) => ({ group_id, rank })

/** The audit details of a definition, without its default, because details contain no values. */
export const detailsOf = ({ default_value, ...definition }: Definition) => ({
  ...definition,
  has_default_value: default_value !== null,
})
