// The keys in an SQLite file. They are opened before anything is written, and made if there are none yet.

import { CannotOpen } from '../../errors.ts'
import {
  auditKey,
  type DataKey,
  derivedCredentialKey,
  newKeys,
  unwrapKeys,
  type WrappedKey,
  wrapKey,
} from '../../keys/data-keys.ts'
import { chainOlderRows, openChain } from './chain.ts'
import type { Connection } from './connection.ts'

/**
 * The keys of a file; undefined when it has none yet. Throws CannotOpen when this master key does not
 * open them.
 */
export function openKeys(connection: Connection, masterKey: Uint8Array): DataKey[] | undefined {
  const table = connection.prepare("select 1 from sqlite_master where name = 'keys'").get()
  if (table === undefined) return undefined
  const rows = connection
    .prepare('select cast(id as text) as id, purpose, wrapped from keys order by keys.id')
    .all() as WrappedKey[]
  if (rows.length > 0) return unwrapKeys(masterKey, rows)
  // Keys are made together with the first chain.
  if (connection.prepare('select 1 from audit_chains').get() === undefined) return undefined
  throw new CannotOpen(
    'The database has no keys: finish the copy that made it, or restore it from a backup.',
  )
}

/** Makes keys and opens the audit chain, all or nothing. */
export function makeKeys(connection: Connection, masterKey: Uint8Array, now: number): DataKey[] {
  return connection
    .transaction(() => {
      const isOld = connection.prepare('select 1 from users').get() !== undefined
      const add = connection.prepare(
        'insert into keys (purpose, wrapped, created_at) values (?, ?, ?) returning cast(id as text)',
      )
      const keys = newKeys().map(({ purpose, key: random }) => {
        const key = isOld && purpose === 'credential' ? derivedCredentialKey(masterKey) : random
        const id = add.pluck().get(purpose, wrapKey(masterKey, purpose, key), now) as string
        return { id, purpose, key }
      })
      openChain(connection, now)
      chainOlderRows(connection, auditKey(keys))
      return keys
    })
    .immediate()
}
