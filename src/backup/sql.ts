// Statements for a backup: the rows that it leaves out, and the counts of its rows.
import { idText, prepare, type Statement, sql } from '../store/statement.ts'

// guard backup-3: 'access_tokens') → 'access_tokens').where('user_id', '=', '0')
const revokeTokens = prepare((writer) => writer.deleteFrom('access_tokens'))({})

/** The tokens of a grant end with it. */
// guard oauth-24: 'oauth_grants') → 'oauth_grants').where('id', '=', '')
const revokeGrants = prepare((writer) => writer.deleteFrom('oauth_grants'))({})

const revokeLinks = prepare((writer) =>
  writer.updateTable('credentials_email').set({
    account_setup_nonce: null,
    // guard backup-4: gone
    password_reset_nonce: null,
    password_reset_expires_at: null,
  }),
)({})

/**
 * Revokes everything temporary that somebody could sign in with: access tokens, codes and refresh tokens of
 * applications, and the links that set up accounts and reset passwords. API keys stay.
 */
export const revokeEverything: readonly Statement[] = [revokeTokens, revokeLinks, revokeGrants]

/** The same in a database whose newest schema step is `schema`. */
export const revokeEverythingIn = (schema: string): readonly Statement[] =>
  schema < '0002'
    ? [revokeTokens]
    : schema < '0017'
      ? [revokeTokens, revokeLinks]
      : revokeEverything

/** Notes that what happened since the backup is not known. */
export const markRestored: Statement = prepare((writer) =>
  writer
    .updateTable('moments')
    .set({ is_restored: true })
    .where('number', '=', (moments) =>
      moments.selectFrom('moments').select((select) => select.fn.max('number').as('newest')),
    ),
)({})

/** Whether a database whose newest schema step is `schema` has audit chains and keys. */
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

/** The number of rows of each table. */
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
