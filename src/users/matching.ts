// Which users a list is about and in which order; a description, not a statement.
import type { Sort } from '../http/sorts.ts'
import type { GroupId, RoleId, UserId } from '../ids.ts'
import type { IdsTerm, TextTerm } from '../search-terms.ts'

/** Users who fit everything that is given; all users when nothing is. */
export interface Matching {
  readonly ids?: readonly string[]
  /** Direct members. */
  readonly group_id?: GroupId
  /** Who has the role himself, or, when not `direct`, by way of any group too. */
  readonly role?: { readonly role_id: RoleId; readonly direct: boolean }
  /** The whole address in any case; no wildcards (clients 19). */
  readonly email?: string
  readonly search?: UserSearch
}

/** Search terms, which have to fit all or any (looker 8.5, 8.7). */
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
  /** What is asked is the same for all users. */
  readonly constant?: boolean
  /** First name, last name or address; in addition to the terms above. */
  readonly name?: TextTerm
}

export const sortFields = ['id', 'first_name', 'last_name', 'email', 'is_disabled'] as const
/** What whoever sees names only may sort by: an order tells what it is made from. */
export const publicSortFields = ['id', 'first_name', 'last_name'] as const
export type UserSort = Sort<(typeof sortFields)[number]>

/** Facts of users that cost a look at other tables. */
export interface Needs {
  readonly groups: boolean
  readonly roles: boolean
  readonly locale: boolean
  readonly credentials: boolean
}

export interface UserQuery {
  readonly matching: Matching
  readonly sorts: readonly UserSort[]
  readonly limit: number | undefined
  readonly offset: number
  readonly needs: Needs
  /** Set for callers who see only names of others: his own row alone fits terms about more. */
  readonly namesOnlyFor: UserId | undefined
}
