// The one door: every change of a user value, a group value or a default gets its statements and the
// subject of its audit row here, together, so that neither can forget that the attribute is hidden.
import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { HiddenValues, StoredValue } from '../keys/hidden-value.ts'
import type { Statement } from '../store/statement.ts'
import { setDefaultValue } from './default-value-sql.ts'
import {
  addGroupValue,
  clearGroupValue,
  clearGroupValues,
  closeRankGap,
  rankGroupValue,
  setGroupValue,
} from './group-value-sql.ts'
import { storedValue } from './stored-value.ts'
import { clearUserValue, setNewUserValue, setUserValue } from './user-value-sql.ts'

interface Attribute {
  readonly id: UserAttributeId
  readonly value_is_hidden: boolean
}

/** A value that fits its attribute, or null to take the value away. */
export type GivenChange =
  | { readonly of: 'user'; readonly user_id: UserId; readonly value: string | null }
  /** The first returned row of the first statement has `id` and `rank` of a value that is set. */
  | { readonly of: 'group'; readonly group_id: GroupId; readonly value: string | null }
  /** Replaces the values of all groups; each statement after the first returns the `id` of one. */
  | { readonly of: 'groups'; readonly values: readonly RankedValue[] }
  | { readonly of: 'default'; readonly value: string | null }

/** A value in its place; undefined keeps the one that the group has, which nobody could send back. */
export interface RankedValue {
  readonly group_id: GroupId
  readonly rank: number
  readonly value: string | undefined
}

export interface ValueChange {
  readonly statements: readonly Statement[]
  readonly audit: ValueSubject
}

export function valueChange(
  hidden: HiddenValues,
  attribute: Attribute,
  change: GivenChange,
): ValueChange {
  const user_attribute_id = attribute.id
  switch (change.of) {
    case 'user': {
      const { user_id, value } = change
      const key = { user_id, user_attribute_id }
      const statements =
        value === null
          ? clearUserValue(key)
          : [setUserValue(key, storedValue(hidden, attribute, key, value))]
      return { statements, audit: subject(attribute, value, key) }
    }
    case 'group': {
      const { group_id, value } = change
      const key = { group_id, user_attribute_id }
      const statements =
        value === null
          ? [clearGroupValue(key), closeRankGap({ user_attribute_id })]
          : [setGroupValue(key, storedValue(hidden, attribute, key, value))]
      return { statements, audit: subject(attribute, value, key) }
    }
    case 'groups': {
      const { values } = change
      const kept = values.flatMap(({ group_id, value }) => (value === undefined ? [group_id] : []))
      const placed = values.map(({ group_id, rank, value }) => {
        const key = { group_id, user_attribute_id }
        if (value === undefined) return rankGroupValue({ ...key, rank })
        return addGroupValue({ ...key, rank }, storedValue(hidden, attribute, key, value))
      })
      return {
        statements: [clearGroupValues(user_attribute_id, kept), ...placed],
        audit: subject(attribute, listText(values), { user_attribute_id }),
      }
    }
    case 'default': {
      const { value } = change
      const key = { user_attribute_id }
      const stored = value === null ? undefined : storedValue(hidden, attribute, key, value)
      return {
        statements: [setDefaultValue(user_attribute_id, stored)],
        audit: subject(attribute, value, key),
      }
    }
  }
}

/**
 * The value of a user that the same commit creates. A hidden value is sealed for the id of its user, which
 * nobody has yet: the type refuses it.
 */
export function newUserValue(
  hidden: HiddenValues,
  attribute: Attribute & { readonly value_is_hidden: false },
  value: string,
): ValueChange {
  const { id: user_attribute_id } = attribute
  const stored = storedValue(hidden, attribute, { user_attribute_id }, value)
  return {
    statements: [setNewUserValue(user_attribute_id, stored)],
    audit: subject(attribute, value, { user_attribute_id }),
  }
}

/** The default of an attribute that the same commit creates; a hidden one has to be given its id. */
export function newDefault(
  hidden: HiddenValues,
  attribute: { readonly value_is_hidden: boolean; readonly default_value: string | null },
  id: UserAttributeId | undefined,
): { readonly stored: StoredValue | undefined; readonly audit: ValueSubject } {
  const { default_value: value } = attribute
  const place = { user_attribute_id: id ?? '' }
  return {
    stored: value === null ? undefined : storedValue(hidden, attribute, place, value),
    audit: subject(attribute, value, {}),
  }
}

/** As the audit has it: the keys of an item always in the same order. */
const listText = (values: readonly RankedValue[]): string =>
  JSON.stringify(values.map(({ group_id, value, rank }) => ({ group_id, value, rank })))

const subject = (
  { value_is_hidden }: Pick<Attribute, 'value_is_hidden'>,
  value: string | null,
  key: Subject,
): ValueSubject => ({ ...key, value, hidden: value_is_hidden }) as ValueSubject
