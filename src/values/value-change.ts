// The one door for values: for every change of a user value, a group value or a default, the statements and the
// subject of the audit row are made here together, so that neither can forget that the attribute is hidden.
import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import type { RankedValue } from '../domain/group-value-list.ts'
import type { HiddenValues, StoredValue } from '../domain/stored-value.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
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
import { clearUserValue, setNewUserValue, setUserValue, setUserValues } from './user-value-sql.ts'

interface Attribute {
  readonly id: UserAttributeId
  readonly value_is_hidden: boolean
}

/** A value in a list of all group values; one that is kept and may be read has its text in `kept`, for the audit. */
export type ListedValue = RankedValue & { readonly kept?: string }

/** A value that fits its attribute, or null to delete the value. */
export type GivenChange =
  | { readonly of: 'user'; readonly user_id: UserId; readonly value: string | null }
  /** When a value is set, the first row of the first statement has its `id` and `rank`. */
  | { readonly of: 'group'; readonly group_id: GroupId; readonly value: string | null }
  /** Replaces the values of all groups; each statement after the first returns the `id` of one value. */
  | { readonly of: 'groups'; readonly values: readonly ListedValue[] }
  | { readonly of: 'default'; readonly value: string | null }

export interface ValueChange {
  readonly statements: readonly Statement[]
  readonly audit: ValueSubject
}

/** `row` is the place of its audit row in a commit that has several, from 0. */
export function valueChange(
  hidden: HiddenValues,
  attribute: Attribute,
  change: GivenChange,
  row = 0,
): ValueChange {
  const user_attribute_id = attribute.id
  switch (change.of) {
    case 'user': {
      const { user_id, value } = change
      const key = { user_id, user_attribute_id }
      const stored = value === null ? undefined : storedValue(hidden, attribute, key, value)
      const statements = stored === undefined ? clearUserValue(key) : [setUserValue(key, stored)]
      return { statements, audit: subject(attribute, value, { ...key, ...versionIn(stored) }) }
    }
    case 'group': {
      const { group_id, value } = change
      const key = { group_id, user_attribute_id }
      const stored = value === null ? undefined : storedValue(hidden, attribute, key, value)
      const statements =
        stored === undefined
          ? [clearGroupValue(key), closeRankGap({ user_attribute_id })]
          : [setGroupValue(key, stored, row)]
      return { statements, audit: subject(attribute, value, { ...key, ...versionIn(stored) }) }
    }
    case 'groups': {
      const { values } = change
      const kept = values.flatMap(({ group_id, value }) => (value === undefined ? [group_id] : []))
      const groups: Record<string, unknown>[] = []
      const placed = values.map(({ group_id, rank, value }) => {
        const key = { group_id, user_attribute_id }
        if (value === undefined) {
          groups.push({ group_id, rank, kept: true })
          return rankGroupValue({ ...key, rank })
        }
        const stored = storedValue(hidden, attribute, key, value)
        groups.push({ group_id, rank, ...versionIn(stored).details })
        return addGroupValue({ ...key, rank }, stored, row)
      })
      return {
        statements: [clearGroupValues(user_attribute_id, kept), ...placed],
        audit: subject(attribute, listText(values), { user_attribute_id, details: { groups } }),
      }
    }
    case 'default': {
      const { value } = change
      const key = { user_attribute_id }
      const stored = value === null ? undefined : storedValue(hidden, attribute, key, value)
      return {
        statements: [setDefaultValue(user_attribute_id, stored, row)],
        audit: subject(attribute, value, { ...key, ...versionIn(stored) }),
      }
    }
  }
}

/** The most users whose values one statement sets. */
const usersAtATime = 1000

/** Sets a value of the attribute for each of these users, who must be different; each gets its own audit row. */
export function userValuesChange(
  hidden: HiddenValues,
  attribute: Attribute,
  values: readonly { readonly user_id: UserId; readonly value: string }[],
): { readonly statements: readonly Statement[]; readonly audit: readonly ValueSubject[] } {
  const user_attribute_id = attribute.id
  // In the order in which other commits lock the rows, so that on PostgreSQL no two wait for each other.
  const sorted = [...values].sort((one, other) => (one.user_id < other.user_id ? -1 : 1))
  const placed = sorted.map(({ user_id, value }, at) => {
    const key = { user_id, user_attribute_id }
    return { user_id, stored: storedValue(hidden, attribute, key, value), at }
  })
  const statements: Statement[] = []
  for (let at = 0; at < placed.length; at += usersAtATime) {
    statements.push(setUserValues(user_attribute_id, placed.slice(at, at + usersAtATime)))
  }
  const audit = sorted.map(({ user_id, value }, at) =>
    subject(attribute, value, { user_id, user_attribute_id, ...versionIn(placed[at]?.stored) }),
  )
  return { statements, audit }
}

/**
 * The value of a user whom the same commit creates. A hidden value is sealed for the id of its user, and a new user
 * has no id yet: the type refuses it.
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

/** The default of an attribute that the same commit creates; a hidden attribute needs its id in advance. */
export function newDefault(
  hidden: HiddenValues,
  attribute: { readonly value_is_hidden: boolean; readonly default_value: string | null },
  id: UserAttributeId | undefined,
): { readonly stored: StoredValue | undefined; readonly audit: ValueSubject } {
  const { default_value: value } = attribute
  const place = { user_attribute_id: id ?? '' }
  const stored = value === null ? undefined : storedValue(hidden, attribute, place, value)
  return { stored, audit: subject(attribute, value, versionIn(stored)) }
}

/** The audit names a hidden value by its version, so that it cannot be taken for another one (decision 50). */
const versionIn = (stored: StoredValue | undefined): Pick<Subject, 'details'> =>
  stored?.version == null ? {} : { details: { version: stored.version } }

/** The form in the audit: the keys of an item are always in the same order. */
const listText = (values: readonly ListedValue[]): string =>
  JSON.stringify(
    values.map(({ group_id, value, rank, kept }) => ({ group_id, value: value ?? kept, rank })),
  )

const subject = (
  { value_is_hidden }: Pick<Attribute, 'value_is_hidden'>,
  value: string | null,
  key: Subject,
): ValueSubject => ({ ...key, value, hidden: value_is_hidden }) as ValueSubject
