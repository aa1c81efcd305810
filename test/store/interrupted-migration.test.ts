// F-12: the next start finishes a migration that was killed before any one of its statements, from every schema.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { damageIn } from '../../proof/storm/storm-facts.ts'
import { sqliteTypes } from '../../src/store/differences.ts'
import { migrateSqlite, steps } from '../../src/store/migrations/migrate.ts'
import { type Connection, openConnection } from '../../src/store/sqlite/connection.ts'
import { makeReady } from '../../src/store/sqlite/file.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-migration-'))
afterAll(() => rmSync(root, { recursive: true }))

const opening = { masterKey: Buffer.alloc(32, 7), now: 0 }
const names = Object.keys(steps)

/** Rows that every later step has to migrate, in the form of the first schema. */
const people = `
  insert into users (id, first_name, last_name, created_at) values (5, 'Ada', 'Lovelace', 1);
  insert into credentials_email (user_id, email, email_key, created_at)
    values (5, 'Ada@example.com', 'ada@example.com', 1);
  insert into groups (id, name, name_key) values (7, 'Sales', 'sales');
  insert into group_users values (1, 5), (7, 5);
  insert into user_attributes (id, name, label, label_key, type)
    values (20, 'region', 'Region', 'region', 'string');
  insert into user_attribute_user_values (user_id, user_attribute_id, value) values (5, 20, 'EMEA');
  insert into user_attribute_group_values (user_attribute_id, group_id, rank, value)
    values (20, 7, 1, 'US');
  insert into audit (at, request_id, operation, user_id, user_attribute_id, new_value)
    values (1, 'r-1', 'set_user_attribute_user_value', 5, 20, 'EMEA');
`

/** A file after the first `stepsRun` steps. */
async function historical(file: string, stepsRun: number): Promise<void> {
  const connection = openConnection(file, 'writer')
  if (stepsRun > 0) {
    const [first = '', ...later] = names.slice(0, stepsRun)
    await migrateSqlite(connection, only([first]))
    connection.exec(people)
    await migrateSqlite(connection, only([first, ...later]))
  }
  connection.close()
}

const only = (some: readonly string[]) =>
  Object.fromEntries(Object.entries(steps).filter(([name]) => some.includes(name)))

/** Copies the files as a kill leaves them, without anything that only the process knew. */
function copyAsKilled(from: string, to: string): void {
  for (const beside of ['', '-wal', '-journal']) {
    rmSync(to + beside, { force: true })
    if (existsSync(from + beside)) copyFileSync(from + beside, to + beside)
  }
  rmSync(`${to}-shm`, { force: true })
}

/** Migrates, and calls `before` with the text of each statement before it runs. */
async function migrateStepwise(file: string, before: (text: string) => void): Promise<void> {
  const connection = openConnection(file, 'writer')
  const prepare = connection.prepare.bind(connection)
  connection.prepare = ((text: string) => {
    before(text)
    return prepare(text)
  }) as Connection['prepare']
  await migrateSqlite(connection)
  connection.close()
}

/** Schema and rows, without keys, which are random, and times of migrations. */
function contentOf(file: string) {
  const connection = openConnection(file, 'reader')
  const schema = connection
    .prepare('select type, name, sql from sqlite_schema order by type, name')
    .all() as { type: string; name: string }[]
  const rows = schema
    .filter(({ type, name }) => type === 'table' && !/^(keys|audit_chains|sqlite_)/.test(name))
    .map(({ name }) => {
      const columns = connection.prepare(`select name from pragma_table_info('${name}')`).pluck()
      const kept = (columns.all() as string[]).filter((it) => it !== 'mac' && it !== 'timestamp')
      const list = kept.map((column) => `"${column}"`)
      return [name, connection.prepare(`select ${list} from "${name}"`).all()]
    })
  const damage = damageIn(connection)
  connection.close()
  return { schema, rows, damage }
}

const statementsOf = (step: string): string[] => [
  ...sqliteTypes.preparation,
  ...(steps[step]?.(sqliteTypes) ?? []),
  ...sqliteTypes.completion,
]

/** Statements of the migration itself, before and between the steps. */
const statementsAround = 25

test.each(names.map((_, stepsRun) => stepsRun))(
  'from %i steps, killed before each statement, the next start has everything',
  async (stepsRun) => {
    const path = (name: string) => join(root, `${name}-${stepsRun}`)
    const [file, killed, whole] = [path('file'), path('killed'), path('whole')]
    await historical(file, stepsRun)
    copyAsKilled(file, whole)
    await makeReady(whole, opening)
    const wanted = contentOf(whole)
    const images: { text: string; image: string }[] = []
    await migrateStepwise(file, (text) => {
      const image = path(`before-${images.length}`)
      copyAsKilled(file, image)
      images.push({ text, image })
    })
    // The statements after the next step are those before which a test kills that begins later; of these, a new store
    // is tried with every sixteenth. Those around a step are the same for every step: they are tried with the first and
    // the last one.
    const next = statementsOf(names[stepsRun] ?? '')
    const isAtAnEnd = stepsRun === 0 || stepsRun === names.length - 1
    const begun = images.findIndex(({ text }) => text === next[0])
    const killedBefore = images.filter((_, at) =>
      isAtAnEnd
        ? at < next.length + statementsAround || (stepsRun === 0 && at % 16 === 0)
        : at >= begun && at <= begun + next.length,
    )
    expect(begun).toBeGreaterThan(0)
    for (const { text, image } of killedBefore) {
      copyAsKilled(image, killed)
      await makeReady(killed, opening).catch((error) => {
        throw new Error(`killed before: ${text}`, { cause: error })
      })
      expect([text, contentOf(killed)]).toEqual([text, wanted])
    }
    expect(wanted.damage).toEqual([])
    expect(images.length).toBeGreaterThan(names.slice(stepsRun).flatMap(statementsOf).length)
    console.log(`F-12 steps=${stepsRun} killed_before=${killedBefore.length} statements`)
  },
)
