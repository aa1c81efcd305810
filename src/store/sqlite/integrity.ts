// Asks SQLite to check a database file.
import { type Connection, openConnection } from './connection.ts'

/** Whether an error says that a file is damaged or no database. */
export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test((error as { code?: string }).code ?? '')

/** Whether no page is damaged, every index agrees with its table and every foreign key points to a row. */
export function isSound(file: string): boolean {
  try {
    const connection = openConnection(file, 'reader')
    try {
      return agrees(connection)
    } finally {
      connection.close()
    }
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}

function agrees(connection: Connection): boolean {
  const damage = connection.prepare('pragma integrity_check(1)').pluck().get()
  const orphan = connection.prepare('pragma foreign_key_check').get()
  return damage === 'ok' && orphan === undefined
}
