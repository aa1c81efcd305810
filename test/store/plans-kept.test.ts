// SQLite keeps the plan of each statement for all values: planning again costs ten times as much as the run.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { auditInsertText } from '../../src/store/audit/insert.ts'
import type { Db } from '../../src/store/db.ts'
import type { Scalar, Statement } from '../../src/store/statement.ts'
import { cells, differences } from '../access/matrix/matrix.ts'
import { startServer } from '../support/server.ts'

// The engine itself adds the statement for the audit row.
const texts = new Map<string, readonly Scalar[]>([
  [auditInsertText, Array.from(auditInsertText.matchAll(/\?/g), () => '1')],
])
const record = (statements: readonly Statement[] = []) => {
  for (const { text, parameters } of statements) texts.set(text, parameters)
}

/** Records each text that the program runs, with the values of one run. */
function recording(db: Db): Db {
  return {
    ...db,
    close: db.close.bind(db),
    read(...statements) {
      record(statements)
      return db.read(...statements)
    },
    snapshot: (action) =>
      db.snapshot((read) =>
        action((...statements) => {
          record(statements)
          return read(...statements)
        }),
      ),
    commit(commit) {
      record(commit.guards)
      record(commit.statements)
      return db.commit(commit)
    },
    commitAll(commits, told) {
      for (const { statements } of commits) record(statements)
      return db.commitAll(commits, told)
    },
    get authorityEpoch() {
      return db.authorityEpoch
    },
  }
}

// Only this driver shows when SQLite plans: it calls its authorizer then. In Node 22 it has no authorizer.
const { DatabaseSync: Sqlite } = createRequire(import.meta.url)('node:sqlite') as {
  DatabaseSync: typeof DatabaseSync
}
const { setAuthorizer } = Sqlite.prototype as unknown as {
  setAuthorizer?: (this: DatabaseSync, authorizer: () => number) => void
}

const directory = mkdtempSync(join(tmpdir(), 'attrium-plans-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Runs the text again with its values; returns whether SQLite planned it again. */
function plansAgain(database: Plans, text: string, parameters: readonly Scalar[]): boolean {
  const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value))
  const prepared = database.connection.prepare(text)
  const run = () => {
    database.connection.exec('savepoint one')
    try {
      prepared.all(...values)
    } catch {
      // A constraint may refuse values that are stored already; the statement was planned all the same.
    }
    database.connection.exec('rollback to one; release one')
  }
  run()
  const before = database.asked
  run()
  // More calls of the authorizer than the savepoints alone cause.
  return database.asked - before > database.askedBySavepoints
}

/** A connection that counts the calls of its authorizer. */
class Plans {
  asked = 0
  readonly askedBySavepoints: number
  readonly connection: DatabaseSync

  constructor(file: string) {
    this.connection = new Sqlite(file)
    const count = () => {
      this.asked++
      return 0
    }
    setAuthorizer?.call(this.connection, count)
    const before = this.asked
    this.connection.exec('savepoint one; rollback to one; release one')
    this.askedBySavepoints = this.asked - before
  }
}

it.runIf(setAuthorizer)(
  'no statement is planned again when it runs with other values',
  {
    timeout: 300_000,
  },
  async () => {
    const server = await startServer({ directory, flags: { rateLimit: '0' }, wrapDb: recording })
    const byTheAdmin = cells.filter(({ caller }) => caller === 'admin')
    expect(await differences(server, byTheAdmin)).toEqual([])
    // Two copies of SQLite in one process must not share a file that is in use.
    await server.stop()
    expect(texts.size).toBeGreaterThan(130)
    const database = new Plans(join(directory, 'attrium.db'))
    const again = [...texts].filter(([text, values]) => plansAgain(database, text, values))
    database.connection.close()
    expect(again.map(([text]) => text)).toEqual([])
  },
)

it.runIf(setAuthorizer)('a statement that is planned again is found', () => {
  const database = new Plans(':memory:')
  database.connection.exec('create table a (id integer primary key); create table b (id integer)')
  const text = 'select * from a left join b on b.id = a.id where a.id ='
  expect(plansAgain(database, `${text} ?`, ['1'])).toBe(true)
  expect(plansAgain(database, `${text} cast(? as bigint)`, ['1'])).toBe(false)
  database.connection.close()
})
