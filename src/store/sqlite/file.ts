// A database file made ready: checked, migrated, opened.
import { auditKey, type DataKey } from '../../keys/data-keys.ts'
import { CannotOpen, type Db, type Reading } from '../db.ts'
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
import { heldKeys, makeKeys } from './keys.ts'
import { bound, prepare, rowsOf } from './prepared.ts'

interface Opening {
  readonly masterKey: Uint8Array
  readonly now: number
  readonly onFatal: (why: string) => void
  /**
   * Called before a file of an older schema is migrated, with no connection to it open; when it throws,
   * nothing has been changed.
   */
  readonly beforeMigration?: (older: OlderSchema) => Promise<void>
}

/** A store and the keys that its data is kept under. */
export interface OpenStore<Store> {
  readonly db: Store
  readonly keys: readonly DataKey[]
}

/**
 * Opens the database, creating or migrating it. Throws CannotOpen, with one sentence that says what to
 * do, when the file is no database, is damaged, has a newer schema or belongs to another master key; it
 * is not written to then.
 */
export const openDatabaseFile = (file: string, opening: Opening): Promise<OpenStore<Db>> =>
  sayingWhatIsDamaged(file, async () => {
    const { keys, head } = await makeReady(file, opening)
    const chain = { key: auditKey(keys), head }
    return { keys, db: await openSqlite(file, chain, opening.onFatal) }
  })

/** The first half of opening: recovers what a crash has left, checks, and creates or migrates. */
export async function makeReady(file: string, opening: Omit<Opening, 'onFatal'>) {
  const { masterKey, now, beforeMigration } = opening
  let connection = openConnection(file, 'writer')
  try {
    // Before the first write: whether this program and this key are the right ones.
    refuseUnknown(connection)
    const held = heldKeys(connection, masterKey)
    const older = olderSchemaOf(connection)
    if (older !== undefined && beforeMigration !== undefined) {
      connection.close()
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
 * Opens the database for reading only, also beside the server that owns it. Throws CannotOpen like
 * the above, and when a server has not made it ready.
 */
export const openToRead = (file: string, masterKey: Uint8Array): Promise<OpenStore<Reading>> =>
  sayingWhatIsDamaged(file, async () => {
    const connection = openConnection(file, 'reader')
    try {
      refuseUnknown(connection)
      refusePending(connection)
      const keys = heldKeys(connection, masterKey) ?? []
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

async function sayingWhatIsDamaged<Store>(file: string, open: () => Promise<Store>) {
  try {
    return await open()
  } catch (error) {
    if (isDamage(error)) {
      throw new CannotOpen(`${file} is damaged or no database; restore it from a backup.`, {
        cause: error,
      })
    }
    throw error
  }
}
