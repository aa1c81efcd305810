// The keys in a PostgreSQL database: the first node makes them, every node opens them.
import type { Client } from 'pg'
import { CannotOpen } from '../../errors.ts'
import {
  type DataKey,
  newKeys,
  unwrapKeys,
  type WrappedKey,
  wrapKey,
} from '../../keys/data-keys.ts'

/**
 * The keys of a database; undefined when it has none yet. Throws CannotOpen when this master key does
 * not open them.
 */
export async function openKeys(
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

/** Makes keys, unless another node has made them meanwhile. */
export async function makeKeys(client: Client, masterKey: Uint8Array): Promise<DataKey[]> {
  await client.query('begin')
  await client.query('lock table keys in exclusive mode')
  let keys = await openKeys(client, masterKey)
  if (keys === undefined) {
    keys = []
    for (const { purpose, key } of newKeys()) {
      const { rows } = await client.query(
        `insert into keys (purpose, wrapped, created_at) values ($1, $2, cast(extract(epoch from clock_timestamp()) * 1000 as bigint))
          returning cast(id as text) as id`,
        [purpose, wrapKey(masterKey, purpose, key)],
      )
      keys.push({ id: rows[0]?.id, purpose, key })
    }
  }
  await client.query('commit')
  return keys
}
