// What a backup leaves out and what it counts.
import { idText, prepare, type Statement, sql } from '../store/statement.ts'

const revokeTokens = prepare((writer) => writer.deleteFrom('access_tokens'))({})

const revokeLinks = prepare((writer) =>
  writer.updateTable('credentials_email').set({
    account_setup_nonce: null,
    password_reset_nonce: null,
    password_reset_expires_at: null,
  }),
)({})

/**
 * Takes away whatever somebody could sign in with and was given for a while: access tokens and the links
 * by which accounts are set up and passwords reset. API keys stay.
 */
export const revokeEverything: readonly Statement[] = [revokeTokens, revokeLinks]

/** The same in a database whose newest schema step is this one. */
export const revokeEverythingIn = (schema: string): readonly Statement[] =>
  schema < '0002' ? [revokeTokens] : revokeEverything

/** Whether a database whose newest schema step is this one has chains of the audit and keys. */
export const hasChains = (schema: string): boolean => schema >= '0005'

const counted = [
  'users',
  'groups',
  'roles',
  'user_attributes',
  'user_attribute_user_values',
  'user_attribute_group_values',
  'credentials_api3',
  'audit',
] as const

/** One row for each table. */
export const rowCounts: Statement<{ table: string; rows: number }> = prepare((writer) =>
  counted
    .map((table) =>
      writer
        .selectFrom(table)
        .select([sql<string>`${sql.lit(table)}`.as('table'), sql<number>`count(*)`.as('rows')]),
    )
    .reduce((all, one) => all.unionAll(one)),
)({})

export const keyIds = prepare((writer) =>
  writer.selectFrom('keys').select(idText('id').as('id')).orderBy('keys.id'),
)({})
