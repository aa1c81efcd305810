// `attrium copy`: copies a store into an empty one, from SQLite to PostgreSQL or back, while no server runs.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CannotRun } from '../errors.ts'
import { ownDirectory } from '../files/data-directory.ts'
import { masterKeyFile, readMasterKey } from '../files/master-key.ts'
import { writePrivately } from '../files/private-file.ts'
import { unwrapKeys } from '../keys/data-keys.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { postgresSide } from '../store/copy/postgres-side.ts'
import { sqliteSide } from '../store/copy/sqlite-side.ts'
import { copyStore, type Target } from '../store/copy/store-copy.ts'
import {
  migratePostgres,
  migrateSqlite,
  refuseOlder,
  refusePending,
  refuseUnknown,
  refuseUnready,
} from '../store/migrations/migrate.ts'
import { connectTo, readTarget } from '../store/postgres/target.ts'
import { openConnection } from '../store/sqlite/connection.ts'

interface CopyFlags extends Partial<Record<SettingName, string>> {
  readonly from: string
  readonly to: string
}

interface Opened {
  readonly side: Target
  readonly wrapped: () => Promise<{ id: string; purpose: string; wrapped: string }[]>
  readonly close: () => Promise<void>
}

/** Prints the progress of each table on stderr, and at the end where the master key is. */
export async function copyCommand({ from, to, ...flags }: CopyFlags): Promise<void> {
  const [source, target] = [directoryIn(from), directoryIn(to)]
  const settings = readSettings({ ...flags, ...(source ? { data: source } : {}) }, process.env)
  const masterKey = readMasterKey(resolve(settings.data), settings)
  const opened = await open(from, source, 'from')
  try {
    // A store that this key does not open would be useless in its new place.
    unwrapKeys(masterKey, await opened.wrapped())
    const into = await open(to, target, 'to')
    try {
      await copyStore(opened.side, into.side, (table, rows, isWhole) =>
        console.error(`${table} ${rows}${isWhole ? '' : ' so far'}`),
      )
      if (target !== undefined) keepMasterKey(target, masterKey)
    } finally {
      await into.close()
    }
  } finally {
    await opened.close()
  }
  const file = masterKeyFile(resolve(settings.data), settings) ?? 'ATTRIUM_MASTER_KEY'
  console.log(
    target === undefined
      ? `Copied. Start the nodes with the master key in ${file}.`
      : `Copied. The master key is in ${join(resolve(target), 'master.key')}.`,
  )
}

/** The directory of `sqlite:DIR`; undefined for a PostgreSQL URL. */
function directoryIn(place: string): string | undefined {
  if (place.startsWith('sqlite:')) return place.slice('sqlite:'.length)
  if (/^postgres(ql)?:\/\//.test(place)) return undefined
  throw new CannotRun('--from and --to must each be sqlite:DIR or a postgres:// URL.')
}

const open = (place: string, directory: string | undefined, role: 'from' | 'to') =>
  directory === undefined ? openPostgres(place, role) : openSqlite(directory, role)

async function openSqlite(directory: string, role: 'from' | 'to'): Promise<Opened> {
  const file = join(resolve(directory), 'attrium.db')
  if (role === 'from' && !existsSync(file)) throw new CannotRun(`${directory} has no database.`)
  const release = ownDirectory(resolve(directory))
  try {
    const connection = openConnection(file, 'writer')
    if (role === 'to') {
      // An older target would be migrated without a backup, and then refused because of its content.
      // guard migration-9: gone
      refuseOlder(connection)
      await migrateSqlite(connection)
    } else {
      refuseUnknown(connection)
      refusePending(connection)
    }
    return {
      side: sqliteSide(connection),
      wrapped: async () =>
        connection
          .prepare('select cast(id as text) as id, purpose, wrapped from keys order by keys.id')
          .all() as never,
      close: async () => {
        connection.close()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

async function openPostgres(url: string, role: 'from' | 'to'): Promise<Opened> {
  const client = await connectTo(readTarget(url)).catch((cause: Error) => {
    throw new CannotRun(`The database cannot be reached: ${cause.message}.`, { cause })
  })
  await client.query('set statement_timeout = 0')
  if (role === 'to') await migratePostgres(client)
  else {
    await refuseUnready(client)
    // Everything is read as of one moment, even while others write.
    await client.query('begin isolation level repeatable read read only')
  }
  return {
    side: postgresSide(client),
    wrapped: async () =>
      (
        await client.query(
          'select cast(id as text) as id, purpose, wrapped from keys order by keys.id',
        )
      ).rows,
    close: () => client.end(),
  }
}

function keepMasterKey(directory: string, masterKey: Uint8Array): void {
  const file = join(resolve(directory), 'master.key')
  if (!existsSync(file)) writePrivately(file, `${Buffer.from(masterKey).toString('base64')}\n`)
}
