// Checks that a restored database is the state of the server at one moment between two others.
import { join } from 'node:path'
import { openConnection } from '../src/store/sqlite/connection.ts'
import { isSound } from '../src/store/sqlite/integrity.ts'
import type { Taken } from './backups.ts'
import type { WriteLoad } from './write-load.ts'

/** An audit row as text, and the value that it describes. */
interface Entry {
  readonly text: string
  readonly user_attribute_id: string
  /** Undefined when the row is about something else. */
  readonly value: string | undefined
}

interface Held {
  readonly audit: readonly Entry[]
  /** Values of user 1 by attribute. */
  readonly values: ReadonlyMap<string, string>
}

/** Every audit row of a data directory that no server uses. */
export const openHistory = (data: string): readonly Entry[] => read(join(data, 'attrium.db')).audit

function read(file: string): Held {
  const connection = openConnection(file, 'reader')
  try {
    const rows = connection.prepare('select * from audit order by sequence').all()
    const values = connection
      .prepare(
        `select cast(user_attribute_id as text), value from user_attribute_user_values
          where user_id = 1`,
      )
      .raw()
      .all() as [string, string][]
    return { audit: (rows as Record<string, unknown>[]).map(entryOf), values: new Map(values) }
  } finally {
    connection.close()
  }
}

function entryOf(row: Record<string, unknown>): Entry {
  const { operation, user_attribute_id, new_value } = row
  const sets = operation === 'set_user_attribute_user_value'
  return {
    text: JSON.stringify(row),
    user_attribute_id: String(user_attribute_id),
    value: sets ? (new_value as string) : undefined,
  }
}

interface Known {
  readonly history: readonly Entry[]
  readonly load: WriteLoad
  readonly backup: Taken
}

/**
 * The restored audit is a beginning of the server's audit. It has all changes acknowledged before the
 * backup and no change sent after it. The values are those of its newest rows.
 */
export function restoredProblems(file: string, { history, load, backup }: Known): string[] {
  if (!isSound(file)) return ['the database is damaged']
  const { audit, values } = read(file)
  const problems: string[] = []
  if (!audit.at(-1)?.text.includes('"operation":"restored"')) problems.push('no row says restored')
  const entries = audit.slice(0, -1)
  const strange = entries.findIndex(({ text }, at) => text !== history[at]?.text)
  if (strange >= 0) problems.push(`audit row ${strange + 1} is not the one of the server`)
  const written = Map.groupBy(entries, ({ user_attribute_id }) => user_attribute_id)
  for (const key of load.keys) {
    const { user_attribute_id } = key
    const own = (written.get(user_attribute_id) ?? []).flatMap(({ value }) => value ?? [])
    const [least, most] = [backup.before.get(key)?.acknowledged ?? 0, backup.after.get(key)?.sent]
    if (own.length < least) problems.push(`${key.key} lost an acknowledged value`)
    if (own.length > (most ?? 0)) problems.push(`${key.key} has a value of after the backup`)
    if (own.some((value, at) => value !== key.sent[at])) {
      problems.push(`${key.key} has audit rows that are not the values in their order`)
    }
    if (values.get(user_attribute_id) !== own.at(-1)) {
      problems.push(`${key.key} is not as its newest audit row says`)
    }
  }
  return problems
}
