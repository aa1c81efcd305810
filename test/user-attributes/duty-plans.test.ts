// The tasks that a server does beside answering read and write in portions: each statement has a limit, or a list
// that was read with one, and finds its rows through an index, however many rows there are (decision 47).
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteExpiredTokens, someExpiredToken } from '../../src/access/sql.ts'
import { auditRow } from '../../src/audit/audit-row.ts'
import * as audit from '../../src/audit/sql.ts'
import * as results from '../../src/changes/result-sql.ts'
import type { UserAttributeId } from '../../src/ids.ts'
import { postgresText } from '../../src/store/postgres/text.ts'
import { type Statement, sql, statement, writer } from '../../src/store/statement.ts'
import * as sealing from '../../src/values/sealing-sql.ts'
import { byTest, databaseOf, engine, startServer, type TestServer } from '../support/server.ts'
import { change } from '../support/world.ts'

let server: TestServer
const user_attribute_id = '14' as UserAttributeId

const raw = (text: string): Statement => statement({ compile: () => sql.raw(text).compile(writer) })

/** Enough rows to make a plan expensive that reads all of them. */
const rows = 20_000
const numbers = `with recursive number (n) as (select 1 union all select n + 1 from number where n < ${rows})`
const filled = [
  `insert into users (first_name, last_name, first_name_key, last_name_key, created_at)
    ${numbers} select 'Many', 'Many', 'many', 'many', 1 from number`,
  ...[14, 15].map(
    (id) => `insert into user_attributes (id, name, label, label_key, type, is_system, is_permanent)
      values (${id}, 'name${id}', 'Label ${id}', 'label ${id}', 'string', ${no()}, ${no()})`,
  ),
  `insert into groups (name, name_key, externally_managed, include_by_default,
      can_add_to_content_metadata) ${numbers} select 'Group', 'group ' || n, ${no()}, ${no()}, ${no()} from number`,
  `insert into user_attribute_group_values (group_id, user_attribute_id, value, rank)
    ${numbers} select 1 + n, 14 + n % 2, 'value', n from number`,
  `insert into user_attribute_user_values (user_id, user_attribute_id, value, newest_change)
    ${numbers} select 1 + n, 14 + n % 2, 'value', 1000 + n from number`,
  `insert into ended_value_histories (user_id, user_attribute_id, newest_change)
    ${numbers} select 1 + n, 15 - n % 2, 1000 + n from number`,
  `insert into change_results (change_id, block, at, key_id, mark, sealed)
    ${numbers} select n, 0, n, 1 + n % 2, 'mark', 'sealed' from number`,
  `insert into audit (sequence, at, request_id, operation, user_id, user_attribute_id, new_value, chain_id,
      chain_sequence, mac, previous_change)
    ${numbers} select 1000 + n, n, 'r', 'o', case when n % 3 > 0 then 1 + n end, 14 + n % 2, 'value', 77, n, 'm',
      case when n > 5000 then n - 4000 end
    from number`,
]
/** Tells the planner of PostgreSQL that the tables are large; SQLite chooses the same plan for any size. */
const asHundredMillion = `update pg_class set reltuples = 100000000 where relname in ('audit',
  'user_attribute_user_values', 'user_attribute_group_values', 'ended_value_histories', 'change_results')`
function no() {
  return engine === 'PostgreSQL' ? 'false' : '0'
}

beforeAll(async () => {
  server = await startServer()
  const fill = [...filled, 'analyze']
  if (engine === 'SQLite') for (const text of fill) await change(server, [raw(text)])
  else {
    await onPostgres(async (client) => {
      for (const text of [...fill, asHundredMillion]) await client.query(text)
    })
  }
})
afterAll(() => server.stop())

const list = JSON.stringify(['105', '106', '107'])
const items = JSON.stringify([
  {
    user_id: '11',
    group_id: '1',
    user_attribute_id,
    old: 'a',
    value: 'b',
    version: 'c',
    sequence: '105',
  },
])
const block = { change_id: '10000', block: 0 }
const blocks = JSON.stringify([{ ...block, sealed: 'sealed' }])
const key = { user_attribute_id }
const page = { ...key, after: '10000', most: 250 }
const place = { user_id: '10000', user_attribute_id: '14' }

/** Pages in the order of an index, so that nothing is sorted. */
const pages: Readonly<Record<string, Statement>> = {
  storedUserValues: sealing.storedUserValues(page),
  storedGroupValues: sealing.storedGroupValues(page),
  readableUserValues: sealing.readableUserValues(page),
  changesOfNobody: audit.changesOfNobody({ ...key, after: 10_000 }),
  newestChanges: audit.newestChanges(page),
  endedChanges: audit.endedChanges(page),
  newestOfValues: audit.newestOfValues(place),
  newestOfEnded: audit.newestOfEnded(place),
  newestAudit: audit.newestAudit,
  oldestAudit: audit.oldestAudit,
  someExpiredToken: someExpiredToken({ now: 1 }),
  oldBlocks: results.oldBlocks({ before: 5000, most: 50 }),
  blocksOfOldKeys: results.blocksOfOldKeys({ ...block, key_id: '1', newest: '3', most: 50 }),
  blocksAfter: results.blocksAfter({ ...block, most: 50 }),
  someBlocks: results.someBlocks({ change_id: '10000', from: 0, most: 8 }),
}
const bounded: Readonly<Record<string, Statement>> = {
  ...pages,
  sealingsLeft: sealing.sealingsLeft,
  auditPage: audit.auditPage({ after: 10_000 }),
  history: audit.history({ after: 10_000 }),
  changesBefore: audit.changesBefore({ list, depth: 100 }),
  readableValues: audit.readableValues({ list }),
  linksOf: audit.linksOf({ list }),
  deleteExpiredTokens: deleteExpiredTokens({ now: 1 }),
}
/** Statements about the rows that a page has listed. */
const listed: Readonly<Record<string, Statement>> = {
  redact: audit.redact({ list: items }),
  sealUserValues: sealing.sealUserValues({ ...key, list: items }),
  sealGroupValues: sealing.sealGroupValues({ ...key, list: items }),
  removeBlocks: results.removeBlocks({ list: blocks }),
  resealBlocks: results.resealBlocks({ list: blocks, key_id: '3' }),
}

async function planOf(one: Statement): Promise<string> {
  if (engine === 'PostgreSQL') return postgresPlan(one)
  const { db, now } = server.running.server
  const explained = { ...one, text: `explain query plan ${one.text}`, required: false }
  const [plan] = await db.commit({
    statements: [explained],
    audit: auditRow(byTest(now()), {}),
    changesAuthority: false,
  })
  return (plan as { detail: string }[]).map(({ detail }) => detail).join('\n')
}

async function postgresPlan(one: Statement): Promise<string> {
  const { text } = postgresText(one)
  return onPostgres(async (client) => {
    const { rows } = await client.query(`explain ${text}`, [...one.parameters])
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n')
  })
}

async function onPostgres<T>(action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseOf(server) })
  await client.connect()
  try {
    return await action(client)
  } finally {
    await client.end()
  }
}

/** Tables that grow without limit, under their names in plans. */
const large =
  'audit|held|change|attribute|user_attribute_user_values|ended_value_histories|access_tokens|user_attribute_group_values|change_results'
const whole =
  engine === 'PostgreSQL'
    ? /Seq Scan on (audit|user_attribute_(user|group)_values|ended_value_histories|change_results)/
    : new RegExp(`^SCAN (${large})$`, 'm')
const sorted = engine === 'PostgreSQL' ? /\bSort\b/ : /TEMP B-TREE/

it.each(Object.keys({ ...bounded, ...listed }))(
  '%s finds its rows through an index',
  async (name) => {
    const one = { ...bounded, ...listed }[name] as Statement
    // SQLite calls it a scan to read the first row of a table in the order of its key.
    if (engine === 'SQLite' && /limit \+\?$/.test(one.text) && one.parameters.at(-1) === 1) return
    const plan = await planOf(one)
    expect(plan).not.toBe('')
    expect(plan).not.toMatch(whole)
  },
)

it.each(Object.keys(bounded))('%s has a limit', (name) => {
  expect(bounded[name]?.text).toMatch(/\blimit\b/)
})

it.each(Object.keys(pages))('%s is a page in the order of an index', async (name) => {
  expect(await planOf(pages[name] as Statement)).not.toMatch(sorted)
})
