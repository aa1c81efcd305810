// What a change did to the values that groups have of an attribute: lists are replaced whole, and deletions end values.
import type { ChangedField, Details } from './changed-fields.ts'
import { groupValueBefore, groupValuesBetween, listBefore, type Read } from './sql.ts'

export interface PriorValues {
  readonly read: Read
  /** The change before which values are looked for. */
  readonly sequence: number
  readonly hides: (user_attribute_id: string) => boolean
  /** Whether rows of the audit are in an archive: then what no row tells may have been there all the same. */
  readonly isArchived: boolean
}

interface Place {
  readonly group_id: string
  readonly user_attribute_id: string
}

interface ListRow {
  readonly new_value: string | null
}

const valueIn = (list: ListRow, group_id: string): string | null =>
  itemsOf(list.new_value).find((item) => String(item.group_id) === group_id)?.value ?? null

/** The end that a change has given a value; one that was set in a list stands beside its group. */
function endIn(row: { readonly details: string | null } | undefined, group_id?: string) {
  const details: Details = JSON.parse(row?.details ?? '{}')
  const items = (details['groups'] ?? []) as (Details & { group_id: unknown })[]
  const told =
    group_id === undefined ? details : items.find((item) => String(item.group_id) === group_id)
  return { expires_at: (told?.['expires_at'] ?? null) as number | null }
}

const itemsOf = (text: string | null): { group_id: string; value: string }[] =>
  text === null ? [] : JSON.parse(text)

/** A value that a group had, and its end. */
interface HeldValue {
  readonly value: string | null
  readonly expires_at: number | null
}

const untimed = (value: string | null): HeldValue => ({ value, expires_at: null })

/** The values that groups had before a change: those of their own newest change, or of a newer list. */
export async function priorValues(
  { read, sequence: before, hides }: PriorValues,
  places: readonly Place[],
): Promise<HeldValue[]> {
  const values: HeldValue[] = []
  for (const place of places) {
    const { user_attribute_id } = place
    if (hides(user_attribute_id)) {
      values.push(untimed(null))
      continue
    }
    const [[single], [list]] = await read(
      groupValueBefore({ ...place, before }),
      listBefore({ user_attribute_id, before }),
    )
    const fromList = list !== undefined && list.sequence > (single?.sequence ?? 0)
    values.push(
      fromList
        ? { value: valueIn(list, place.group_id), ...endIn(list, place.group_id) }
        : { value: single?.new_value ?? null, ...endIn(single) },
    )
  }
  return values
}

export interface ListChanges {
  readonly changes: readonly ChangedField[]
  readonly complete: boolean
}
const nothing: ListChanges = { changes: [], complete: true }

/** More single changes than these are not looked through. */
const mostBetween = 10_000
/** More values than these are not told for something that was deleted. */
const mostEnded = 1000

interface Ranked {
  readonly group_id: string
  readonly rank: number
}

export async function listChanges(
  prior: PriorValues,
  row: {
    readonly user_attribute_id: string | null
    readonly group_id: string | null
    readonly new_value: string | null
    readonly details: Details
  },
): Promise<ListChanges> {
  const { user_attribute_id, group_id, details } = row
  if (group_id !== null && Array.isArray(details['values'])) {
    return endedValues(prior, group_id, details['values'] as EndedValue[])
  }
  if (user_attribute_id === null || !('groups' in details || 'before' in details)) return nothing
  const held = (details['before'] ?? []) as Ranked[]
  const given = (details['groups'] ?? []) as Ranked[]
  const isHidden = prior.hides(user_attribute_id)
  const values =
    isHidden || held.length === 0 ? known(new Map()) : await heldValues(prior, user_attribute_id)
  const after = new Map(
    isHidden ? [] : itemsOf(row.new_value).map((item) => [String(item.group_id), item.value]),
  )
  const ranks = (list: readonly Ranked[]) =>
    new Map(list.map((item) => [String(item.group_id), String(item.rank)]))
  const [ranksBefore, ranksAfter] = [ranks(held), ranks(given)]
  const changes = [...new Set([...ranksBefore.keys(), ...ranksAfter.keys()])].flatMap((id) => [
    ...change(`rank of group ${id}`, ranksBefore.get(id), ranksAfter.get(id)),
    ...change(
      `value of group ${id}`,
      ranksBefore.has(id) ? values.map.get(id) : undefined,
      after.get(id),
    ),
  ])
  return { changes, complete: values.complete && 'before' in details }
}

const known = (map: ReadonlyMap<string, string | null>) => ({ map, complete: true })

const change = (
  field: string,
  from: string | null | undefined,
  to: string | null | undefined,
): ChangedField[] => {
  const told = { field, from: from ?? null, to: to ?? null }
  return told.from === told.to ? [] : [told]
}

/** All values that groups had before the change: the list before it, and the single changes after that list. */
async function heldValues(
  { read, sequence: before, isArchived }: PriorValues,
  user_attribute_id: string,
) {
  const [[list]] = await read(listBefore({ user_attribute_id, before }))
  const map = new Map<string, string | null>(
    itemsOf(list?.new_value ?? null).map((item) => [String(item.group_id), item.value]),
  )
  const after = list?.sequence ?? 0
  const [singles] = await read(
    groupValuesBetween({ user_attribute_id, after, before, limit: mostBetween }),
  )
  for (const { group_id, new_value } of singles) map.set(group_id, new_value)
  const isLost = isArchived && list === undefined
  return { map, complete: singles.length < mostBetween && !isLost }
}

interface EndedValue {
  readonly user_attribute_id: string
  readonly rank: number
}

async function endedValues(
  prior: PriorValues,
  group_id: string,
  ended: readonly EndedValue[],
): Promise<ListChanges> {
  const told = ended.slice(0, mostEnded)
  const places = told.map(({ user_attribute_id }) => ({ group_id, user_attribute_id }))
  const values = await priorValues(prior, places)
  const changes = told.flatMap(({ user_attribute_id: id, rank }, at) => [
    ...change(`rank of attribute ${id}`, String(rank), null),
    ...change(`value of attribute ${id}`, values[at]?.value, null),
  ])
  const isLost = ({ user_attribute_id: id }: EndedValue, at: number) =>
    prior.isArchived && values[at]?.value === null && !prior.hides(id)
  return { changes, complete: told.length === ended.length && !told.some(isLost) }
}
