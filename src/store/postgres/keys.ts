// The keys in a PostgreSQL database: opened by every node, made by the first one.
import type { Client } from 'pg'
import {
  type DataKey,
  newKeys,
  unwrapKeys,
  type WrappedKey,
  wrapKey,
} from '../../keys/data-keys.ts'
import { CannotOpen } from '../db.ts'

/**
 * The keys of a database; undefined when it has none yet. Throws CannotOpen when this master key does
 * not open them.
 */
export async function heldKeys(
  client: Client,
  masterKey: Uint8Array,
): Promise<DataKey[] | undefined> {
  const table = await client.query("select to_regclass('keys') is not null as held")
  if (table.rows[0]?.held !== true) return undefined
  const { rows } = await client.query<WrappedKey>(
    'select cast(id as text) as id, purpose, wrapped from keys order by keys.id',
  )
  if (rows.length > 0) return unwrapKeys(masterKey, rows)
  const { rowCount } = await client.query('select 1 from audit_chains limit 1')
  if (rowCount === 0) return undefined
  throw new CannotOpen(
    'The database has no keys: finish the copy that made it, or restore it from a backup.',
  )
}

/** Makes keys, unless another node does so at the same moment. */
export async function makeKeys(
  client: Client,
  masterKey: Uint8Array,
  now: number,
): Promise<DataKey[]> {
  await client.query('begin')
  await client.query('lock table keys in exclusive mode')
  let keys = await heldKeys(client, masterKey)
  if (keys === undefined) {
    keys = []
    for (const { purpose, key } of newKeys()) {
      const { rows } = await client.query(
        `insert into keys (purpose, wrapped, created_at) values ($1, $2, $3)
          returning cast(id as text) as id`,
        [purpose, wrapKey(masterKey, purpose, key), now],
      )
      keys.push({ id: rows[0]?.id, purpose, key })
    }
  }
  await client.query('commit')
  return keys
}
