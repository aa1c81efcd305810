// From an Authorization header to the actor, or nobody.
import type { Catalogue } from '../catalogue/catalogue.ts'
import { catalogueVersion } from '../catalogue/sql.ts'
import type { CredentialsApi3Id, GroupId, RoleId, UserId } from '../ids.ts'
import type { Db } from '../store/db.ts'
import { endTokens } from '../upkeep.ts'
import { type Actor, maySudo, rightsOf } from './actor.ts'
import { holderGroups, holderRoles, tokenHolder } from './sql.ts'

interface Options {
  readonly db: Db
  readonly digest: (token: string) => string
  /** Whether the text is spelled like a token, so that garbage costs nothing. */
  readonly isToken: (text: string) => boolean
  /** The catalogue as of a version read from the database, or a newer one. */
  readonly catalogueAt: (version: number) => Catalogue | Promise<Catalogue>
  readonly now: () => number
}

export type Authenticate = (
  authorization: string,
  fresh: boolean,
) => Actor | undefined | Promise<Actor | undefined>

const remembered = 10_000

/**
 * Answers at once for a token it has seen: since the last commit that could have changed anybody's
 * rights where this process is the only writer, else marked as `remembered`. `fresh` reads the database
 * in any case. Both `token X` and `Bearer X` are taken (looker 7.4).
 */
export function authenticator(options: Options): Authenticate {
  const { db, now } = options
  const actors = new Map<string, Actor>()
  let epoch: number | undefined
  return (authorization, fresh) => {
    if (db.authorityEpoch !== epoch) {
      actors.clear()
      epoch = db.authorityEpoch
    }
    const known = fresh ? undefined : actors.get(authorization)
    if (known !== undefined && known.expires_at > now()) return known
    const token = tokenIn(authorization)
    if (token === undefined || !options.isToken(token)) return undefined
    return findActor(options, options.digest(token)).then((actor) => {
      if (actor === undefined) actors.delete(authorization)
      else if (actor.basis.epoch === db.authorityEpoch) {
        if (actors.size >= remembered) actors.clear()
        actors.set(authorization, { ...actor, remembered: actor.basis.epoch === undefined })
      }
      return actor
    })
  }
}

/**
 * Why a header names nobody. Of a token nothing is said but that it is one: whether it has ended, was
 * taken away or never was is the same, and so is whose it was.
 */
export function whyNobody(isToken: Options['isToken'], authorization: string): string {
  if (authorization.trim() === '') return `${required} No Authorization header was sent; ${signIn}`
  const token = tokenIn(authorization)
  if (token === undefined) {
    return `${required} The Authorization header must be "token ACCESS_TOKEN" or "Bearer ACCESS_TOKEN"; ${signIn}`
  }
  if (!isToken(token)) {
    return `${required} The Authorization header holds no access token of Attrium; ${signIn}`
  }
  return `${required} The access token has ended, or this server has not given it; sign in again.`
}
const required = 'Requires authentication.'
const signIn = 'POST /api/4.0/login gives an access token for an API key.'

function tokenIn(authorization: string): string | undefined {
  const [scheme, token, ...rest] = authorization.trim().split(/ +/)
  const known = scheme !== undefined && /^(token|bearer)$/i.test(scheme)
  return known && rest.length === 0 ? token : undefined
}

async function findActor(options: Options, token_digest: string): Promise<Actor | undefined> {
  for (;;) {
    const epoch = options.db.authorityEpoch
    const [versions, holders, groups, roles] = await options.db.read(
      catalogueVersion,
      tokenHolder({ token_digest }),
      holderGroups({ token_digest }),
      holderRoles({ token_digest }),
    )
    const holder = holders[0]
    const version = versions[0]?.version ?? 0
    if (holder === undefined) return undefined
    const now = options.now()
    if (holder.expires_at <= now) {
      // Before the answer: what was once refused stays refused, also by a server whose clock is behind.
      await endTokens(options.db, now)
      return undefined
    }
    const catalogue = await options.catalogueAt(version)
    if (catalogue.version !== version) continue
    const rightsFor = (user_id: string) =>
      rightsOf(
        catalogue,
        groups.filter((row) => row.user_id === user_id).map((row) => row.group_id as GroupId),
        roles.filter((row) => row.user_id === user_id).map((row) => row.role_id as RoleId),
      )
    const rights = rightsFor(holder.user_id)
    if (holder.sudo_by !== null && !maySudo(rightsFor(holder.sudo_by), rights)) return undefined
    return {
      ...rights,
      user_id: holder.user_id as UserId,
      sudo_by: (holder.sudo_by ?? undefined) as UserId | undefined,
      credentials_api3_id: (holder.credentials_api3_id ?? undefined) as
        | CredentialsApi3Id
        | undefined,
      token_digest,
      expires_at: holder.expires_at,
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
