// Finds the caller behind an Authorization header, or behind another secret that identifies somebody.

import { catalogueVersion } from '../catalogue/sql.ts'
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { counts } from '../domain/memberships.ts'
import { maySudo, type Rights, rightsOf } from '../domain/rights.ts'
import { nextChange } from '../domain/times.ts'
import type { Identity } from '../http/face.ts'
import type { CredentialsApi3Id, GroupId, RoleId, UserId } from '../ids.ts'
import type { Db } from '../store/db.ts'
import { endTokens } from './expired-tokens.ts'
import { holderGroups, holderRoles, tokenHolder } from './sql.ts'

export interface AuthenticatorOptions {
  readonly db: Db
  readonly digest: (token: string) => string
  /** Whether the text is spelled like a token. Any other text is refused without a read. */
  readonly isToken: (text: string) => boolean
  /** The catalogue at a version read from the database, or a newer one. */
  readonly catalogueAt: (version: number) => Catalogue | Promise<Catalogue>
  readonly now: () => number
}

export type Authenticate = (
  authorization: string,
  fresh: boolean,
) => Actor | undefined | Promise<Actor | undefined>

/** Where a secret is in what a request presents, and whose it is. */
export interface Kind {
  readonly secretIn: (presented: string) => string | undefined
  readonly holder: typeof tokenHolder
}

const remembered = 10_000

/**
 * Answers from memory for a token seen since the last commit that could have changed anybody's rights. Where other
 * processes write too, it does so for any token seen, and marks the actor as `remembered`. `fresh` always reads the
 * database. Both `token X` and `Bearer X` are accepted (looker 7.4).
 */
export function authenticator(options: AuthenticatorOptions, kind: Kind = tokens): Authenticate {
  const { db, now } = options
  const actors = new Map<string, Actor>()
  let epoch: number | undefined
  return (authorization, fresh) => {
    if (db.authorityEpoch !== epoch) {
      // guard token-5: gone
      actors.clear()
      epoch = db.authorityEpoch
    }
    const known = fresh ? undefined : actors.get(authorization)
    if (known !== undefined && known.expires_at > now()) return known
    const token = kind.secretIn(authorization)
    if (token === undefined || !options.isToken(token)) return undefined
    return findActor(options, kind, options.digest(token)).then((actor) => {
      if (actor === undefined) actors.delete(authorization)
      else if (actor.basis.epoch === db.authorityEpoch) {
        if (actors.size >= remembered) actors.clear()
        actors.set(authorization, { ...actor, remembered: actor.basis.epoch === undefined })
      }
      return actor
    })
  }
}

/** Callers who present an access token in the Authorization header. */
export const accessTokens = (options: AuthenticatorOptions): Omit<Identity<Actor>, 'barred'> => ({
  presented: ({ authorization = '' }) => authorization,
  find: authenticator(options),
  whyNobody: (authorization) => whyNobody(options.isToken, authorization),
})

/**
 * Why a header names nobody. All that is said of a token is that it is one: the answer is the same whether it
 * has ended, was deleted or never existed, and it does not tell whose it was.
 */
function whyNobody(isToken: AuthenticatorOptions['isToken'], authorization: string): string {
  if (authorization.trim() === '') return `${required} No Authorization header was sent; ${signIn}`
  const token = tokenIn(authorization)
  if (token === undefined) {
    return `${required} The Authorization header must be "token ACCESS_TOKEN" or "Bearer ACCESS_TOKEN"; ${signIn}`
  }
  if (!isToken(token)) {
    return `${required} The Authorization header holds no access token of Attrium; ${signIn}`
  }
  return `${required} The access token has ended or was not issued by this server; sign in again.`
}
const required = 'Requires authentication.'
const signIn = 'POST /api/4.0/login returns an access token for an API key.'

function tokenIn(authorization: string): string | undefined {
  const [scheme, token, ...rest] = authorization.trim().split(/ +/)
  const known = scheme !== undefined && /^(token|bearer)$/i.test(scheme)
  return known && rest.length === 0 ? token : undefined
}

const tokens: Kind = { secretIn: tokenIn, holder: tokenHolder }

async function findActor(
  options: AuthenticatorOptions,
  kind: Kind,
  token_digest: string,
): Promise<Actor | undefined> {
  for (;;) {
    const epoch = options.db.authorityEpoch
    const [versions, holders, groups, roles] = await options.db.read(
      catalogueVersion,
      kind.holder({ token_digest }),
      holderGroups({ token_digest }),
      holderRoles({ token_digest }),
    )
    const holder = holders[0]
    const version = versions[0]?.version ?? 0
    if (holder === undefined) return undefined
    const now = options.now()
    if (holder.expires_at <= now) {
      // Deleted before the answer: a token that was refused once stays refused, even if a server's clock is behind.
      await endTokens(options.db, now)
      return undefined
    }
    const catalogue = await options.catalogueAt(version)
    if (catalogue.version !== version) continue
    const rightsFor = (user_id: string) =>
      rightsOf(
        catalogue,
        groups
          // guard membership-5: without && counts(row, now)
          .filter((row) => row.user_id === user_id && counts(row, now))
          .map((row) => row.group_id as GroupId),
        roles.filter((row) => row.user_id === user_id).map((row) => row.role_id as RoleId),
      )
    const rights = rightsFor(holder.user_id)
    // guard oauth-12: gone
    if (!isIn(rightsFor(holder.sudo_by ?? holder.user_id), holder.oauth_group_id)) return undefined
    // guard sudo-1: gone
    if (holder.sudo_by !== null && !maySudo(rightsFor(holder.sudo_by), rights)) return undefined
    return {
      is_admin: rights.is_admin,
      permissions: rights.permissions,
      groups: rights.groups,
      user_id: holder.user_id as UserId,
      caller: holder.credentials_api3_id ?? `user ${holder.user_id}`,
      sudo_by: (holder.sudo_by ?? undefined) as UserId | undefined,
      credentials_api3_id: (holder.credentials_api3_id ?? undefined) as
        | CredentialsApi3Id
        | undefined,
      token_digest,
      expires_at: holder.expires_at,
      rights_until: nextChange(groups, now) ?? Number.POSITIVE_INFINITY,
      session: sessionOf(holder),
      basis: {
        catalogue: version,
        authority: holder.authority,
        sudo_authority: holder.sudo_authority ?? undefined,
        epoch,
      },
      remembered: false,
    }
  }
}

/** Whether somebody is in the group that an application is for; null is every application that is for all. */
const isIn = ({ groups }: Rights, group_id: string | null): boolean =>
  group_id === null || groups.has(group_id as GroupId)

type Holder = NonNullable<ReturnType<typeof tokenHolder>['row']>

const sessionOf = ({ session_id, created_at, last_used_at }: Holder) =>
  last_used_at === null ? undefined : { id: session_id, created_at, last_used_at }
