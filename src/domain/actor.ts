// The caller of a request and their rights.

import type { CredentialsApi3Id, GroupId, UserId } from '../ids.ts'

export interface Actor {
  readonly user_id: UserId
  /** The key for counting and for taking turns: callers with the same API key share it. */
  readonly caller: string
  /** The real person behind a sudo token (looker 7.6). */
  readonly sudo_by: UserId | undefined
  readonly credentials_api3_id: CredentialsApi3Id | undefined
  readonly is_admin: boolean
  readonly permissions: ReadonlySet<string>
  /** Every group of the caller, directly or through nesting. */
  readonly groups: ReadonlySet<GroupId>
  readonly token_digest: string
  /** Milliseconds since 1970 UTC at which the token ends. */
  readonly expires_at: number
  /** The next time at which one of the memberships that decide the rights begins or ends (decision 70). */
  readonly rights_until: number
  /** The sources of the caller's rights: a commit of theirs is stored only while these are unchanged. */
  readonly basis: Basis
  /** The session of a browser, if one presented its cookie. */
  readonly session?: Session | undefined
  /**
   * The actor was found in memory although other processes write to the database. No answer may leave until the
   * basis has been proven in the snapshot of the decision.
   */
  readonly remembered: boolean
}

export interface Session {
  readonly id: string
  readonly created_at: number
  /** As it was noted last. */
  readonly last_used_at: number
}

export interface Basis {
  readonly catalogue: number
  readonly authority: number
  readonly sudo_authority: number | undefined
  /** `Db.authorityEpoch` when the rights were read; undefined if only the database knows whether they still hold. */
  readonly epoch: number | undefined
}

/** The permissions a user-attribute server asks for (looker 5.1 to 5.5). */
export type Permission =
  | 'manage_user_attributes'
  | 'manage_groups'
  | 'manage_roles'
  | 'see_users'
  | 'sudo'

/** Admins have every permission; others have those that their roles name. */
export const may = (actor: Actor, permission: Permission): boolean =>
  actor.is_admin || actor.permissions.has(permission)

/** Whether the caller sees more of a user than the user's names (looker 5.6). */
export const seesDetails = (actor: Actor, user_id?: UserId): boolean =>
  may(actor, 'see_users') || user_id === actor.user_id
