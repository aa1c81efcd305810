// Describes the users of a list and their order, without statements.
import type { Sort } from '../http/sorts.ts'
import type { GroupId, RoleId, UserId } from '../ids.ts'
import type { IdsTerm, TextTerm } from '../texts/search-terms.ts'

/** Selects the users who match every given condition; all users if there is none. */
export interface Matching {
  readonly ids?: readonly string[]
  /** Direct members. */
  readonly group_id?: GroupId
  /** Holders of the role; unless `direct` is true, holders through groups are included. */
  readonly role?: { readonly role_id: RoleId; readonly direct: boolean }
  /** The whole address, without wildcards; case is ignored (clients 19). */
  readonly email?: string
  readonly search?: UserSearch
}

/** Search terms; `any` says whether one of them is enough or all must match (looker 8.5, 8.7). */
export interface UserSearch {
  readonly any: boolean
  readonly id?: IdsTerm
  readonly group_id?: IdsTerm
  readonly first_name?: TextTerm
  readonly last_name?: TextTerm
  readonly full_name?: TextTerm
  readonly email?: TextTerm
  readonly is_disabled?: boolean
  readonly embed_user?: boolean
  readonly is_service_account?: boolean
  readonly can_manage_api3_creds?: boolean
  /** A condition with this result for every user. */
  readonly constant?: boolean
  /** First name, last name or address must match, in addition to the terms above. */
  readonly name?: TextTerm
}

export const sortFields = ['id', 'first_name', 'last_name', 'email', 'is_disabled'] as const
/** The sort fields of callers who see names only: an order reveals the field behind it. */
export const publicSortFields = ['id', 'first_name', 'last_name'] as const
export type UserSort = Sort<(typeof sortFields)[number]>

/** Facts about users that are read from other tables, and only if they are needed. */
export interface Needs {
  readonly groups: boolean
  readonly roles: boolean
  readonly locale: boolean
  readonly credentials: boolean
  readonly sessions: boolean
}

export interface UserQuery {
  readonly matching: Matching
  readonly sorts: readonly UserSort[]
  readonly limit: number | undefined
  readonly offset: number
  readonly needs: Needs
  /** Decides which values count. */
  readonly now: number
  /** Set for callers who see only names of others: terms about other fields match only their own row. */
  readonly namesOnlyFor: UserId | undefined
}
