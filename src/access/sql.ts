// Statements that find the owner of a token and their rights.

import type { Basis } from '../domain/actor.ts'
import type { UserId } from '../ids.ts'
import { idText, prepare, required, type Statement, sql, type Writer } from '../store/statement.ts'
import { membersAt } from '../values/members-sql.ts'

const prepareHolder = (which: 'token' | 'session') =>
  prepare((writer, { token_digest }: { token_digest: string }) =>
    writer
      .selectFrom('access_tokens')
      .innerJoin('users', 'users.id', 'access_tokens.user_id')
      .leftJoin('users as real', 'real.id', 'access_tokens.sudo_by')
      .leftJoin('credentials_api3 as key', 'key.id', 'access_tokens.credentials_api3_id')
      .select([
        idText('access_tokens.user_id').as('user_id'),
        idText('access_tokens.sudo_by').as('sudo_by'),
        idText('access_tokens.credentials_api3_id').as('credentials_api3_id'),
        'access_tokens.expires_at',
        idText('access_tokens.session_id').as('session_id'),
        'access_tokens.created_at',
        'access_tokens.last_used_at',
        idText('access_tokens.oauth_group_id').as('oauth_group_id'),
        'users.authority',
        'real.authority as sudo_authority',
      ])
      .where('access_tokens.token_digest', '=', token_digest)
      // guard session-1: gone
      .where('access_tokens.credentials_type', which === 'token' ? 'is' : 'is not', null)
      // guard token-1: gone
      .where('users.is_disabled', '=', false)
      .where((where) =>
        // guard token-2: 'real.is_disabled', '=', false → 'real.id', '>', '0'
        where.or([where('real.id', 'is', null), where('real.is_disabled', '=', false)]),
      )
      .where((where) =>
        // guard token-3: 'key.is_disabled', '=', false → 'key.id', '>', '0'
        where.or([where('key.id', 'is', null), where('key.is_disabled', '=', false)]),
      ),
  )

/** The holder of a token; no row if they, their key or the person behind a sudo is disabled. */
export const tokenHolder = prepareHolder('token')
/** The same for the session of a browser. */
export const sessionHolder = prepareHolder('session')

interface Use {
  readonly token_digest: string
  readonly noted: number
  readonly now: number
  readonly expires_at: number
}
const prepareUse = prepare((writer, use: { [K in keyof Use]: Use[K] }) =>
  writer
    .updateTable('access_tokens')
    .set((token) => ({
      last_used_at: use.now,
      expires_at: use.expires_at,
      extended_count: token('extended_count', '+', 1),
    }))
    .where('token_digest', '=', use.token_digest)
    .where('last_used_at', '=', use.noted),
)
/** Notes that a session is used, and when it ends; the commit is lost if somebody has noted it meanwhile. */
export const noteUse = (use: Use) => required(prepareUse({ ...use }))

type Kept = { user_id: UserId; kept: string }
const prepareEndSessions = prepare((writer, { user_id, kept }: Kept) =>
  writer
    .deleteFrom('access_tokens')
    .where('user_id', '=', user_id)
    .where('token_digest', '<>', kept)
    .where('credentials_type', 'is not', null),
)
const prepareEndActing = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .deleteFrom('access_tokens')
    .where('sudo_by', '=', user_id)
    .where('credentials_api3_id', 'is', null),
)
/** Ends what a person has allowed applications; their tokens end with it. */
export const endGrantsOf = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.deleteFrom('oauth_grants').where('user_id', '=', user_id),
)
/**
 * Ends the sessions of a person in all browsers, the tokens with which they act as others from there, and the tokens
 * of all applications. `kept` is the digest of a session that goes on.
 */
export const endSessionsOf = (user_id: UserId, kept = ''): Statement[] => [
  prepareEndSessions({ user_id, kept }),
  prepareEndActing({ user_id }),
  // guard oauth-11: gone
  endGrantsOf({ user_id }),
]

export const someExpiredToken = prepare((writer, { now }: { now: number }) =>
  writer.selectFrom('access_tokens').select('expires_at').where('expires_at', '<=', now).limit(1),
)

/** Deletes up to 500 expired tokens, those that ended first. */
export const deleteExpiredTokens = prepare((writer, { now }: { now: number }) =>
  writer
    .deleteFrom('access_tokens')
    .where(
      'token_digest',
      'in',
      writer
        .selectFrom('access_tokens')
        .select('token_digest')
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(500),
    ),
)

export const someEndedGrant = prepare((writer, { now }: { now: number }) =>
  writer.selectFrom('oauth_grants').select('expires_at').where('expires_at', '<=', now).limit(1),
)
/** Deletes up to 500 codes and refresh tokens that have ended. */
export const deleteEndedGrants = prepare((writer, { now }: { now: number }) =>
  writer
    .deleteFrom('oauth_grants')
    .where(
      'id',
      'in',
      writer
        .selectFrom('oauth_grants')
        .select('id')
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(500),
    ),
)
const holders = (token_digest: string) =>
  sql<string>`(select user_id from access_tokens where token_digest = ${token_digest}
    union select sudo_by from access_tokens where token_digest = ${token_digest})`

/** Memberships of the holder and of the person behind a sudo, whether they count or not. */
export const holderGroups = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .selectFrom('group_users')
    .select([
      idText('user_id').as('user_id'),
      idText('group_id').as('group_id'),
      'starts_at',
      'expires_at',
    ])
    .where('user_id', 'in', holders(token_digest)),
)

/** Direct roles of the holder and of the person behind a sudo. */
export const holderRoles = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .selectFrom('role_users')
    .select([idText('user_id').as('user_id'), idText('role_id').as('role_id')])
    .where('user_id', 'in', holders(token_digest)),
)

/** One row if this user exists. */
export const knownUser = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.selectFrom('users').select(idText('users.id').as('id')).where('users.id', '=', user_id),
)

/** Direct groups of a user at this time. */
export const directGroups = prepare((writer, { user_id, now }: { user_id: UserId; now: number }) =>
  writer
    .selectFrom(membersAt(now).as('member'))
    .select(idText('group_id').as('group_id'))
    .where('user_id', '=', user_id)
    .orderBy('member.group_id'),
)

/** All memberships of a user, whether they count or not. */
export const membershipsOf = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('group_users')
    .select([idText('group_id').as('group_id'), 'starts_at', 'expires_at'])
    .where('user_id', '=', user_id)
    .orderBy('group_users.group_id'),
)

/** Direct roles of a user. */
export const directRoles = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('role_users')
    .select(idText('role_id').as('role_id'))
    .where('user_id', '=', user_id)
    .orderBy('role_users.role_id'),
)

interface Guard {
  readonly token_digest: string
  readonly basis: Basis
}

const guard = prepare(
  (writer, values: { token_digest: string; catalogue: number; authority: number }) =>
    writer
      .selectFrom(['catalogue', 'access_tokens'])
      .innerJoin('users', 'users.id', 'access_tokens.user_id')
      .select('users.authority')
      .where('access_tokens.token_digest', '=', values.token_digest)
      // guard permission-6: gone
      .where('users.authority', '=', values.authority)
      // guard permission-6: gone
      .where('catalogue.version', '=', values.catalogue),
)

const sudoGuard = prepare((writer, values: { token_digest: string; authority: number }) =>
  writer
    .selectFrom('access_tokens')
    .innerJoin('users', 'users.id', 'access_tokens.sudo_by')
    .select('users.authority')
    .where('access_tokens.token_digest', '=', values.token_digest)
    .where('users.authority', '=', values.authority),
)

/** Each statement returns a row while the caller's token is valid and their rights are unchanged. */
export function guards({ token_digest, basis }: Guard): Statement[] {
  const { catalogue, authority, sudo_authority } = basis
  const own = guard({ token_digest, catalogue, authority })
  // guard permission-7: === undefined → !== 0
  if (sudo_authority === undefined) return [own]
  return [own, sudoGuard({ token_digest, authority: sudo_authority })]
}

/**
 * Enabled users who are admins for good: through their own roles or through groups, at any depth of nesting. Whoever is
 * in a group for a time is none of them: the server would have no administrator when that ends.
 */
const administrators = (writer: Writer) =>
  writer
    .withRecursive('admin_roles', (db) =>
      db
        .selectFrom('roles')
        .innerJoin('permission_sets', 'permission_sets.id', 'roles.permission_set_id')
        .select('roles.id')
        .where('permission_sets.all_access', '=', true),
    )
    .withRecursive('admin_groups', (db) =>
      db
        .selectFrom('role_groups')
        .innerJoin('admin_roles', 'admin_roles.id', 'role_groups.role_id')
        .select('role_groups.group_id')
        .union(
          db
            .selectFrom('group_groups')
            .innerJoin('admin_groups', 'admin_groups.group_id', 'group_groups.parent_group_id')
            .select('group_groups.group_id'),
        ),
    )
    .selectFrom((from) =>
      from
        .selectFrom('role_users')
        .innerJoin('admin_roles', 'admin_roles.id', 'role_users.role_id')
        .select('role_users.user_id')
        .union(
          from
            .selectFrom('group_users')
            .innerJoin('admin_groups', 'admin_groups.group_id', 'group_users.group_id')
            .select('group_users.user_id')
            // guard membership-3: gone
            .where('group_users.expires_at', 'is', null)
            .where('group_users.starts_at', 'is', null),
        )
        .as('admins'),
    )
    .innerJoin('users', 'users.id', 'admins.user_id')
    .where('users.is_disabled', '=', false)

/** A password does not count: it may be lost together with a second factor (decision 68). */
export const canSignIn = sql<boolean>`exists (select 1 from credentials_api3 as key
  where key.user_id = users.id and key.is_disabled = ${sql.lit(false)})`

/** All enabled administrators by id, and whether each of them can sign in. */
export const enabledAdministrators = prepare((writer) =>
  administrators(writer)
    .select([idText('users.id').as('id'), canSignIn.as('can_sign_in')])
    .orderBy('users.id'),
)({})

/** The rule that fails a commit after which nobody could administer the server. */
export const adminRemainsRule = 'an enabled administrator who can sign in remains'

/**
 * Stands last in every commit that may take away somebody's admin rights or their way to sign in. The commit fails
 * unless an enabled administrator with an enabled API key is left.
 */
export const adminRemains: Statement = required(
  // guard way-in-1: without .where(canSignIn)
  prepare((writer) => administrators(writer).select('users.authority').where(canSignIn).limit(1))(
    {},
  ),
  adminRemainsRule,
)

/** The same condition for one user. */
const prepareCanAdminister = prepare((writer, { user_id }: { user_id: UserId }) =>
  administrators(writer).select('users.authority').where(canSignIn).where('users.id', '=', user_id),
)
export const canAdminister = (user_id: UserId) => required(prepareCanAdminister({ user_id }))
