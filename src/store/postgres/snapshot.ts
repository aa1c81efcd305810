// Reads one moment of PostgreSQL over many turns of the event loop, on a separate connection.
import type { Db } from '../db.ts'
import type { Statement } from '../statement.ts'
import { PipelineBroke, step } from './connection.ts'
import type { PostgresLink } from './link.ts'
import { errorOf } from './outcome.ts'
import { transactionTimeouts } from './target.ts'
import { postgresText } from './text.ts'

/** Begins a transaction whose statements all see one moment. */
// guard postgres-7: repeatable read → read committed
export const beginReading = step('begin isolation level repeatable read read only')
/** The same behind a pooler. */
export const beginReadingPooled = [beginReading, step(transactionTimeouts)]

export async function onSnapshot<T>(
  link: PostgresLink,
  action: (read: Db['read']) => Promise<T>,
): Promise<T> {
  const connection = await link.connect(() => {})
  let opening = link.pooled ? beginReadingPooled : [beginReading]
  const read = async (...statements: readonly Statement[]) => {
    const steps = statements.map((statement) => ({
      text: postgresText(statement),
      values: statement.parameters,
    }))
    const before = opening
    opening = []
    try {
      const done = await connection.run([...before, ...steps])
      return done.slice(before.length).map(({ rows }) => rows)
    } catch (error) {
      throw error instanceof PipelineBroke ? errorOf(error, new Map()) : error
    }
  }
  try {
    return await action(read as Db['read'])
  } finally {
    await connection.end()
  }
}
