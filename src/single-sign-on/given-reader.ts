// What the claims of somebody give them here: values of attributes, and memberships.
import { membershipsOf } from '../access/sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import {
  type ClaimedValue,
  claimedGroups,
  claimedValues,
  type IdentityProvider,
} from '../domain/identity-provider.ts'
import type { Claims } from '../domain/sent-claims.ts'
import { hasEnded } from '../domain/times.ts'
import { Refusal } from '../errors.ts'
import { joinedBySignIn, left } from '../groups/change-sql.ts'
import {
  dropSignInMember,
  noteSignInMember,
  signInMemberships,
} from '../groups/sign-in-member-sql.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Change, OpenContext } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import { signInChange } from '../values/sign-in-change.ts'
import { storedSignInValues } from '../values/sign-in-values-sql.ts'
import type { KnownPerson } from './sql.ts'

interface Stored {
  /** Without rows of the audit of their own. */
  readonly statements: readonly Statement[]
  readonly changes: readonly Change[]
}

export interface Given {
  /** Why nobody signs in with this; sentences without values. */
  readonly refusals: readonly string[]
  /** What gives exactly this, to be stored with the session. */
  readonly storedFor: (person: KnownPerson) => Stored
}

interface Claimed {
  readonly provider: IdentityProvider
  /** Those of all providers: what others gave is over. */
  readonly issuers: ReadonlySet<string>
  readonly claims: Claims
}

/** `known` is undefined for somebody who becomes a user. */
export async function givenByClaims(
  context: OpenContext,
  { provider, issuers, claims }: Claimed,
  known: KnownPerson | undefined,
): Promise<Given> {
  const user_id = (known?.user_id ?? '0') as UserId
  const { catalogue, rows } = await context.load(
    membershipsOf({ user_id }),
    signInMemberships({ user_id }),
    storedSignInValues({ user_id }),
  )
  const values = claimedValues(provider, catalogue, claims)
  const groups = claimedGroups(provider, catalogue, claims)
  const refusals = [...values.flatMap(({ refusal }) => refusal ?? []), ...groups.refusals]
  const held = {
    memberships: rows[0],
    bySignIn: rows[1],
    now: context.server.now(),
    issuers,
    catalogue,
  }
  return {
    refusals,
    storedFor: (person) => {
      const { statements, changes } = membershipsFor(person, provider, groups.groups, held)
      const sent = {
        ...{ user_id: person.user_id as UserId, provider: provider.name, held: rows[2] },
        values: sentValues(values),
        at: context.now,
      }
      return { statements, changes: [...valueChanges(context, catalogue, sent), ...changes] }
    },
  }
}

const sentValues = (values: readonly ClaimedValue[]): ReadonlyMap<UserAttributeId, string> =>
  new Map(
    values.flatMap(({ attribute, value }): [UserAttributeId, string][] =>
      attribute === undefined || value === undefined ? [] : [[attribute.id, value]],
    ),
  )

/** The change that makes the values exactly these; none if they are so already. */
function valueChanges(
  { server }: OpenContext,
  catalogue: Catalogue,
  sent: Parameters<typeof signInChange>[2],
): Change[] {
  const outcome = signInChange(server.keys.hidden, catalogue, sent)
  if ('change' in outcome) return outcome.change === undefined ? [] : [outcome.change]
  const names = outcome.problems.map(({ field }) => field).join(', ')
  throw new Refusal('unauthenticated', { message: `A claim does not fit: ${names}.` })
}

interface Held {
  readonly memberships: readonly {
    readonly group_id: string
    readonly starts_at: number | null
    readonly expires_at: number | null
  }[]
  readonly bySignIn: readonly { readonly group_id: string; readonly issuer: string }[]
  readonly now: number
  readonly catalogue: Catalogue
  /** Those of all providers: what others gave is over. */
  readonly issuers: ReadonlySet<string>
}

/** Memberships that people have given stay as they are, with their times, also those that start later. */
function membershipsFor(
  { user_id: id, authority }: KnownPerson,
  { issuer }: IdentityProvider,
  wanted: readonly GroupId[],
  { memberships, bySignIn, now, issuers, catalogue }: Held,
): Stored {
  const user_id = id as UserId
  const lasting = new Set(memberships.filter((it) => !hasEnded(it, now)).map((it) => it.group_id))
  const isIn = new Set(memberships.map((it) => it.group_id))
  const givers = Map.groupBy(bySignIn, (it) => it.group_id as GroupId)
  const isOver = (it: Held['bySignIn'][number]) =>
    it.issuer === issuer ? !wanted.includes(it.group_id as GroupId) : !issuers.has(it.issuer)
  let version = authority
  const next = (group_id: GroupId) => ({ user_id, group_id, authority: version++ })
  const statements: Statement[] = []
  const changes: Change[] = []
  for (const group_id of wanted) {
    const given = givers.get(group_id)
    // guard single-sign-on-21: becomes false
    if (lasting.has(group_id) && given === undefined) continue
    if (!lasting.has(group_id)) {
      changes.push(joinedBySignIn(next(group_id), issuer))
    } else if (!given?.some((it) => it.issuer === issuer)) {
      statements.push(noteSignInMember({ user_id, group_id, issuer }))
    }
  }
  for (const [group_id, all] of givers) {
    const over = all.filter(isOver)
    const staysIn = over.length < all.length || wanted.includes(group_id)
    // Somebody may have taken the user out meanwhile, or deleted the group.
    if (!staysIn && isIn.has(group_id) && catalogue.groups.has(group_id)) {
      changes.push({ ...left(next(group_id)), operation: 'delete_group_user' })
    }
    for (const it of over)
      statements.push(dropSignInMember({ user_id, group_id, issuer: it.issuer }))
  }
  return { statements, changes }
}
