// The facts of a storm, read from a database file and from the server.
import type { Connection } from '../../src/store/sqlite/connection.ts'
import type { Client } from '../../test/support/server-process.ts'
import type { AuditedChange, Stored } from './storm-check.ts'
import { type Ground, hiddenText } from './storm-lanes.ts'

type Row = Readonly<Record<string, string | number | boolean | null>>

/** Every fact except those of a new instance. */
export function storedIn(connection: Connection): Stored {
  const rows = (text: string) => connection.prepare(text).all() as Row[]
  const facts = new Map<string, string>()
  for (const row of rows(`select user_id, user_attribute_id, value, value_is_hidden
      from user_attribute_user_values join user_attributes on id = user_attribute_id`))
    facts.set(`value ${row['user_id']} ${row['user_attribute_id']}`, shown(row, row['value']))
  noteGroupValues(
    facts,
    rows(`select user_attribute_id, group_id, rank, value from user_attribute_group_values
      order by user_attribute_id, rank`),
  )
  for (const row of rows(`select name, default_value, value_is_hidden from user_attributes
      where is_system = 0`))
    facts.set(`attribute ${row['name']}`, shown(row, row['default_value']))
  for (const row of rows('select name from groups where id <> 1'))
    facts.set(`group ${row['name']}`, '')
  for (const row of rows('select first_name, last_name from users where id <> 1'))
    facts.set(`user ${row['last_name']}`, String(row['first_name']))
  for (const row of rows('select group_id, user_id from group_users where group_id <> 1'))
    facts.set(`member ${row['group_id']} ${row['user_id']}`, '')
  return { facts, audit: auditIn(connection) }
}

/** A text that is not hidden, empty when there is none. */
const shown = ({ value_is_hidden }: Row, text: Row[string] | undefined) =>
  value_is_hidden ? hiddenText : String(text ?? '')

function auditIn(connection: Connection): AuditedChange[] {
  const columns = ['user_id', 'group_id', 'user_attribute_id'].map(
    (column) => `cast(${column} as text) as ${column}`,
  )
  return connection
    .prepare(`select operation, new_value, ${columns} from audit order by sequence`)
    .all() as AuditedChange[]
}

/** The faults of the file itself: broken pages, rows that point nowhere, missing audit rows. */
export function damageIn(connection: Connection): string[] {
  const damage: string[] = []
  const integrity = connection.pragma('integrity_check', { simple: true })
  if (integrity !== 'ok') damage.push(`integrity check: ${integrity}`)
  const orphans = connection.pragma('foreign_key_check') as unknown[]
  if (orphans.length > 0) damage.push(`${orphans.length} rows point nowhere`)
  const audit = 'select count(*) as rows, coalesce(max(sequence), 0) as last from audit'
  const { rows, last } = connection.prepare(audit).get() as { rows: number; last: number }
  if (rows !== last) damage.push(`${rows} audit rows, the last of them number ${last}`)
  return damage
}

/** One list for each attribute; the rows come in the order of attribute and rank. */
function noteGroupValues(facts: Map<string, string>, rows: readonly Row[]): void {
  for (const { user_attribute_id, group_id, rank, value } of rows) {
    const fact = `group values ${user_attribute_id}`
    const listed = JSON.parse(facts.get(fact) ?? '[]')
    facts.set(fact, JSON.stringify([...listed, [String(group_id), rank, value]]))
  }
}

/** The same facts as the server shows them, for the things that the storm works on. */
export async function answeredBy(
  client: Client,
  headers: Record<string, string>,
  grounds: readonly Ground[],
): Promise<Stored['facts']> {
  const get = async (path: string) => {
    const { status, text } = await client.ask({ path: `/api/4.0${path}`, headers })
    if (status !== 200) throw new Error(`${path} was answered ${status} ${text}`)
    return JSON.parse(text) as Row[]
  }
  const facts = new Map<string, string>()
  for (const row of await get('/user_attributes'))
    if (!row['is_system']) facts.set(`attribute ${row['name']}`, shown(row, row['default_value']))
  for (const row of await get('/groups?fields=id,name'))
    if (row['id'] !== '1') facts.set(`group ${row['name']}`, '')
  for (const row of await get('/users?fields=id,first_name,last_name'))
    if (row['id'] !== '1') facts.set(`user ${row['last_name']}`, String(row['first_name']))
  const ofGround = async ({ user_id, group_id, list_attribute_id }: Ground) => {
    for (const row of await get(`/users/${user_id}/attribute_values`))
      if (row['source'] === 'User Setting')
        facts.set(`value ${user_id} ${row['user_attribute_id']}`, shown(row, row['value']))
    for (const row of await get(`/groups/${group_id}/users?fields=id`))
      facts.set(`member ${group_id} ${row['id']}`, '')
    noteGroupValues(facts, await get(`/user_attributes/${list_attribute_id}/group_values`))
  }
  await Promise.all(grounds.map(ofGround))
  return facts
}

/** The differences between the server's answers and the content of its file. */
export function differences(answered: Stored['facts'], stored: Stored['facts']): string[] {
  const names = new Set([...answered.keys(), ...stored.keys()])
  return [...names]
    .filter((fact) => answered.get(fact) !== stored.get(fact))
    .map((fact) => `${fact} is answered other than it is stored`)
}
