// The traces of races in the store: audit rows, and rows that refer to missing rows.
import { prepare, type Statement, sql } from '../../src/store/statement.ts'
import { brokenHistories } from '../../test/support/broken-histories.ts'
import type { Node, Nodes } from '../nodes.ts'

const head = prepare((writer) =>
  writer.selectFrom('audit').select(sql<number>`coalesce(max(sequence), 0)`.as('sequence')),
)({})

const since = prepare((writer, { sequence }: { sequence: number }) =>
  writer
    .selectFrom('audit')
    .select(['operation', 'new_value', 'sequence'])
    .where('sequence', '>', sequence)
    .orderBy('audit.sequence'),
)

export interface AuditedChange {
  readonly operation: string
  readonly new_value: string | null
}

/** Audit rows in the order in which they were committed, from now on. */
export async function auditFrom({ running }: Node): Promise<() => Promise<AuditedChange[]>> {
  const { db } = running.server
  const [[start]] = await db.read(head)
  return async () => (await db.read(since({ sequence: start?.sequence ?? 0 })))[0]
}

/** Every column that names a row of another table. */
const references: readonly (readonly [table: string, column: string, of: string])[] = [
  ['credentials_email', 'user_id', 'users'],
  ['credentials', 'user_id', 'users'],
  ['credentials_api3', 'user_id', 'users'],
  ['access_tokens', 'user_id', 'users'],
  ['access_tokens', 'sudo_by', 'users'],
  ['access_tokens', 'credentials_api3_id', 'credentials_api3'],
  ['access_tokens', 'oauth_grant_id', 'oauth_grants'],
  ['oauth_grants', 'user_id', 'users'],
  ['oauth_activations', 'user_id', 'users'],
  ['group_users', 'user_id', 'users'],
  ['group_users', 'group_id', 'groups'],
  ['sign_in_members', 'user_id', 'users'],
  ['sign_in_members', 'group_id', 'groups'],
  ['group_groups', 'parent_group_id', 'groups'],
  ['group_groups', 'group_id', 'groups'],
  ['role_groups', 'role_id', 'roles'],
  ['role_groups', 'group_id', 'groups'],
  ['role_users', 'role_id', 'roles'],
  ['role_users', 'user_id', 'users'],
  ['user_attribute_user_values', 'user_id', 'users'],
  ['user_attribute_user_values', 'user_attribute_id', 'user_attributes'],
  ['user_attribute_group_values', 'group_id', 'groups'],
  ['user_attribute_group_values', 'user_attribute_id', 'user_attributes'],
]

const strays = references.map(
  ([table, column, of]): Statement<{ total: number | string }> => ({
    text: `select count(*) as total from ${table}
      where ${column} is not null and ${column} not in (select id from ${of})`,
    parameters: [],
    required: false,
    versioned: false,
  }),
)

/** A line for each column that names rows which are not there. */
export async function orphans(nodes: Nodes): Promise<string[]> {
  const counts = await nodes.next().running.server.db.read(...strays)
  return references.flatMap(([table, column], at) => {
    const total = Number(counts[at]?.[0]?.total ?? Number.NaN)
    return total === 0 ? [] : [`${table}.${column} has ${total} orphans`]
  })
}

/** A line for each change of a value that is not linked to those before and after it. */
export async function lostHistories(nodes: Nodes): Promise<string[]> {
  const [broken] = await nodes.next().running.server.db.read(brokenHistories)
  return broken.map(({ sequence }) => `the change ${sequence} is not linked to the one before it`)
}
