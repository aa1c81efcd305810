// The same as test/start/older-changes.test.ts, in a PostgreSQL database.
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { migratePostgres, steps } from '../../src/store/migrations/migrate.ts'
import { everyLink, linked, olderSteps, recorded } from '../start/older-changes.ts'
import { emptyDatabase } from './databases.ts'

test('in a database', async () => {
  const client = new Client({ connectionString: await emptyDatabase() })
  await client.connect()
  await migratePostgres(client, olderSteps(steps))
  await client.query(recorded)
  await migratePostgres(client)
  for (const [at, text] of everyLink.entries()) {
    const { rows } = await client.query({ text, rowMode: 'array' })
    const numbers = rows.map((row: unknown[]) =>
      row.map((cell) => (cell === null ? null : Number(cell))),
    )
    expect(numbers).toEqual(linked[at])
  }
  await expect(client.query('update audit set previous_change = 1')).rejects.toThrow('append-only')
  await client.end()
})
