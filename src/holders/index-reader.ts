// Makes the indexes of values that searches use, and keeps them current by the audit (decision 57).

import { auditHeads } from '../audit/sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserAttributeId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { segmentSize, ValueIndex } from '../value-index/value-index.ts'
import type { ValueIndexes } from '../value-index/value-indexes.ts'
import { changedSince, happenedSince, type Since } from './changes-sql.ts'
import { someValues } from './held-sql.ts'

type Heads = NonNullable<(typeof auditHeads)['row']>

/** Statements that tell what has happened since an index was current. */
export const proofsOf = (index: ValueIndex, attribute: UserAttributeId) => [
  auditHeads as Statement<unknown>,
  happenedSince(index.heads, limits.changes_caught_up + 1),
  changedSince(index.heads, attribute, limits.changes_caught_up),
]

/**
 * Whether the index served for the moment of these rows, which `proofsOf` asked for in the same moment. If so, it is
 * current for that moment afterwards.
 */
export function isProven(index: ValueIndex, rows: readonly (readonly unknown[])[]): boolean {
  const [heads, since, changed] = rows as [Heads[], Since[], { id: string }[]]
  const { changes, archived } = since[0] ?? { changes: Number.POSITIVE_INFINITY, archived: 0 }
  // guard holders-10: becomes true
  const isWhole = Number(changes) <= limits.changes_caught_up && Number(archived) === 0
  if (!isWhole) return false
  index.note(
    changed.map(({ id }) => id),
    headsText(heads),
  )
  return index.changed <= limits.changes_noted
}

const headsText = (heads: readonly Heads[]): string =>
  JSON.stringify(heads.map(({ chain_id, chain_sequence }) => ({ chain_id, chain_sequence })))

/** The index for this moment: the one in memory, or a new one; undefined if the attribute has too many values. */
export async function indexAt(
  indexes: ValueIndexes,
  catalogue: Catalogue,
  attribute: UserAttributeId,
  read: Db['read'],
): Promise<ValueIndex | undefined> {
  const known = indexes.at(attribute, catalogue.version)
  if (known !== undefined && isProven(known, await read(...proofsOf(known, attribute))))
    return known
  indexes.drop(attribute)
  const made = await newIndex(catalogue, attribute, read)
  if (made !== undefined) indexes.keep(attribute, made)
  return made
}

async function newIndex(
  { version }: Catalogue,
  user_attribute_id: UserAttributeId,
  read: Db['read'],
): Promise<ValueIndex | undefined> {
  const [heads] = await read(auditHeads)
  const index = new ValueIndex(version, headsText(heads))
  const most = limits.searched_at_once
  let waiting: SomeValue[] = []
  const either: string[] = []
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [rows]: readonly [SomeValue[]] = await read(
      someValues({ user_attribute_id, after, most }),
    )
    if (waiting.length + rows.length > segmentSize) {
      index.add(waiting)
      waiting = []
    }
    waiting = waiting.concat(rows)
    // Another value takes over without a change, so these may have any value.
    // guard times-10: becomes []
    const followed = rows.filter(({ next_starts_at }) => next_starts_at !== null)
    either.push(...followed.map(({ id }) => id))
    if (index.size + waiting.length > limits.indexed_values) return undefined
    // A page has the values of as many users, and each may have two.
    after = rows.length < most ? undefined : rows.at(-1)?.id
  }
  index.add(waiting)
  index.note(either, index.heads)
  return index
}

type SomeValue = NonNullable<ReturnType<typeof someValues>['row']>
