// What can be done with a database file of an older schema, which the engine does not know: read it, commit once.
import { auditKey } from '../../keys/data-keys.ts'
import { nextHead } from '../audit/chain.ts'
import { type AuditCells, auditCells, auditColumns } from '../audit/row.ts'
import type { Commit, Reading } from '../db.ts'
import { readHead } from './chain.ts'
import { type Connection, openConnection } from './connection.ts'
import { reading } from './file.ts'
import { heldKeys } from './keys.ts'
import { bound } from './prepared.ts'

/** The statements must be such as the schema of the file understands. */
export const openOlderToRead = (file: string): Reading => reading(openConnection(file, 'reader'))

/**
 * Runs the statements and adds the row to the audit. Throws CannotOpen when the master key is not that of
 * the file, or its audit does not end where its chain does.
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
        addToAudit(connection, masterKey, auditCells(audit))
      })
      .immediate()
  } finally {
    connection.close()
  }
}

function addToAudit(connection: Connection, masterKey: Uint8Array, cells: AuditCells): void {
  const keys = heldKeys(connection, masterKey)
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
