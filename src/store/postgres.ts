// The PostgreSQL engine: any number of nodes on one database, nothing remembered between requests.
import { CannotOpen, type Commit, type Db, type RowsOf, Unavailable } from './db.ts'
import { migratePostgres } from './migrations/migrate.ts'
import { PostgresLink } from './postgres-link.ts'
import { type UniqueColumns, uniqueColumns } from './postgres-outcome.ts'
import { PostgresReaders } from './postgres-readers.ts'
import { connectTo, readTarget, type Target } from './postgres-target.ts'
import { PostgresWriter } from './postgres-writer.ts'
import type { Statement } from './statement.ts'

/** The first release whose SQL is what the statements need. */
const oldestServer = 14

/**
 * Opens the database behind `postgres://…`, creating or migrating its schema. Throws CannotOpen, with
 * one sentence that says what to do. `warn` is told of what may lose acknowledged changes.
 */
export async function openPostgres(url: string, warn: (sentence: string) => void): Promise<Db> {
  const target = readTarget(url)
  const unique = await madeReady(target, warn)
  return new PostgresDb(new PostgresLink(target), unique)
}

class PostgresDb implements Db {
  /** Other nodes write too, so nothing may be remembered without being proven again. */
  readonly authorityEpoch = undefined
  readonly #link: PostgresLink
  readonly #readers: PostgresReaders
  readonly #writer: PostgresWriter
  #closing: Promise<void> | undefined

  constructor(link: PostgresLink, unique: UniqueColumns) {
    this.#link = link
    this.#readers = new PostgresReaders(link)
    this.#writer = new PostgresWriter(link, unique)
  }

  read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>> {
    if (this.#closing !== undefined) return Promise.reject(new Unavailable('the store is closed'))
    return this.#readers.read(statements) as Promise<RowsOf<Statements>>
  }

  commit(commit: Commit): Promise<unknown[][]> {
    return this.#writer.commit(commit)
  }

  close(): Promise<void> {
    this.#closing ??= this.#writer.close().then(() => this.#link.close())
    return this.#closing
  }
}

/** Checks the server and brings its schema up to date; answers its unique indexes. */
async function madeReady(target: Target, warn: (sentence: string) => void): Promise<UniqueColumns> {
  const client = await connectTo(target).catch((cause: Error) => {
    const message = `The database at ${target.name} cannot be reached: ${cause.message}.`
    throw new CannotOpen(message, { cause })
  })
  try {
    const { rows } = await client.query<Record<string, string>>(serverSettings)
    judge(rows[0] ?? {}, target.name, warn)
    // An index on a large table takes its time.
    await client.query('set statement_timeout = 0')
    await migratePostgres(client)
    const unique = await client.query<{ name: string; taken: string }>(uniqueColumns)
    return new Map(unique.rows.map(({ name, taken }) => [name, taken]))
  } finally {
    await client.end()
  }
}

const serverSettings = `select current_setting('server_version_num') as version,
  current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
  current_setting('synchronous_commit') as synchronous, current_setting('server_encoding') as encoding`

/** Refuses a server that is too old or loses what it has confirmed (reliability.md D-11). */
function judge(
  { version = '', fsync, pages, synchronous, encoding }: Record<string, string>,
  name: string,
  warn: (sentence: string) => void,
): void {
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
