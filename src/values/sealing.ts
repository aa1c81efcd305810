// Seals values when their attribute was hidden or their key is no longer the newest (D-04, T-14, F-28). It can
// stop at any point and continue later.
import { auditRow, byServer } from '../audit/audit-row.ts'
import {
  type Taken,
  takeFromHistories,
  takeFromLists,
  takenFromRows,
} from '../audit/taking-away.ts'
import type { Place, StoredCells, StoredValue } from '../domain/stored-value.ts'
import type { UserAttributeId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import {
  emptyArchivedValues,
  emptyPastDefaults,
  emptyPastGroupValues,
  emptyPastSignIns,
  groupsOnce,
  signInsOnce,
  usersArchived,
} from './past-sql.ts'
import {
  endSealing,
  moveSealing,
  type Sealing,
  sealDefault,
  sealGroupValues,
  sealNextValues,
  sealSignInValues,
  sealUserValues,
  signInValuesToSeal,
  storedDefaultOf,
  storedGroupValues,
  storedUserValues,
} from './sealing-sql.ts'
import { placeOf as placeOfSignIn } from './sign-in-change.ts'

export interface SealingParts {
  readonly db: Db
  readonly keys: KeyRing
  readonly now: () => number
}

type Part = (parts: SealingParts, id: UserAttributeId, place: string) => Promise<Taken>

/**
 * The order of the parts: the stored values, then those in the audit and in the past, and last those in the log of
 * SQLite.
 */
const sequence: Readonly<Record<string, Part>> = {
  default: sealDefaultOf,
  groups: (parts, id, place) => sealGroups(parts, id, place),
  users: (parts, id, place) => sealUsers(parts, id, place),
  // guard sign-in-value-8: gone
  sign_ins: (parts, id, place) => sealSignIns(parts, id, place),
  lists: takeFromLists,
  histories: takeFromHistories,
  past: takeFromPast,
  // guard past-11: gone
  past_groups: takeFromPastGroups,
  // guard sign-in-value-9: gone
  past_sign_ins: takeFromPastSignIns,
  archived: takeFromArchived,
}
const stored = new Set(['default', 'groups', 'users', 'sign_ins'])
/** The last part: everything is sealed, and overwritten values must be removed from the log. */
const log = 'log'

/** The number of stored values in a portion; each may have 65,536 characters. */
const valuesOfPortion = 250

/** After this many portions without anything to seal, the place is stored all the same. */
const mostLooks = 20

/**
 * Seals the next portion. Returns the record of the rest, or undefined when the attribute is completely sealed. Throws
 * `LostRace` if somebody else has continued it.
 */
export async function sealPortion(
  parts: SealingParts,
  sealing: Sealing,
): Promise<Sealing | undefined> {
  const { user_attribute_id, part: was_part, place: was_place } = sealing
  const was = { user_attribute_id, was_part, was_place }
  if (was_part === log) {
    await commit(parts, was, [endSealing(was)])
    return undefined
  }
  let left = sealing
  for (let looks = 1; ; looks++) {
    if (looks > 1) await nextTurn()
    const { statements, next } = await partOf(left)(parts, user_attribute_id, left.place)
    left = next === undefined ? partAfter(left) : { ...left, place: next }
    if (statements.length === 0 && looks < mostLooks && left.part !== log) continue
    await commit(parts, was, [moveSealing({ ...was, ...placeOf(left) }), ...statements], {
      scrubs: left.part === log,
    })
    return left
  }
}

/** Reads of SQLite do not wait for a turn of the event loop, so without this other requests would get none. */
export const nextTurn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })

const placeOf = ({ part, place }: Sealing) => ({ part, place })

/** A part that only a newer Attrium knows is replaced by the first part that this version knows. */
const partOf = ({ part }: Sealing): Part => sequence[part] ?? sealDefaultOf

function partAfter(sealing: Sealing): Sealing {
  const after = Object.keys(sequence)
  const rest = after.slice(after.indexOf(sealing.part) + 1)
  const part = rest.find((each) => sealing.with_audit || stored.has(each)) ?? log
  return { ...sealing, part, place: '' }
}

async function sealDefaultOf({ db, keys }: SealingParts, id: UserAttributeId): Promise<Taken> {
  const key = { user_attribute_id: id }
  const [rows] = await db.read(storedDefaultOf(key))
  const statements = rows.flatMap((row) => {
    const sealed = reseal(keys, row, key)
    return sealed === undefined ? [] : [sealDefault({ ...key, old: row.value, ...sealed })]
  })
  return { statements, next: undefined }
}

async function sealGroups({ db, keys }: SealingParts, id: UserAttributeId, place: string) {
  const key = { user_attribute_id: id }
  const page = { ...key, after: place === '' ? '0' : place, most: valuesOfPortion }
  const [rows] = await db.read(storedGroupValues(page))
  const lists = listOf(keys, rows, ({ group_id }) => ({ group_id, ...key }))
  const statements = lists.map((list) => sealGroupValues({ ...key, list }))
  return { statements, next: rows.at(-1)?.group_id }
}

async function sealUsers({ db, keys }: SealingParts, id: UserAttributeId, place: string) {
  const key = { user_attribute_id: id }
  const page = { ...key, after: place === '' ? '0' : place, most: valuesOfPortion }
  const [rows] = await db.read(storedUserValues(page))
  const placeOf = ({ user_id }: { user_id: string }) => ({ user_id, ...key })
  const following = rows.flatMap(({ user_id, next_value: value, next_version: version }) =>
    value === null ? [] : [{ user_id, value, version }],
  )
  const statements = [
    ...listOf(keys, rows, placeOf).map((list) => sealUserValues({ ...key, list })),
    // guard times-11: gone
    ...listOf(keys, following, placeOf).map((list) => sealNextValues({ ...key, list })),
  ]
  return { statements, next: rows.at(-1)?.user_id }
}

async function sealSignIns({ db, keys }: SealingParts, id: UserAttributeId, place: string) {
  const key = { user_attribute_id: id }
  const page = { ...key, after: place === '' ? '0' : place, most: valuesOfPortion }
  const [rows] = await db.read(signInValuesToSeal(page))
  const list = rows.flatMap(({ user_id, ...row }) => {
    const sealed = reseal(keys, row, placeOfSignIn({ user_id, ...key }))
    return sealed === undefined ? [] : [{ user_id, ...key, old: row.value, ...sealed }]
  })
  const statements =
    list.length === 0 ? [] : [sealSignInValues({ ...key, list: JSON.stringify(list) })]
  return { statements, next: rows.at(-1)?.user_id }
}

async function takeFromPast(_: SealingParts, user_attribute_id: UserAttributeId): Promise<Taken> {
  return { statements: [emptyPastDefaults({ user_attribute_id })], next: undefined }
}

async function takeFromPastGroups({ db }: SealingParts, id: UserAttributeId, place: string) {
  const key = { user_attribute_id: id }
  const page = { ...key, after: place === '' ? '0' : place, most: valuesOfPortion }
  const [rows] = await db.read(groupsOnce(page))
  const groups = JSON.stringify(rows.map(({ group_id }) => group_id))
  const statements = rows.length === 0 ? [] : [emptyPastGroupValues({ ...key, groups })]
  return { statements, next: rows.at(-1)?.group_id }
}

/** Each interval names the row of the audit that has set its value. */
async function takeFromPastSignIns(
  { db, keys }: SealingParts,
  id: UserAttributeId,
  place: string,
): Promise<Taken> {
  const [after = '0', change = '0'] = place.split(' ')
  const key = { user_attribute_id: id }
  const [rows] = await db.read(
    signInsOnce({ ...key, after: after || '0', change: Number(change), most: valuesOfPortion }),
  )
  const last = rows.at(-1)
  if (last === undefined) return { statements: [], next: undefined }
  const changes = rows.map(({ newest_change }) => newest_change)
  return {
    statements: [
      // guard sign-in-value-10: gone
      ...(await takenFromRows({ db, keys }, changes)),
      emptyPastSignIns({ ...key, changes: JSON.stringify(changes.map(String)) }),
    ],
    next: `${last.user_id} ${last.newest_change}`,
  }
}

async function takeFromArchived({ db }: SealingParts, id: UserAttributeId, place: string) {
  const key = { user_attribute_id: id }
  const page = { ...key, after: place === '' ? '0' : place, most: valuesOfPortion }
  const [rows] = await db.read(usersArchived(page))
  const users = JSON.stringify(rows.map(({ user_id }) => user_id))
  const statements = rows.length === 0 ? [] : [emptyArchivedValues({ ...key, users })]
  return { statements, next: rows.at(-1)?.user_id }
}

/** One JSON list of values and their replacements; empty if all are sealed under the newest key. */
function listOf<Row extends StoredCells>(
  keys: KeyRing,
  rows: readonly Row[],
  placeOf: (row: Row) => Place,
): string[] {
  const list = rows.flatMap((row) => {
    const place = placeOf(row)
    const sealed = reseal(keys, row, place)
    return sealed === undefined ? [] : [{ ...place, old: row.value, ...sealed }]
  })
  return list.length === 0 ? [] : [JSON.stringify(list)]
}

/** A value that does not open stays as it is, because nobody can read it; `doctor` reports it. */
function reseal({ hidden }: KeyRing, row: StoredCells, place: Place): StoredValue | undefined {
  if (hidden.isCurrent(row)) return undefined
  if (row.version === null) return hidden.seal(row.value, place)
  let text: string
  try {
    text = hidden.open(row, place)
  } catch {
    return undefined
  }
  // The version stays the same, because the audit names it for the value that was set.
  return hidden.seal(text, place, row.version)
}

async function commit(
  { db, now }: SealingParts,
  { user_attribute_id }: Pick<Sealing, 'user_attribute_id'>,
  statements: readonly Statement[],
  options: { readonly scrubs?: boolean } = {},
): Promise<void> {
  await db.commit({
    statements,
    audit: auditRow(byServer('seal_hidden_values', now()), { user_attribute_id }),
    changesAuthority: false,
    ...options,
  })
}
