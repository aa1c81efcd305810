// PostgreSQL used naively: one transaction for each request, one statement after the other.
import { Pool } from 'pg'
import { auditCells, auditColumns } from '../src/store/audit/row.ts'
import { type Commit, type Db, LostRace } from '../src/store/db.ts'
import { postgresText } from '../src/store/postgres/text.ts'
import { required, type Scalar } from '../src/store/statement.ts'

const audit = `insert into audit (${auditColumns.join(', ')})
  values (${auditColumns.map((_, at) => `$${at + 1}`).join(', ')})`

/** The same store with naive commits. */
export function naive(db: Db, connectionString: string): Db {
  const pool = new Pool({ connectionString, max: 20 })
  // The database may end before this process does.
  pool.on('error', () => undefined)
  return {
    read: (...statements) => db.read(...statements),
    snapshot: (action) => db.snapshot(action),
    commit: (commit) => committed(pool, commit),
    commitAll: (...given) => db.commitAll(...given),
    get authorityEpoch() {
      return db.authorityEpoch
    },
    async close() {
      await pool.end()
      await db.close()
    },
  }
}

async function committed(
  pool: Pool,
  { guards = [], statements, audit: row }: Commit,
): Promise<unknown[][]> {
  const client = await pool.connect()
  try {
    const rows: unknown[][] = []
    await client.query('begin')
    for (const statement of [...guards.map((guard) => required(guard)), ...statements]) {
      const { text } = postgresText(statement)
      const done = await client.query(text, statement.parameters as Scalar[])
      if (statement.required !== false && done.rowCount === 0) throw new LostRace()
      rows.push(done.rows)
    }
    await client.query(audit, auditCells(row) as unknown[])
    await client.query('commit')
    return rows.slice(guards.length)
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
