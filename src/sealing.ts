// Seals the values of attributes that have become hidden or whose key is no longer the newest
// (D-04, T-14, F-28). It can stop anywhere: what is left is found again.
import { auditRow, byServer } from './audit/audit-row.ts'
import { redact, someReadableChanges } from './audit/sql.ts'
import {
  attributesFoundToSeal,
  attributesToSeal,
  markSealed,
  sealDefault,
  sealGroupValues,
  sealUserValues,
  storedDefaultOf,
  storedGroupValues,
  storedUserValues,
} from './domain/sealing-sql.ts'
import type { UserAttributeId } from './ids.ts'
import type { HeldCells, Place, StoredValue } from './keys/hidden-value.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { type Db, Unavailable } from './store/db.ts'
import type { Statement } from './store/statement.ts'

interface Parts {
  readonly db: Db
  readonly keys: KeyRing
  readonly now: () => number
}

/** Every attribute that has values left to seal; looks at every hidden value. */
export const sealWhatIsLeft = (parts: Parts): Promise<void> =>
  sealEach(parts, attributesFoundToSeal)

async function sealEach(parts: Parts, toSeal: typeof attributesToSeal): Promise<void> {
  const [left] = await parts.db.read(toSeal)
  for (const { id } of left) await sealValues(parts, id as UserAttributeId)
}

/** Those that are known to have some, for a change that is stored already: whoever is told that nothing was would not ask again. */
export async function sealBeforeAnswer(parts: Parts): Promise<void> {
  try {
    await sealEach(parts, attributesToSeal)
  } catch (error) {
    throw error instanceof Unavailable ? new Unavailable(error.message) : error
  }
}

/** After the answer no value of the attribute is readable in the store, its audit and its log. */
async function sealValues(parts: Parts, id: UserAttributeId): Promise<void> {
  await sealDefaultAndGroups(parts, id)
  await sealUsers(parts, id)
  await redactAudit(parts, id)
  await commit(parts, id, [markSealed({ user_attribute_id: id })], { scrubs: true })
}

async function sealDefaultAndGroups(parts: Parts, id: UserAttributeId): Promise<void> {
  const key = { user_attribute_id: id }
  const [defaults, groups] = await parts.db.read(storedDefaultOf(key), storedGroupValues(key))
  const statements = [
    ...defaults.flatMap((row) => {
      const sealed = resealed(parts.keys, row, key)
      return sealed === undefined ? [] : [sealDefault({ ...key, old: row.value, ...sealed })]
    }),
    ...listOf(parts.keys, groups, (row) => ({ group_id: row.group_id, ...key })).map((list) =>
      sealGroupValues({ ...key, list }),
    ),
  ]
  if (statements.length > 0) await commit(parts, id, statements)
}

async function sealUsers(parts: Parts, id: UserAttributeId): Promise<void> {
  const key = { user_attribute_id: id }
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [rows]: readonly [StoredUserValue[]] = await parts.db.read(
      storedUserValues({ ...key, after }),
    )
    const lists = listOf(parts.keys, rows, ({ user_id }) => ({ user_id, ...key }))
    if (lists.length > 0) {
      await commit(
        parts,
        id,
        lists.map((list) => sealUserValues({ ...key, list })),
      )
    }
    after = rows.at(-1)?.user_id
  }
}
type StoredUserValue = HeldCells & { user_id: string }

async function redactAudit(parts: Parts, id: UserAttributeId): Promise<void> {
  const key = { user_attribute_id: id }
  for (let after = 0; ; ) {
    const [rows] = await parts.db.read(someReadableChanges({ ...key, after }))
    const newest = rows.at(-1)
    if (newest === undefined) return
    after = newest.sequence
    const list = rows.map(({ sequence, chain_id, chain_sequence, new_value }) => ({
      sequence,
      digest: parts.keys.redaction(chain_id, chain_sequence, new_value),
    }))
    await commit(parts, id, [redact({ list: JSON.stringify(list) })])
  }
}

/** As one JSON list of what replaces what; none when everything is sealed under the newest key. */
function listOf<Row extends HeldCells>(
  keys: KeyRing,
  rows: readonly Row[],
  placeOf: (row: Row) => Place,
): string[] {
  const list = rows.flatMap((row) => {
    const place = placeOf(row)
    const sealed = resealed(keys, row, place)
    return sealed === undefined ? [] : [{ ...place, old: row.value, ...sealed }]
  })
  return list.length === 0 ? [] : [JSON.stringify(list)]
}

function resealed({ hidden }: KeyRing, row: HeldCells, place: Place): StoredValue | undefined {
  if (hidden.isCurrent(row)) return undefined
  return hidden.seal(row.version === null ? row.value : hidden.open(row, place), place)
}

async function commit(
  { db, now }: Parts,
  user_attribute_id: UserAttributeId,
  statements: readonly Statement[],
  options: { scrubs?: boolean } = {},
): Promise<void> {
  await db.commit({
    statements,
    audit: auditRow(byServer('seal_hidden_values', now()), { user_attribute_id }),
    changesAuthority: false,
    ...options,
  })
}
