// Who is calling and what he may do.
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { CredentialsApi3Id, GroupId, RoleId, UserId } from '../ids.ts'

export interface Actor {
  readonly user_id: UserId
  /** The real person behind a sudo token (looker 7.6). */
  readonly sudo_by: UserId | undefined
  readonly credentials_api3_id: CredentialsApi3Id | undefined
  readonly is_admin: boolean
  readonly permissions: ReadonlySet<string>
  /** Every group he is in, directly or through nesting. */
  readonly groups: ReadonlySet<GroupId>
  readonly token_digest: string
  /** Milliseconds since 1970 UTC at which the token ends. */
  readonly expires_at: number
  /** What his rights were computed from: a commit of his holds only while these are unchanged. */
  readonly basis: Basis
  /**
   * Found in memory although others write to the database too: nothing may leave that was decided for
   * him before the basis has been proven in the snapshot of the decision.
   */
  readonly remembered: boolean
}

export interface Basis {
  readonly catalogue: number
  readonly authority: number
  readonly sudo_authority: number | undefined
  /** `Db.authorityEpoch` when his rights were read; undefined: only the database can tell whether they hold. */
  readonly epoch: number | undefined
}

/** The permissions a user-attribute server asks for (looker 5.1 to 5.5). */
export type Permission =
  | 'manage_user_attributes'
  | 'manage_groups'
  | 'manage_roles'
  | 'see_users'
  | 'sudo'

/** Admins may everything; others what a role of theirs names. */
/** Who is counted and takes turns as one: everybody with the same API key. */
export const callerOf = ({ credentials_api3_id, user_id }: Actor): string =>
  credentials_api3_id ?? user_id

export const may = (actor: Actor, permission: Permission): boolean =>
  actor.is_admin || actor.permissions.has(permission)

/** Whether the caller sees more of a user than his names (looker 5.6). */
export const seesDetails = (actor: Actor, user_id?: UserId): boolean =>
  may(actor, 'see_users') || user_id === actor.user_id

export interface Rights {
  readonly is_admin: boolean
  readonly permissions: ReadonlySet<string>
  readonly groups: ReadonlySet<GroupId>
}

/** What somebody with these groups and these roles of his own may do. */
export function rightsOf(
  catalogue: Catalogue,
  directGroups: readonly GroupId[],
  directRoles: readonly RoleId[],
): Rights {
  const groups = catalogue.allGroups(directGroups)
  const roles = [...directRoles, ...catalogue.rolesThrough(groups)].flatMap(
    (id) => catalogue.roles.get(id) ?? [],
  )
  return {
    groups,
    is_admin: roles.some((role) => role.all_access),
    permissions: new Set(roles.flatMap((role) => role.permissions)),
  }
}

/** Admins may become anyone, holders of `sudo` anyone who is no admin (looker 7.6). */
export const maySudo = (real: Rights, subject: Rights): boolean =>
  real.is_admin || (real.permissions.has('sudo') && !subject.is_admin)
