// The one door for values: for every change of a user value, a group value or a default, the statements and the
// subject of the audit row are made here together, so that neither can forget that the attribute is hidden.
import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import type { RankedValue } from '../domain/group-value-list.ts'
import type { HiddenValues, StoredValue } from '../domain/stored-value.ts'
import { forGood, type Times } from '../domain/times.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { type Item, Items } from '../store/items.ts'
import type { Statement } from '../store/statement.ts'
import { setDefaultValue } from './default-value-sql.ts'
import {
  addGroupValue,
  clearGroupValue,
  clearGroupValues,
  closeRankGap,
  dropGroupValue,
  rankGroupValue,
  setGroupValue,
} from './group-value-sql.ts'
import { storedValue } from './stored-value.ts'
import { clearListedValues, setListedValues } from './user-value-list-sql.ts'
import {
  clearUserValue,
  type Kept,
  setNewUserValue,
  setNextValue,
  setTimedValue,
  setUserValue,
  setUserValues,
} from './user-value-sql.ts'

interface Attribute {
  readonly id: UserAttributeId
  readonly value_is_hidden: boolean
}

/** A value in a list of all group values; one that is kept and may be read has its text in `kept`, for the audit. */
export type ListedValue = RankedValue & { readonly kept?: string; readonly times?: Times }

/** A value that fits its attribute, or null to delete the value. */
export type GivenChange =
  | { readonly of: 'user'; readonly user_id: UserId; readonly value: string | null }
  /** A value for a time, or one that starts later. */
  | ({
      readonly of: 'user for a time'
      readonly user_id: UserId
      readonly value: string
    } & ForATime)
  /** When a value is set, the first row of the last statement has its `id`. */
  | {
      readonly of: 'group'
      readonly group_id: GroupId
      readonly value: string | null
      /** Without them, it is a value for good. */
      readonly times?: Times
      /** The store still has a value that has ended: the new one does not take over its rank. */
      readonly replacesEnded?: boolean
    }
  /** Replaces the values of all groups; each statement after the first returns the `id` of one value. */
  | { readonly of: 'groups'; readonly values: readonly ListedValue[] }
  | { readonly of: 'default'; readonly value: string | null }

export interface ForATime {
  readonly times: Times
  /** The next time at which something of the user's own value begins or ends. */
  readonly changes_at: number | null
  /** For a value that follows the present one: where the present one is. */
  readonly keeps?: Kept | undefined
}

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
    case 'user for a time': {
      const { user_id, value, times, changes_at, keeps } = change
      const key = { user_id, user_attribute_id }
      const stored = storedValue(hidden, attribute, key, value)
      const statement =
        keeps === undefined
          ? setTimedValue(key, stored, { ...times, changes_at })
          : setNextValue(key, stored, { ...times, changes_at, keeps })
      const details = {
        ...versionIn(stored).details,
        ...timesTold(times),
        ...told({ changes_at }),
        ...(keeps && { keeps }),
      }
      return { statements: [statement], audit: subject(attribute, value, { ...key, details }) }
    }
    case 'group': {
      const { group_id, value, times = forGood, replacesEnded = false } = change
      const key = { group_id, user_attribute_id }
      const stored = value === null ? undefined : storedValue(hidden, attribute, key, value)
      const statements = [
        ...(stored === undefined ? [clearGroupValue(key)] : []),
        ...(replacesEnded ? [dropGroupValue(key)] : []),
        ...(stored === undefined || replacesEnded ? [closeRankGap({ user_attribute_id })] : []),
        ...(stored === undefined ? [] : [setGroupValue(key, stored, times, row)]),
      ]
      const details = {
        ...versionIn(stored).details,
        ...timesTold(times),
        ...(replacesEnded && { replaces_ended: true }),
      }
      const about = Object.keys(details).length === 0 ? key : { ...key, details }
      return { statements, audit: subject(attribute, value, about) }
    }
    case 'groups': {
      const { values } = change
      const kept = values.flatMap(({ group_id, value }) => (value === undefined ? [group_id] : []))
      const groups: Record<string, unknown>[] = []
      const placed = values.map(({ group_id, rank, value, times = forGood }) => {
        const key = { group_id, user_attribute_id }
        if (value === undefined) {
          groups.push({ group_id, rank, kept: true, ...timesTold(times) })
          return rankGroupValue({ ...key, rank }, times)
        }
        const stored = storedValue(hidden, attribute, key, value)
        groups.push({ group_id, rank, ...versionIn(stored).details, ...timesTold(times) })
        return addGroupValue({ ...key, rank }, stored, times, row)
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

/** A change of the value of one of many users: what was read of it, and what it becomes. */
export interface ListedChange {
  readonly user_id: UserId
  /** The newest change of the value that was read, as a cell of `changeHeld`. */
  readonly change: number
  readonly value: string | null
}

/** The most items of a list: as many as a database takes at a time. */
export const listedAtMost = 1000

/**
 * Sets a value of the attribute for each of these users, or removes it from each of them; they must be different. Each
 * gets a row of the audit like the one that is returned.
 */
export function userValueList(
  hidden: HiddenValues,
  attribute: Attribute,
  sets: boolean,
  changes: readonly ListedChange[],
): ValueChange & { readonly items: Items } {
  const user_attribute_id = attribute.id
  const items = changes.map(({ user_id, change, value }): Item => {
    if (value === null) return [user_id, null, change]
    const stored = storedValue(hidden, attribute, { user_id, user_attribute_id }, value)
    return stored.version === null
      ? [user_id, stored.value, change]
      : [user_id, stored.value, change, stored.version]
  })
  return {
    statements: sets ? setListedValues(user_attribute_id) : clearListedValues(user_attribute_id),
    audit: subject(attribute, null, { user_attribute_id }),
    items: new Items(items),
  }
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

/** Milliseconds, as everything in the details of the audit that decides something. */
export const timesTold = ({ starts_at, expires_at }: Times) => told({ starts_at, expires_at })
/** Those that are not null. */
export const told = (times: Readonly<Record<string, number | null>>) =>
  Object.fromEntries(Object.entries(times).filter(([, time]) => time !== null))

/** The form in the audit: the keys of an item are always in the same order. */
const listText = (values: readonly ListedValue[]): string =>
  JSON.stringify(
    values.map(({ group_id, value, rank, kept }) => ({ group_id, value: value ?? kept, rank })),
  )

export const subject = (
  { value_is_hidden }: Pick<Attribute, 'value_is_hidden'>,
  value: string | null,
  key: Subject,
): ValueSubject => ({ ...key, value, hidden: value_is_hidden }) as ValueSubject
