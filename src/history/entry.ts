// Shows a row of the audit as an entry of the history, as far as its caller may see it.
import type { Actor } from '../domain/actor.ts'
import { type ChangedField, type Details, fieldsOf, textOf } from './changed-fields.ts'
import type { ListChanges } from './group-list-reader.ts'
import { type Part, seesName } from './history-access.ts'
import { channelOf } from './operation.ts'
import { type Names, sentenceOf } from './sentence.ts'
import type { HistoryEntry, HistoryThing } from './shapes.ts'
import type { AuditedRow, TextsRow } from './sql.ts'
import { timesTold } from './times-told.ts'
import type { Told } from './told.ts'

/** A row with its details read, and the part of it that the caller sees. */
export interface Seen extends Omit<AuditedRow, 'details'> {
  readonly details: Details
  readonly told: Told
  readonly part: Part
}

/** What the rows themselves do not tell. */
export interface Facts {
  readonly texts: ReadonlyMap<number, readonly TextsRow[]>
  readonly names: ReadonlyMap<string, string>
  readonly hidden: ReadonlySet<string>
  /** The values before changes, by the sequence of the change. */
  readonly before: ReadonlyMap<number, PriorValue>
  readonly lists: ReadonlyMap<number, ListChanges>
  /** The lists of operations to which rows belong, by the sequence of the row. */
  readonly changes: ReadonlyMap<number, ChangeOfRow>
}

export interface ChangeOfRow {
  readonly change_id: string
  readonly reason: string | null
}

/** `known` is false when nothing tells the value. */
export interface PriorValue {
  readonly value: string | null
  readonly known: boolean
  /** The end that it had. */
  readonly expires_at?: number | null
}

export const nameKey = (kind: string, id: string, sequence: number) => `${kind} ${id} ${sequence}`

function actorWords(
  { actor_id, sudo_by }: Seen,
  named: (kind: string, id: string | null) => string | null,
): string {
  const name = (id: string) => named('user', id) ?? `User ${id}`
  const actor = name(actor_id ?? '')
  return sudo_by === null ? actor : `${name(sudo_by)}, acting as ${actor},`
}

export function show(actor: Actor, facts: Facts, row: Seen): HistoryEntry {
  const { sequence, told, part, user_attribute_id } = row
  const named = (kind: string, id: string | null) =>
    id === null ? null : (facts.names.get(nameKey(kind, id, sequence)) ?? null)
  const hidden = user_attribute_id !== null && facts.hidden.has(user_attribute_id)
  const value = valueIn(facts, row, hidden)
  // Of a row that is about more, its reader sees the value alone.
  // guard history-access-12: becomes true
  const isOfValues = part === 'whole' || told.area === 'values'
  const fields = isOfValues ? fieldsOf(row, told) : { changes: [], complete: true }
  const shown = { ...value, hidden }
  const ended = facts.before.get(sequence)?.expires_at ?? null
  const times = timesTold(row, shown, ended)
  const changed = (isOfValues && times?.changes) || fields.changes
  const texts = facts.texts.get(sequence) ?? []
  const list = facts.lists.get(sequence)
  const change = facts.changes.get(sequence)
  const channel = change === undefined ? channelOf(row) : 'change'
  // Whoever may not know who acted as somebody is not told that they did it themselves.
  // guard history-access-9: row.sudo_by === null || seesName(actor, row.sudo_by) → true
  const seesActor =
    row.actor_id !== null &&
    seesName(actor, row.actor_id) &&
    (row.sudo_by === null || seesName(actor, row.sudo_by))
  const thing = part === 'whole' ? thingIn(row, named) : null
  const names: Names = {
    actor: seesActor ? actorWords(row, named) : undefined,
    user: wordFor('user', row.user_id, named('user', row.user_id)),
    group: wordFor('group', row.group_id, named('group', row.group_id)),
    attribute:
      named('attribute', user_attribute_id) ?? wordFor('user attribute', user_attribute_id, null),
    thing: thing === null ? undefined : (thing.name ?? `with the id ${thing.id}`),
  }
  const says = isOfValues ? told.says : 'set {attribute} of {user} {change}'
  return {
    sequence: String(sequence),
    at: new Date(row.at).toISOString(),
    operation: row.operation,
    channel,
    actor: seesActor
      ? {
          user_id: row.actor_id ?? '',
          display_name: named('user', row.actor_id),
          sudo_by: row.sudo_by,
        }
      : null,
    user:
      row.user_id === null
        ? null
        : { user_id: row.user_id, display_name: named('user', row.user_id) },
    group:
      row.group_id === null ? null : { group_id: row.group_id, name: named('group', row.group_id) },
    attribute:
      user_attribute_id === null
        ? null
        : { user_attribute_id, name: named('attribute', user_attribute_id) },
    thing,
    old_value: value.from,
    new_value: value.to,
    hidden,
    changes: [...changed, ...texts.map(changedText), ...(list?.changes ?? [])],
    complete: fields.complete && value.known && (list?.complete ?? true) && hasTexts(row, texts),
    sentence: sentenceOf({ says: times?.says ?? says }, channel, names, times?.change ?? shown),
    reason: change?.reason ?? null,
    change_id: change?.change_id ?? String(sequence),
    request_id: row.request_id,
  }
}

const wordFor = (noun: string, id: string | null, name: string | null): string | undefined =>
  id === null ? undefined : (name ?? `${noun} ${id}`)

/** A role, a set, an API key or an inner group, which have no column of their own. */
function thingIn(
  { operation, details }: Seen,
  named: (kind: string, id: string | null) => string | null,
): HistoryThing | null {
  if (/_sign_in_provider$/.test(operation)) {
    return {
      type: 'provider',
      id: textOf(details['provider']) ?? '',
      name: textOf(details['name']),
    }
  }
  const inner = textOf(details['added_group_id'] ?? details['removed_group_id'])
  if (inner !== null) return { type: 'group', id: inner, name: named('group', inner) }
  const role = (details['role'] ?? {}) as Details
  const name = textOf(details['name'] ?? role['name'])
  const [role_id, id, client_id] = ['role_id', 'id', 'client_id'].map((key) => textOf(details[key]))
  if (role_id != null) return { type: 'role', id: role_id, name }
  const type = operation.includes('permission_set') ? 'permission_set' : 'model_set'
  if (id != null) return { type, id, name }
  return client_id == null ? null : { type: 'api_key', id: client_id, name: null }
}

const changedText = ({ field, before, after }: TextsRow): ChangedField => ({
  field,
  from: before,
  to: after,
})

/** Whether every text that the row names by a fingerprint is there, or has been forgotten since. */
function hasTexts({ part, details, operation }: Seen, texts: readonly TextsRow[]): boolean {
  if (part !== 'whole') return true
  if (operation === 'wipeout_user_emails') return false
  const prints = Object.entries((details['fingerprints'] ?? {}) as Details)
  const named = prints.filter(([field, print]) => field !== 'secret_digest' && print !== null)
  const told = new Set(texts.map(({ field }) => field))
  return named.every(([field]) => told.has(field) || field === 'ui_state')
}

interface Value {
  readonly from: string | null
  readonly to: string | null
  readonly known: boolean
}

/** The value of a row about one value or one default. Lists have their values among the changes. */
function valueIn({ before }: Facts, row: Seen, hidden: boolean): Value {
  const isList = 'groups' in row.details
  if (row.user_attribute_id === null || isList || hidden)
    return { from: null, to: null, known: true }
  const { value = null, known = true } = before.get(row.sequence) ?? {}
  const wasRemoved = row.redacted !== null
  if (row.details['keeps_default'] === true) return { from: null, to: null, known: true }
  return { from: value, to: row.new_value, known: known && !wasRemoved }
}
