// Reads what the rows of a history do not tell themselves, and shows them as one caller may see them.
import { changesOfRows } from '../audit/changes-sql.ts'
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserAttributeId } from '../ids.ts'
import type { Statement } from '../store/statement.ts'
import type { Details } from './changed-fields.ts'
import { type Facts, nameKey, type PriorValue, type Seen, show } from './entry.ts'
import {
  type ListChanges,
  listChanges,
  type PriorValues,
  priorValues,
} from './group-list-reader.ts'
import { manages, partFor, seesName } from './history-access.ts'
import {
  type Asked,
  type Called,
  firstNames,
  lastNames,
  namesOfAttributes,
  namesOfGroups,
  pastNamesOfAttributes,
  pastNamesOfGroups,
} from './names-sql.ts'
import { toldBy } from './operation.ts'
import type { HistoryEntry } from './shapes.ts'
import { type AuditedRow, definitionBefore, type Read, rowsAt, textsAt, valuesAt } from './sql.ts'

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

/** The rows at these sequences that fit and that the caller may see, newest first. */
export async function showHistory(
  reader: Reader,
  sequences: readonly number[],
  fits: (row: AuditedRow, details: Details) => boolean,
): Promise<HistoryEntry[]> {
  if (sequences.length === 0) return []
  const { actor, catalogue, read } = reader
  const rows = await read(rowsAt({ list: jsonList(sequences.map(String)) }))
  const seen = rows.flatMap((row): Seen[] => {
    const details: Details = row.details === null ? {} : JSON.parse(row.details)
    if (!fits(row, details)) return []
    const told = toldBy({ ...row, details })
    const attribute = catalogue.attributes.get((row.user_attribute_id ?? '') as UserAttributeId)
    const part = partFor(actor, told.area, row, attribute)
    return part === 'nothing' ? [] : [{ ...row, details, told, part }]
  })
  const facts = await factsOf(reader, seen)
  return seen.map((row) => show(actor, facts, row))
}

async function factsOf(reader: Reader, rows: readonly Seen[]): Promise<Facts> {
  const { read, isArchived } = reader
  const hidden = await hiddenAmong(reader, rows)
  const whole = rows.filter(({ part }) => part === 'whole').map(({ sequence }) => String(sequence))
  const texts = whole.length === 0 ? [] : await read(textsAt({ list: jsonList(whole) }))
  const [before, lists] = [new Map<number, PriorValue>(), new Map<number, ListChanges>()]
  await valuesOfUsers(reader, rows, hidden, before)
  for (const row of rows) {
    const { user_attribute_id: id, user_id, group_id, sequence, details } = row
    const hides = (attribute: string) => hidden.has(attribute)
    const prior: PriorValues = { read, sequence, hides, isArchived }
    if (id !== null && user_id === null && group_id !== null) {
      const [held] = await priorValues(prior, [{ group_id, user_attribute_id: id }])
      before.set(sequence, { value: held ?? null, known: held != null || !isArchived })
    } else if (id !== null && user_id === null && 'name' in details) {
      before.set(sequence, hidden.has(id) ? unknown : await defaultBefore(read, id, prior))
    }
    const mayList = row.told.area !== 'groups' || manages(reader.actor, 'values')
    if (mayList && row.part === 'whole') lists.set(sequence, await listChanges(prior, row))
  }
  const all = jsonList(rows.map(({ sequence }) => String(sequence)))
  const changes = rows.length === 0 ? [] : await read(changesOfRows({ list: all }))
  return {
    changes: new Map(changes.map((change) => [change.sequence, change])),
    ...{ texts: Map.groupBy(texts, ({ sequence }) => sequence), hidden, before, lists },
    names: await namesFor(reader, rows),
  }
}

const unknown: PriorValue = { value: null, known: false }

async function valuesOfUsers(
  { read }: Reader,
  rows: readonly Seen[],
  hidden: ReadonlySet<string>,
  before: Map<number, PriorValue>,
): Promise<void> {
  const linked = rows.filter(
    ({ user_id, user_attribute_id: id }) => user_id !== null && id !== null && !hidden.has(id),
  )
  const list = linked.flatMap(({ previous_change }) => previous_change ?? [])
  const values = list.length === 0 ? [] : await read(valuesAt({ list: jsonList(list.map(String)) }))
  const held = new Map(values.map((value) => [value.sequence, value]))
  for (const { sequence, previous_change } of linked) {
    const value = previous_change === null ? undefined : held.get(previous_change)
    const isKnown = previous_change === null || (value !== undefined && value.redacted === null)
    before.set(sequence, { value: value?.new_value ?? null, known: isKnown })
  }
}

async function defaultBefore(
  read: Read,
  id: string,
  { sequence, isArchived }: PriorValues,
): Promise<PriorValue> {
  const [held] = await read(definitionBefore({ user_attribute_id: id, before: sequence }))
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
  const [held] = await read(
    definitionBefore({ user_attribute_id: id, before: Number.MAX_SAFE_INTEGER }),
  )
  const details: Details = held?.details == null ? {} : JSON.parse(held.details)
  const from = (details['from'] ?? {}) as Details
  // guard history-hidden-2: becomes false
  return (details['value_is_hidden'] ?? from['value_is_hidden']) !== false
}

/** The names of everything that the rows are about, as they were then. */
async function namesFor(
  reader: Reader,
  rows: readonly Seen[],
): Promise<ReadonlyMap<string, string>> {
  const { actor, catalogue, read, isArchived } = reader
  const people = rows.flatMap(({ actor_id, sudo_by, user_id, sequence }) =>
    [actor_id, sudo_by, user_id].flatMap((id) =>
      id !== null && seesName(actor, id) ? [{ id, sequence }] : [],
    ),
  )
  const groups = rows.flatMap(({ group_id, details, sequence }) =>
    [group_id, details['added_group_id'], details['removed_group_id']].flatMap((id) =>
      id == null ? [] : [{ id: String(id), sequence }],
    ),
  )
  const attributes = rows.flatMap(({ user_attribute_id: id, sequence }) =>
    id === null ? [] : [{ id, sequence }],
  )
  const names = new Map<string, string>()
  const [first, last] = [
    await calledAt(read, firstNames, people),
    await calledAt(read, lastNames, people),
  ]
  for (const [at, { id, sequence }] of people.entries()) {
    const name = [first[at], last[at]].filter(Boolean).join(' ')
    if (name !== '') names.set(nameKey('user', id, sequence), name)
  }
  const keep = async (
    kind: string,
    asked: readonly Asked[],
    called: Parameters<typeof calledAt>[1],
    { past, now }: { past: typeof pastNamesOfGroups; now: (id: string) => string | undefined },
  ) => {
    const told = (await calledAt(read, called, asked)).map(
      (text): Details => JSON.parse(text ?? '{}'),
    )
    const untold = isArchived ? asked.filter((_, at) => told[at]?.['name'] === undefined) : []
    const held = untold.length === 0 ? [] : await read(past({ list: jsonList(untold) }))
    const then = new Map(held.map(({ id, sequence, name }) => [`${id} ${sequence}`, name]))
    for (const [at, { id, sequence }] of asked.entries()) {
      const name = told[at]?.['name'] ?? then.get(`${id} ${sequence}`) ?? now(id)
      if (name !== undefined) names.set(nameKey(kind, id, sequence), String(name))
    }
  }
  await keep('group', groups, namesOfGroups, {
    past: pastNamesOfGroups,
    now: (id) => catalogue.groups.get(id as never)?.name,
  })
  await keep('attribute', attributes, namesOfAttributes, {
    past: pastNamesOfAttributes,
    now: (id) => catalogue.attributes.get(id as never)?.name,
  })
  return names
}

/**
 * What each thing was called then. Names rarely change: a thing is asked for once, and again at each moment only if it
 * got its newest name between them.
 */
async function calledAt(
  read: Read,
  called: (values: { list: string }) => Statement<Called>,
  asked: readonly Asked[],
): Promise<(string | null)[]> {
  if (asked.length === 0) return []
  const newest = new Map<string, Asked>()
  for (const one of asked) {
    if (one.sequence > (newest.get(one.id)?.sequence ?? 0)) newest.set(one.id, one)
  }
  const told = new Map<string, Called>()
  for (const one of await read(called({ list: jsonList([...newest.values()]) })))
    told.set(one.id, one)
  const isOlder = ({ id, sequence }: Asked) => sequence < (told.get(id)?.since ?? 0)
  const older = asked.filter(isOlder)
  const again = older.length === 0 ? [] : await read(called({ list: jsonList(older) }))
  const ofOlder = new Map(again.map((one) => [`${one.id} ${one.sequence}`, one.told]))
  return asked.map((one) =>
    isOlder(one)
      ? (ofOlder.get(`${one.id} ${one.sequence}`) ?? null)
      : (told.get(one.id)?.told ?? null),
  )
}
