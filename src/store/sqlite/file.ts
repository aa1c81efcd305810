// Prepares a database file: checks, migrates and opens it.

import { CannotOpen } from '../../errors.ts'
import { auditKey, type DataKey } from '../../keys/data-keys.ts'
import type { Db, Reading } from '../db.ts'
import {
  migrateSqlite,
  type OlderSchema,
  olderSchemaOf,
  refusePending,
  refuseUnknown,
} from '../migrations/migrate.ts'
import { readHead } from './chain.ts'
import { type Connection, openConnection } from './connection.ts'
import { openSqlite } from './engine.ts'
import { isDamage } from './integrity.ts'
import { makeKeys, openKeys } from './keys.ts'
import { bound, prepare, rowsOf } from './prepared.ts'

interface Opening {
  readonly masterKey: Uint8Array
  readonly now: number
  readonly onFatal: (why: string) => void
  /**
   * Called before a file of an older schema is migrated, while no connection to it is open. If it throws,
   * the file stays unchanged.
   */
  readonly beforeMigration?: (older: OlderSchema) => Promise<void>
}

/** A store and the keys that protect its data. */
export interface OpenStore<Store> {
  readonly db: Store
  readonly keys: readonly DataKey[]
}

/**
 * Opens the database, creating or migrating it. Throws CannotOpen, with one sentence that says what to
 * do, when the file is no database, is damaged, has a newer schema or belongs to another master key. The
 * file is not written then.
 */
export const openDatabaseFile = (file: string, opening: Opening): Promise<OpenStore<Db>> =>
  reportingDamage(file, async () => {
    const { keys, head } = await makeReady(file, opening)
    const chain = { key: auditKey(keys), head }
    return { keys, db: await openSqlite(file, chain, opening.onFatal) }
  })

/** The first half of opening: recovers the file after a crash, checks it, and creates or migrates it. */
export async function makeReady(file: string, opening: Omit<Opening, 'onFatal'>) {
  const { masterKey, now, beforeMigration } = opening
  let connection = openConnection(file, 'writer')
  try {
    // The version of the schema and the master key are checked before the first write.
    refuseUnknown(connection)
    const held = openKeys(connection, masterKey)
    const older = olderSchemaOf(connection)
    if (older !== undefined && beforeMigration !== undefined) {
      connection.close()
      // guard migration-1: gone
      await beforeMigration(older)
      connection = openConnection(file, 'writer')
    }
    await migrateSqlite(connection)
    const keys = held ?? makeKeys(connection, masterKey, now)
    return { keys, head: readHead(connection) }
  } finally {
    connection.close()
  }
}

/**
 * Opens the database for reading only, also while a server owns it. Throws CannotOpen as above, and
 * when no server has prepared the file yet.
 */
export const openToRead = (file: string, masterKey: Uint8Array): Promise<OpenStore<Reading>> =>
  reportingDamage(file, async () => {
    const connection = openConnection(file, 'reader')
    try {
      refuseUnknown(connection)
      refusePending(connection)
      const keys = openKeys(connection, masterKey) ?? []
      return { keys, db: reading(connection) }
    } catch (error) {
      connection.close()
      throw error
    }
  })

export const reading = (connection: Connection): Reading => ({
  read: async (...statements) =>
    connection.transaction(() =>
      statements.map(({ text, parameters }) =>
        rowsOf(prepare(connection, text), parameters.map(bound)),
      ),
    )() as never,
  close: async () => void connection.close(),
})

async function reportingDamage<Store>(file: string, open: () => Promise<Store>) {
  try {
    return await open()
  } catch (error) {
    if (isDamage(error)) {
      throw new CannotOpen(`${file} is damaged or not a database; restore it from a backup.`, {
        cause: error,
      })
    }
    throw error
  }
}
