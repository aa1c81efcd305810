// Reads what the rows of a history do not tell themselves, and shows them as one caller may see them.
import { changesOfRows } from '../audit/changes-sql.ts'
import { auditBases } from '../audit/sql.ts'
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Times } from '../domain/times.ts'
import type { UserAttributeId } from '../ids.ts'
import { signInOperation } from '../store/audit/row.ts'
import type { Details } from './changed-fields.ts'
import { type Facts, type PriorValue, type Seen, show } from './entry.ts'
import {
  type ListChanges,
  listChanges,
  type PriorValues,
  priorValues,
} from './group-list-reader.ts'
import { manages, partFor } from './history-access.ts'
import { namesAsked, namesTold, newestNames } from './names-reader.ts'
import { toldBy } from './operation.ts'
import type { HistoryEntry } from './shapes.ts'
import {
  type AuditedRow,
  definitionBefore,
  newestDefinition,
  type Read,
  rowsAt,
  textsAt,
  type ValuesRow,
  valuesAt,
} from './sql.ts'

export interface Reader {
  readonly actor: Actor
  readonly catalogue: Catalogue
  readonly read: Read
  /** Whether rows of the audit are in an archive. */
  readonly isArchived: boolean
}

/** Whether a chain of the audit begins after its first row. */
export const hasArchive = (bases: readonly { readonly chain_sequence: number }[]): boolean =>
  bases.some(({ chain_sequence }) => chain_sequence > 0)

const jsonList = (list: readonly unknown[]) => JSON.stringify(list)

/** Some entries, and whether rows of the audit were in an archive when the last of them was read. */
interface Shown {
  readonly entries: readonly HistoryEntry[]
  /** Undefined where that was not read, because there is no entry. */
  readonly isArchived: boolean | undefined
}

/** The rows at these sequences that fit and that the caller may see, newest first. */
export async function showHistory(
  reader: Reader,
  sequences: readonly number[],
  fits: (row: AuditedRow, details: Details) => boolean,
): Promise<Shown> {
  const { actor, catalogue, read } = reader
  const [rows] = await read(rowsAt({ list: jsonList(sequences.map(String)) }))
  const seen = rows.flatMap((row): Seen[] => {
    const details: Details = row.details === null ? {} : JSON.parse(row.details)
    if (!fits(row, details)) return []
    const told = toldBy({ ...row, details })
    const attribute = catalogue.attributes.get((row.user_attribute_id ?? '') as UserAttributeId)
    const part = partFor(actor, told.area, row, attribute)
    return part === 'nothing' ? [] : [{ ...row, details, told, part }]
  })
  if (seen.length === 0) return { entries: [], isArchived: undefined }
  const { facts, isArchived } = await factsOf(reader, seen)
  return { entries: seen.map((row) => show(actor, facts, row)), isArchived }
}

async function factsOf(
  reader: Reader,
  rows: readonly Seen[],
): Promise<{ readonly facts: Facts; readonly isArchived: boolean }> {
  const { read, isArchived } = reader
  const hidden = await hiddenAmong(reader, rows)
  const [before, lists] = [new Map<number, PriorValue>(), new Map<number, ListChanges>()]
  for (const row of rows) {
    const { user_attribute_id: id, user_id, group_id, sequence, details } = row
    const hides = (attribute: string) => hidden.has(attribute)
    const prior: PriorValues = { read, sequence, hides, isArchived }
    if (id !== null && user_id === null && group_id !== null) {
      const [held] = await priorValues(prior, [{ group_id, user_attribute_id: id }])
      const { value = null, expires_at = null } = held ?? {}
      const isOver = expires_at !== null && expires_at <= row.at
      const told = { value, expires_at: isOver ? null : expires_at }
      before.set(sequence, { ...told, known: value !== null || !isArchived })
    } else if (id !== null && user_id === null && 'name' in details) {
      before.set(sequence, hidden.has(id) ? unknown : await defaultBefore(read, id, prior))
    }
    const mayList = row.told.area !== 'groups' || manages(reader.actor, 'values')
    if (mayList && row.part === 'whole') lists.set(sequence, await listChanges(prior, row))
  }
  // All that no row alone is asked about is read together: each read of PostgreSQL takes a round trip.
  const whole = rows.flatMap(({ part, sequence }) => (part === 'whole' ? [String(sequence)] : []))
  const linked = rows.filter(
    ({ user_id, user_attribute_id: id }) => user_id !== null && id !== null && !hidden.has(id),
  )
  const earlier = linked.flatMap((row) => {
    const replaced = replacedBy(row)
    return replaced === null ? [] : [String(replaced)]
  })
  const asked = namesAsked(reader.actor, rows)
  const all = jsonList(rows.map(({ sequence }) => String(sequence)))
  const [bases, ofLists, texts, values, ...called] = await read(
    auditBases,
    changesOfRows({ list: all }),
    textsAt({ list: jsonList(whole) }),
    valuesAt({ list: jsonList(earlier) }),
    ...newestNames(asked),
  )
  valuesOfUsers(linked, values, before)
  const { names, bases: basesThen = bases } = await namesTold(reader, asked, called)
  const changes = new Map(ofLists.map((of) => [of.sequence, of]))
  const byChange = Map.groupBy(texts, ({ sequence }) => sequence)
  return {
    facts: { texts: byChange, hidden, before, lists, names, changes },
    isArchived: hasArchive(basesThen),
  }
}

const unknown: PriorValue = { value: null, known: false }

/** The change that set what a change has replaced, if there was anything. A sweep and a sign-in name it. */
function replacedBy({ operation, details, replaced, previous_change }: Seen): number | null {
  if (operation === 'expire_user_attribute_user_value')
    return (details['change'] ?? null) as number | null
  if (operation !== 'start_user_attribute_user_value' && operation !== signInOperation) {
    return replaced === 0 ? null : (replaced ?? previous_change)
  }
  return (details['replaces'] ?? null) as number | null
}

/** Notes what changes of values of users have replaced. */
function valuesOfUsers(
  linked: readonly Seen[],
  values: readonly ValuesRow[],
  before: Map<number, PriorValue>,
): void {
  const held = new Map(values.map((value) => [value.sequence, value]))
  for (const row of linked) {
    const replaced = replacedBy(row)
    const value = replaced === null ? undefined : held.get(replaced)
    const isKnown = replaced === null || (value !== undefined && value.redacted === null)
    const { expires_at = null }: Partial<Times> = JSON.parse(value?.details ?? '{}')
    before.set(row.sequence, { value: value?.new_value ?? null, known: isKnown, expires_at })
  }
}

async function defaultBefore(
  read: Read,
  id: string,
  { sequence, isArchived }: PriorValues,
): Promise<PriorValue> {
  const [[held]] = await read(definitionBefore({ user_attribute_id: id, before: sequence }))
  return {
    value: held?.new_value ?? null,
    known: held === undefined ? !isArchived : held.redacted === null,
  }
}

/** The attributes whose values are hidden now, or were when they were deleted. */
async function hiddenAmong({ catalogue, read }: Reader, rows: readonly Seen[]) {
  const ids = new Set(
    rows.flatMap(({ user_attribute_id, details }) => [
      ...(user_attribute_id === null ? [] : [user_attribute_id]),
      ...attributesIn(details['values']),
    ]),
  )
  const hidden = new Set<string>()
  for (const id of ids) {
    const held = catalogue.attributes.get(id as UserAttributeId)
    // guard history-hidden-1: becomes false
    if (held === undefined ? await wasHidden(read, id) : held.value_is_hidden) hidden.add(id)
  }
  return hidden
}

const attributesIn = (values: unknown): string[] =>
  Array.isArray(values) ? values.map(({ user_attribute_id }) => String(user_attribute_id)) : []

/** In doubt it was. */
async function wasHidden(read: Read, id: string): Promise<boolean> {
  const [[held]] = await read(
    newestDefinition({ user_attribute_id: id, before: Number.MAX_SAFE_INTEGER }),
  )
  const details: Details = held?.details == null ? {} : JSON.parse(held.details)
  const from = (details['from'] ?? {}) as Details
  // guard history-hidden-2: becomes false
  return (details['value_is_hidden'] ?? from['value_is_hidden']) !== false
}
