// Statements about grants: what a person has allowed an application, as a code and then as refresh tokens.
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { idText, prepare, required, type Statement, sql } from '../store/statement.ts'
import { membersAt } from '../values/members-sql.ts'

export interface NewGrant {
  readonly id: string
  readonly client_guid: string
  readonly user_id: UserId
  readonly redirect_uri: string
  readonly code_challenge: string
  readonly generation: number
  readonly created_at: number
  readonly expires_at: number
}
const prepareAdd = prepare((writer, row: { [K in keyof NewGrant]: NewGrant[K] }) =>
  writer.insertInto('oauth_grants').values({
    id: row.id,
    client_guid: row.client_guid,
    user_id: row.user_id,
    redirect_uri: row.redirect_uri,
    code_challenge: row.code_challenge,
    generation: row.generation,
    created_at: row.created_at,
    expires_at: row.expires_at,
  }),
)
export const addGrant = (row: NewGrant): Statement => required(prepareAdd({ ...row }))

/** Makes room for one more grant of a person: the oldest end. */
export const endSurplusGrants = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.deleteFrom('oauth_grants').where(
    'id',
    'in',
    writer
      .selectFrom('oauth_grants')
      .select('id')
      .where('user_id', '=', user_id)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(sql.lit(1000))
      .offset(sql.lit(limits.oauth_grants_per_user - 1)),
  ),
)

export const grantWith = prepare((writer, { id }: { id: string }) =>
  writer
    .selectFrom('oauth_grants')
    .select([
      'oauth_grants.client_guid',
      idText('oauth_grants.user_id').as('user_id'),
      'oauth_grants.redirect_uri',
      'oauth_grants.code_challenge',
      'oauth_grants.generation',
      'oauth_grants.created_at',
      'oauth_grants.expires_at',
    ])
    .where('oauth_grants.id', '=', id),
)
export type Grant = NonNullable<ReturnType<typeof grantWith>['row']>

/** Direct groups of the person at this time. */
export const groupsOfGrant = prepare((writer, { id, now }: { id: string; now: number }) =>
  writer
    .selectFrom(membersAt(now).as('member'))
    .innerJoin('oauth_grants', 'oauth_grants.user_id', 'member.user_id')
    .select(idText('member.group_id').as('group_id'))
    .where('oauth_grants.id', '=', id)
    .orderBy('member.group_id'),
)

interface Step {
  readonly id: string
  readonly generation: number
  readonly expires_at: number
}
const prepareAdvance = prepare((writer, row: { [K in keyof Step]: Step[K] }) =>
  writer
    .updateTable('oauth_grants')
    .set((grant) => ({
      generation: grant('generation', '+', 1),
      expires_at: row.expires_at,
    }))
    .where('id', '=', row.id)
    // guard oauth-9: gone
    .where('generation', '=', row.generation),
)
/** Uses up a code or a refresh token; the commit is lost if somebody has done so, or the grant has ended. */
export const advanceGrant = (step: Step): Statement => required(prepareAdvance({ ...step }))

/** The access token that the grant had before ends with the refresh. */
export const endOwnTokens = prepare((writer, { id }: { id: string }) =>
  writer.deleteFrom('access_tokens').where('oauth_grant_id', '=', id).where('sudo_by', 'is', null),
)

/** Its tokens end with a grant. */
export const endGrant = prepare((writer, { id }: { id: string }) =>
  writer.deleteFrom('oauth_grants').where('id', '=', id),
)

export const endGrantsOfClient = prepare((writer, { client_guid }: { client_guid: string }) =>
  writer.deleteFrom('oauth_grants').where('client_guid', '=', client_guid),
)

export const endGrantsFor = prepare(
  (writer, { client_guid, user_id }: { client_guid: string; user_id: UserId }) =>
    writer
      .deleteFrom('oauth_grants')
      .where('client_guid', '=', client_guid)
      .where('user_id', '=', user_id),
)
