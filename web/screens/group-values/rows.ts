// The list of values of groups as somebody edits it, and the operations that make the stored one like it.
import type { SentOperation } from '../../../src/client/client.ts'
import type { UserAttribute } from '../../../src/domain/user-attribute.ts'
import { valueProblems } from '../../../src/domain/value-type.ts'
import type { Attribute } from '../../api/attributes.ts'
import type { GroupValue } from '../../api/groups.ts'
import { besideField } from '../../parts/beside-field.ts'

export interface Row {
  readonly group_id: string
  readonly name: string
  /** Null: the hidden value stays. */
  readonly value: string | null
  readonly starts_at: string | null
  readonly expires_at: string | null
  /** The value goes when the list is saved. */
  readonly isGone?: boolean
}

export const rowsOf = (stored: readonly GroupValue[]): Row[] =>
  stored.map(({ group_id, name, value, starts_at, expires_at }) => ({
    ...{ group_id, name, value, starts_at, expires_at },
  }))

export const moved = (rows: readonly Row[], from: number, to: number): Row[] => {
  const row = rows[from]
  if (row === undefined || to < 0 || to >= rows.length) return [...rows]
  return rows.toSpliced(from, 1).toSpliced(to, 0, row)
}

export const withRow = (rows: readonly Row[], group_id: string, change: Partial<Row>): Row[] =>
  rows.map((row) => (row.group_id === group_id ? { ...row, ...change } : row))

/** What is wrong with a value, by the law of the server. */
export function problemOf(attribute: Attribute, { value, isGone }: Row): string | undefined {
  if (isGone || value === null) return undefined
  const [problem] = valueProblems(attribute as unknown as UserAttribute, value)
  return problem && besideField('value', problem.message)
}

/** None if the lists are alike. Values come first, then the order in which the groups should stand. */
export function operationsOf(
  attribute: Attribute,
  stored: readonly GroupValue[],
  rows: readonly Row[],
): SentOperation[] {
  const user_attribute_id = attribute.id
  const before = new Map(stored.map((it) => [it.group_id, it]))
  const kept = rows.filter(({ isGone }) => !isGone)
  const cleared = rows
    .filter(({ isGone, group_id }) => isGone && before.has(group_id))
    .map(({ group_id }) => ({ op: 'clear_group_value', user_attribute_id, group_id }))
  const set = kept
    .filter(({ group_id, value }) => value !== null && before.get(group_id)?.value !== value)
    .map(({ group_id, value, starts_at, expires_at }) => ({
      ...{ op: 'set_group_value', user_attribute_id, group_id, value },
      // What is sent without its times would be there for good.
      ...(starts_at !== null && { starts_at }),
      ...(expires_at !== null && { expires_at }),
    }))
  // Where the operations so far put the groups: those that stay in their order, then the new ones.
  const known = new Set(kept.map(({ group_id }) => group_id))
  const stand = [
    ...stored.filter(({ group_id }) => known.has(group_id)).map(({ group_id }) => group_id),
    ...kept.filter(({ group_id }) => !before.has(group_id)).map(({ group_id }) => group_id),
  ]
  const wanted = kept.map(({ group_id }) => group_id)
  const ordered =
    stand.join() === wanted.join()
      ? []
      : [{ op: 'order_group_values', user_attribute_id, groups: wanted }]
  return [...cleared, ...set, ...ordered]
}

/**
 * My list, which began with `base`, on top of what somebody else has stored meanwhile: values that I have not typed are
 * theirs, and so is the order if I have moved nothing.
 */
export function withOthers(
  base: readonly GroupValue[],
  mine: readonly Row[],
  stored: readonly GroupValue[],
): Row[] {
  const before = new Map(base.map((it) => [it.group_id, it]))
  const theirs = rowsOf(stored)
  const now = new Map(theirs.map((row) => [row.group_id, row]))
  const kept = mine.flatMap((row) => {
    const isMine = row.isGone === true || row.value !== before.get(row.group_id)?.value
    return isMine ? [row] : [now.get(row.group_id)].filter((it) => it !== undefined)
  })
  const ids = mine.map(({ group_id }) => group_id)
  const stood = ids.filter((id) => before.has(id))
  const hasMoved = stood.join() !== base.map(({ group_id }) => group_id).join()
  const known = new Map(kept.map((row) => [row.group_id, row]))
  return hasMoved
    ? [...kept, ...theirs.filter(({ group_id }) => !ids.includes(group_id))]
    : [
        ...theirs.map((row) => known.get(row.group_id) ?? row),
        ...kept.filter(({ group_id }) => !now.has(group_id)),
      ]
}
