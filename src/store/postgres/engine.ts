// The PostgreSQL engine: any number of nodes on one database, nothing remembered between requests.
import type { Client } from 'pg'
import { auditKey } from '../../keys/data-keys.ts'
import { CannotOpen, type Commit, type Db, type Reading, type RowsOf, Unavailable } from '../db.ts'
import { migratePostgres, refuseUnready } from '../migrations/migrate.ts'
import type { OpenStore } from '../sqlite/file.ts'
import type { Statement } from '../statement.ts'
import { PostgresChain } from './chain.ts'
import { heldKeys, makeKeys } from './keys.ts'
import { PostgresLink } from './link.ts'
import { uniqueColumns } from './outcome.ts'
import { PostgresReaders } from './readers.ts'
import { onSnapshot } from './snapshot.ts'
import { connectTo, readTarget, type Target } from './target.ts'
import { PostgresWriter } from './writer.ts'

/** The first release whose SQL is what the statements need. */
const oldestServer = 14

interface Opening {
  readonly masterKey: Uint8Array
  readonly now: number
  /** Told of what may lose acknowledged changes. */
  readonly warn: (sentence: string) => void
  /** Connections for reading at most. */
  readonly pool?: number
}

/**
 * Opens the database behind `postgres://…`, creating or migrating its schema. Throws CannotOpen, with
 * one sentence that says what to do; it is not written to then.
 */
export async function openPostgres(
  url: string,
  { masterKey, now, warn, pool }: Opening,
): Promise<OpenStore<Db>> {
  const target = readTarget(url)
  const { keys, unique } = await onServer(target, async (client) => {
    await judge(client, target.name, warn)
    // Before the first write: whether this key is the right one.
    const held = await heldKeys(client, masterKey)
    // An index on a large table takes its time.
    await client.query('set statement_timeout = 0')
    await migratePostgres(client)
    const { rows } = await client.query<{ name: string; taken: string }>(uniqueColumns)
    return {
      keys: held ?? (await makeKeys(client, masterKey, now)),
      unique: new Map(rows.map(({ name, taken }) => [name, taken])),
    }
  })
  const link = new PostgresLink(target)
  const chain = new PostgresChain(auditKey(keys))
  const writer = new PostgresWriter(link, chain, unique)
  return { keys, db: new PostgresDb(link, writer, pool) }
}

/** Opens the database for reading only. Throws CannotOpen also when a server has not made it ready. */
export async function openPostgresToRead(
  url: string,
  masterKey: Uint8Array,
): Promise<OpenStore<Reading>> {
  const target = readTarget(url)
  const keys = await onServer(target, async (client) => {
    await refuseUnready(client)
    return (await heldKeys(client, masterKey)) ?? []
  })
  const link = new PostgresLink(target)
  const readers = new PostgresReaders(link)
  const db: Reading = {
    read: (...statements) => readers.read(statements) as never,
    close: () => link.close(),
  }
  return { keys, db }
}

class PostgresDb implements Db {
  /** Other nodes write too, so nothing may be remembered without being proven again. */
  readonly authorityEpoch = undefined
  readonly #link: PostgresLink
  readonly #readers: PostgresReaders
  readonly #writer: PostgresWriter
  readonly probe: Pick<Reading, 'read'>
  readonly #snapshots = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(link: PostgresLink, writer: PostgresWriter, pool: number | undefined) {
    this.#link = link
    this.#readers = new PostgresReaders(link, pool)
    const probe = new PostgresReaders(link, 1)
    this.probe = { read: (...statements) => probe.read(statements) as never }
    this.#writer = writer
  }

  read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>> {
    if (this.#closing !== undefined) return Promise.reject(new Unavailable('the store is closed'))
    return this.#readers.read(statements) as Promise<RowsOf<Statements>>
  }

  async snapshot<T>(action: (read: Db['read']) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new Unavailable('the store is closed')
    const held = onSnapshot(this.#link, action).finally(() => this.#snapshots.delete(held))
    this.#snapshots.add(held)
    return held
  }

  commit(commit: Commit): Promise<unknown[][]> {
    return this.#writer.commit(commit)
  }

  commitAll(commits: readonly Commit[], told?: (done: number) => void): Promise<void> {
    return this.#writer.commitAll(commits, told)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await Promise.allSettled([this.#writer.close(), ...this.#snapshots])
    await this.#link.close()
  }
}

/** Does something on a connection of its own. */
async function onServer<T>(target: Target, action: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectTo(target).catch((cause: Error) => {
    const message = `The database at ${target.name} cannot be reached: ${cause.message}.`
    throw new CannotOpen(message, { cause })
  })
  try {
    return await action(client)
  } finally {
    await client.end()
  }
}

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
  if (fsync === 'off') refuse('has fsync=off and would lose changes in a crash; turn it on')
  if (encoding !== 'UTF8') refuse('does not hold every character; create it with encoding UTF8')
  if (synchronous === 'off') {
    warn(`${name} has synchronous_commit=off: a crash loses the last changes; turn it on`)
  }
  if (pages === 'off') {
    warn(`${name} has full_page_writes=off: a crash may damage it; turn it on`)
  }
}
