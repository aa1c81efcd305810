// Reads a database file with an older schema, which the engine does not know, and commits to it once.
import { auditKey } from '../../keys/data-keys.ts'
import { nextHead } from '../audit/chain.ts'
import { type AuditCells, auditCells, auditColumns } from '../audit/row.ts'
import type { Commit, Reading } from '../db.ts'
import { readHead } from './chain.ts'
import { type Connection, openConnection } from './connection.ts'
import { reading } from './file.ts'
import { openKeys } from './keys.ts'
import { bound } from './prepared.ts'

/** Opens the file for reading. The statements must fit its schema. */
export const openOlderToRead = (file: string): Reading => reading(openConnection(file, 'reader'))

/**
 * Runs the statements and adds the row to the audit. Throws CannotOpen when the master key is not that of
 * the file, or the newest row of its audit is not the head of its chain.
 */
export function commitToOlder(
  file: string,
  masterKey: Uint8Array,
  { statements, audit }: Pick<Commit, 'statements' | 'audit'>,
): void {
  const connection = openConnection(file, 'writer')
  try {
    connection
      .transaction(() => {
        for (const { text, parameters } of statements) {
          connection.prepare(text).run(...parameters.map(bound))
        }
        // guard migration-8: gone
        addToAudit(connection, masterKey, auditCells(audit))
      })
      .immediate()
  } finally {
    connection.close()
  }
}

function addToAudit(connection: Connection, masterKey: Uint8Array, cells: AuditCells): void {
  const keys = openKeys(connection, masterKey)
  // A file without keys has no chain either; it gets both when it is migrated.
  if (keys === undefined) {
    insert(connection, auditColumns, cells)
    return
  }
  const { chain_id, chain_sequence, mac } = nextHead(auditKey(keys), readHead(connection), cells)
  const chained = [...auditColumns, 'chain_id', 'chain_sequence', 'mac']
  insert(connection, chained, [...cells, chain_id, chain_sequence, mac])
  connection
    .prepare('update audit_chains set head_sequence = ?, head_mac = ? where id = ?')
    .run(chain_sequence, mac, chain_id)
}

function insert(connection: Connection, columns: readonly string[], cells: AuditCells): void {
  connection
    .prepare(`insert into audit (${columns}) values (${columns.map(() => '?')})`)
    .run(...cells)
}
