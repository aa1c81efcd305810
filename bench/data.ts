// Makes a data directory for the benchmark: users, thirty attributes, nested groups, stored values.
import { cpSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, openConnection } from '../src/store/sqlite/connection.ts'
import type { Build, Fleet } from './fleet.ts'
import { type Asked, attributeCount, firstUserId, sampleOf } from './requests.ts'

/** Each chain is five groups, each inside the next one; a user is in the innermost group of a chain. */
const chains = 20
const chainLength = 5

/** A filled directory, and the data that requests to its server need. */
export interface Filled extends Asked {
  readonly directory: string
}

export const databaseFile = (directory: string) => join(directory, 'attrium.db')

/**
 * Lets a server make the directory and issue a token, then writes rows directly into the file: as many
 * users as are needed for `values` user values.
 */
export async function fill(
  fleet: Fleet,
  name: string,
  values: number,
  build?: Build,
): Promise<Filled> {
  const directory = join(fleet.directory, name)
  const server = await fleet.start('whole', directory, build && { build })
  const token = await signIn(server.port, join(directory, 'looker.ini'))
  await server.stop()
  const users = Math.ceil(values / attributeCount)
  const connection = openConnection(databaseFile(directory), 'writer')
  try {
    connection.pragma('synchronous=off')
    connection.pragma('cache_size=-400000')
    const attributeIds = addAttributes(connection)
    const innermost = addGroups(connection, attributeIds)
    addUsers(connection, users, innermost)
    addUserValues(connection, users, values, attributeIds)
    connection.exec('update catalogue set version = version + 1')
    connection.pragma('wal_checkpoint(truncate)')
    return { directory, token, users, attributeIds }
  } finally {
    connection.close()
  }
}

/** Another directory with the same content; the token is valid there too. */
export function copy(fleet: Fleet, filled: Filled, name: string): Filled {
  const directory = join(fleet.directory, name)
  cpSync(filled.directory, directory, { recursive: true })
  return { ...filled, directory }
}

/** The size of the write-ahead log in bytes; 0 if there is none. */
export function walBytes(directory: string): number {
  return statSync(`${databaseFile(directory)}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

/** A new token of the administrator. */
export async function signIn(port: number, lookerIni: string): Promise<string> {
  const ini = readFileSync(lookerIni, 'utf8')
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(ini)?.[1] ?? ''
  const answer = await fetch(`http://127.0.0.1:${port}/api/4.0/login`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: setting('client_id'),
      client_secret: setting('client_secret'),
    }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`could not sign in: ${answer.status} ${text}`)
  return (JSON.parse(text) as { access_token: string }).access_token
}

function addAttributes(connection: Connection): number[] {
  const add = connection.prepare(
    `insert into user_attributes (name, label, label_key, type, user_can_view, user_can_edit)
      values (?, ?, ?, ?, 1, 1)`,
  )
  return Array.from({ length: attributeCount }, (_, attribute) => {
    const label = `Bench Attribute ${attribute}`
    const name = label.toLowerCase().replaceAll(' ', '_')
    const { type } = sampleOf(attribute)
    return Number(add.run(name, label, label.toLowerCase(), type).lastInsertRowid)
  })
}

/** Every group has a value of every fifth attribute, so that each attribute has one value in each chain. */
function addGroups(connection: Connection, attributeIds: readonly number[]): number[] {
  const addGroup = connection.prepare('insert into groups (name, name_key) values (?, ?)')
  const nest = connection.prepare(
    'insert into group_groups (parent_group_id, group_id) values (?, ?)',
  )
  const addValue = connection.prepare(
    `insert into user_attribute_group_values (user_attribute_id, group_id, rank, value)
      values (?, ?, ?, ?)`,
  )
  const innermost: number[] = []
  for (let chain = 0; chain < chains; chain++) {
    let inner: number | undefined
    for (let level = 0; level < chainLength; level++) {
      const name = `Bench Group ${chain}.${level}`
      const id = Number(addGroup.run(name, name.toLowerCase()).lastInsertRowid)
      if (inner === undefined) innermost.push(id)
      else nest.run(id, inner)
      inner = id
      for (const [attribute, attributeId] of attributeIds.entries()) {
        if (attribute % chainLength !== level) continue
        const { before, after } = sampleOf(attribute)
        addValue.run(attributeId, id, chain + 1, `${before}${1_000_000 + chain}${after}`)
      }
    }
  }
  return innermost
}

function addUsers(connection: Connection, users: number, innermost: readonly number[]): void {
  const last = firstUserId + users - 1
  const ids = `with recursive ids(id) as
    (select ${firstUserId} union all select id + 1 from ids where id < ${last})`
  connection.exec(`begin;
    insert into users (id, first_name, first_name_key, last_name, last_name_key, created_at)
      ${ids} select id, 'Ada', 'ada', 'Number ' || id, 'number ' || id, 1700000000000 from ids;
    insert into credentials_email (user_id, email, email_key, created_at)
      ${ids} select id, 'ada.' || id || '@example.com', 'ada.' || id || '@example.com',
        1700000000000 from ids;
    insert into group_users (group_id, user_id) ${ids} select 1, id from ids;
    insert into group_users (group_id, user_id)
      ${ids} select ${innermost[0]} + (id % ${innermost.length}) * ${chainLength}, id from ids;
    commit;`)
}

/** Writes in the order of the primary key, with some hundred thousand rows in a transaction. */
function addUserValues(
  connection: Connection,
  users: number,
  values: number,
  attributeIds: readonly number[],
): void {
  connection.exec(
    'create temp table sample (attribute_id integer primary key, before text, after text)',
  )
  const addSample = connection.prepare('insert into sample values (?, ?, ?)')
  for (const [attribute, id] of attributeIds.entries()) {
    const { before, after } = sampleOf(attribute)
    addSample.run(id, before, after)
  }
  const add = connection.prepare(
    `insert into user_attribute_user_values (user_id, user_attribute_id, value)
      select users.id, sample.attribute_id,
        sample.before || (1000000 + abs(random() % 9000000)) || sample.after
      from users cross join sample
      where users.id >= ? and users.id < ?
      order by users.id, sample.attribute_id
      limit ?`,
  )
  const step = 10_000
  for (let from = 0; from < users; from += step) {
    const rows = Math.min(values - from * attributeCount, step * attributeCount)
    add.run(firstUserId + from, firstUserId + from + step, rows)
  }
}
