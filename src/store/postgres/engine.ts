// The PostgreSQL engine: any number of nodes on one database, nothing remembered between requests.
import type { Client } from 'pg'
import { CannotOpen } from '../../errors.ts'
import { auditKey } from '../../keys/data-keys.ts'
import { type Commit, type Db, type Reading, type RowsOf, Unavailable } from '../db.ts'
import { migratePostgres, refuseUnready } from '../migrations/migrate.ts'
import { rowsOfFirst, withMoment, withoutMoment } from '../moments.ts'
import { isLarge } from '../parts.ts'
import type { OpenStore } from '../sqlite/file.ts'
import type { Statement } from '../statement.ts'
import { PostgresChain } from './chain.ts'
import { makeKeys, openKeys } from './keys.ts'
import { PostgresLink } from './link.ts'
import { uniqueColumns } from './outcome.ts'
import { PostgresReaders } from './readers.ts'
import { PostgresSnapshots } from './snapshot.ts'
import { connectTo, readTarget, type Target } from './target.ts'
import { databaseTime } from './time.ts'
import { PostgresWriter } from './writer.ts'

/** The oldest release that understands all statements. */
const oldestServer = 14

interface Opening {
  readonly masterKey: Uint8Array
  /** Called with warnings about settings that may lose acknowledged changes. */
  readonly warn: (sentence: string) => void
  /** Refuses a database in which there is no store yet, in place of making one. */
  readonly mustExist?: boolean
  /** The most connections for reading. */
  readonly pool?: number
}

/**
 * Opens the database behind `postgres://…`, creating or migrating its schema. Throws CannotOpen, with
 * one sentence that says what to do; nothing is written then.
 */
export async function openPostgres(
  url: string,
  { masterKey, warn, pool, mustExist }: Opening,
): Promise<OpenStore<Db>> {
  const target = readTarget(url)
  const { keys, unique } = await onServer(target, async (client) => {
    await judge(client, target.name, warn)
    // Creating an index on a large table may take longer than the time-outs of a request, here or on another node.
    // guard postgres-19: gone
    await client.query(`set statement_timeout = 0; set lock_timeout = '1h'`)
    // The master key is checked before the first write.
    const storedKeys = await openKeys(client, masterKey)
    // guard postgres-25: gone
    if (mustExist && storedKeys === undefined) throw noStore(target.name)
    await migratePostgres(client)
    const { rows } = await client.query<{ name: string; taken: string }>(uniqueColumns)
    return {
      keys: storedKeys ?? (await makeKeys(client, masterKey)),
      unique: new Map(rows.map(({ name, taken }) => [name, taken])),
    }
  })
  const link = new PostgresLink(target)
  const writing = () => new PostgresWriter(link, new PostgresChain(auditKey(keys)), unique)
  return { keys, db: new PostgresDb(link, { writer: writing(), sets: writing() }, pool) }
}

/** Opens the database for reading only. Throws CannotOpen also when no server has prepared it yet. */
export async function openPostgresToRead(
  url: string,
  masterKey: Uint8Array,
): Promise<OpenStore<Reading>> {
  const target = readTarget(url)
  const keys = await onServer(target, async (client) => {
    await refuseUnready(client)
    return (await openKeys(client, masterKey)) ?? []
  })
  const link = new PostgresLink(target)
  const readers = new PostgresReaders(link)
  const db: Reading = {
    read: (...statements) => readers.read(statements) as never,
    time: () => timeOf(readers),
    close: () => link.close(),
  }
  return { keys, db }
}

interface Writers {
  readonly writer: PostgresWriter
  readonly sets: PostgresWriter
}

class PostgresDb implements Db {
  /** Other nodes write too, so nothing may be remembered without being proven again. */
  readonly authorityEpoch = undefined
  readonly #link: PostgresLink
  readonly #readers: PostgresReaders
  readonly #writer: PostgresWriter
  /** Writes long commits, on a separate connection and chain: other commits wait only for their locks. */
  readonly #sets: PostgresWriter
  readonly probe: Pick<Reading, 'read'>
  readonly time: () => Promise<number>
  readonly #snapshots: PostgresSnapshots
  readonly #reading = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(link: PostgresLink, { writer, sets }: Writers, pool: number | undefined) {
    this.#link = link
    this.#readers = new PostgresReaders(link, pool)
    this.#snapshots = new PostgresSnapshots(link)
    const probe = new PostgresReaders(link, 1)
    this.probe = { read: (...statements) => probe.read(statements) as never }
    this.time = () => timeOf(probe)
    this.#writer = writer
    this.#sets = sets
  }

  read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>> {
    if (this.#closing !== undefined) return Promise.reject(new Unavailable('the store is closed'))
    return this.#readers.read(statements) as Promise<RowsOf<Statements>>
  }

  async snapshot<T>(action: (read: Db['read']) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new Unavailable('the store is closed')
    const snapshot = this.#snapshots.take(action).finally(() => this.#reading.delete(snapshot))
    this.#reading.add(snapshot)
    return snapshot
  }

  commit(given: Commit): Promise<unknown[][]> {
    const commit = withMoment(given)
    const rows = isLarge(commit) ? this.#sets.commitAll([commit]) : this.#writer.commit(commit)
    return commit === given ? rows : rows.then(withoutMoment)
  }

  async commitAll(commits: readonly Commit[], report?: (done: number) => void) {
    return rowsOfFirst(commits, await this.#sets.commitAll(commits.map(withMoment), report))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await Promise.allSettled([this.#writer.close(), this.#sets.close(), ...this.#reading])
    await this.#link.close()
  }
}

async function timeOf(readers: PostgresReaders): Promise<number> {
  const [rows = []] = (await readers.read([databaseTime])) as { time: number }[][]
  const [told] = rows
  if (told === undefined) throw new Unavailable('the database does not tell its time')
  return told.time
}

/** Runs `action` on a separate connection, then closes it. */
async function onServer<T>(target: Target, action: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectTo(target).catch((cause: Error) => {
    const message = `The database at ${target.name} cannot be reached: ${cause.message}.`
    throw new CannotOpen(message, { cause })
  })
  try {
    return await action(client)
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error
    const message = `The database at ${target.name} is in use by a program that holds its tables, such as a server that migrates it; try again later.`
    throw new CannotOpen(message, { cause: error })
  } finally {
    await client.end()
  }
}

const noStore = (name: string) =>
  new CannotOpen(`The database at ${name} contains no Attrium store; restore it first.`)

const serverSettings = `select current_setting('server_version_num') as version,
  current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
  current_setting('synchronous_commit') as synchronous, current_setting('server_encoding') as encoding`

/** Refuses a server that is too old or loses what it has confirmed (D-11). */
async function judge(
  client: Client,
  name: string,
  warn: (sentence: string) => void,
): Promise<void> {
  const { rows } = await client.query<Record<string, string>>(serverSettings)
  const { version, fsync, pages, synchronous, encoding } = rows[0] ?? {}
  const major = Math.floor(Number(version) / 10_000)
  const refuse = (what: string): never => {
    throw new CannotOpen(`The database at ${name} ${what}.`)
  }
  if (major < oldestServer) {
    refuse(`is PostgreSQL ${major}; ${oldestServer} or later is needed`)
  }
  // guard postgres-9: becomes fsync === 'never'
  if (fsync === 'off') refuse('has fsync=off and would lose changes in a crash; turn it on')
  if (encoding !== 'UTF8') refuse('cannot store every character; create it with encoding UTF8')
  if (synchronous === 'off') {
    warn(`${name} has synchronous_commit=off: a crash loses the last changes; turn it on`)
  }
  if (pages === 'off') {
    warn(`${name} has full_page_writes=off: a crash may damage it; turn it on`)
  }
}
