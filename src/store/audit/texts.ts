// Texts about a person that belong to an audit row. They lie beside it, so that they can be removed (decision 58).
import type { AuditRow, PersonalTexts } from './row.ts'

/** The texts of one of the rows of a commit, which are numbered from 0. */
export interface SentTexts {
  readonly at: number
  readonly texts: PersonalTexts
}

/** Undefined when no row has any, as for every change of a value. */
export function textsOf(
  audit: AuditRow,
  more: readonly AuditRow[] = [],
): readonly SentTexts[] | undefined {
  const first = audit.texts && { at: 0, texts: audit.texts }
  const others = more.flatMap(({ texts }, at) => (texts ? [{ at: at + 1, texts }] : []))
  return first === undefined && others.length === 0
    ? undefined
    : [...(first ? [first] : []), ...others]
}

/**
 * Stores texts beside rows of one chain, which are found by their numbers in it. `cross join` keeps SQLite from
 * reading the whole chain for the list.
 */
export const textsInsertText = `insert into audit_texts (user_id, field, sequence, before, after)
  select audit.user_id, item.value ->> 'field', audit.sequence, item.value ->> 'before',
    item.value ->> 'after'
  from json_each(?) as item cross join audit
  where audit.chain_id = cast(? as bigint)
    and audit.chain_sequence = cast(? as bigint) + cast(item.value ->> 'at' as bigint)`

/** The values of that statement; `first` is the number of the first row of the commit in its chain. */
export function textsInsertValues(
  sent: readonly SentTexts[],
  { chain_id, first }: { readonly chain_id: string; readonly first: number },
  rows: readonly unknown[][],
): [string, string, number] {
  const items = sent.flatMap(({ at, texts: { after, before } }) => {
    const held = ((before === undefined ? undefined : rows[before]?.[0]) ?? {}) as Held
    return Object.entries(after).flatMap(([field, text]) => {
      const item = { at, field, before: held[field] ?? null, after: text }
      return item.before === item.after ? [] : [item]
    })
  })
  return [JSON.stringify(items), chain_id, first]
}
type Held = Readonly<Record<string, string | null | undefined>>
