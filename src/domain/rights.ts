// The rights of a person, which their groups and roles give them.
import { byId, type GroupId, type RoleId } from '../ids.ts'
import type { Catalogue } from './catalogue.ts'

export interface Rights {
  readonly is_admin: boolean
  readonly permissions: ReadonlySet<string>
  /** Every group they are in, directly or through nesting. */
  readonly groups: ReadonlySet<GroupId>
  /** Their own roles and those of their groups, in the order of ids. */
  readonly roles: readonly RoleId[]
}

/** The rights of somebody with these direct groups and these direct roles. */
export function rightsOf(
  catalogue: Catalogue,
  directGroups: readonly GroupId[],
  directRoles: readonly RoleId[],
): Rights {
  const groups = catalogue.allGroups(directGroups)
  const ids = new Set([...directRoles, ...catalogue.rolesThrough(groups)])
  const known = [...ids].flatMap((id) => catalogue.roles.get(id) ?? [])
  return {
    groups,
    roles: [...ids].sort(byId),
    is_admin: known.some((role) => role.all_access),
    permissions: new Set(known.flatMap((role) => role.permissions)),
  }
}

type Power = Pick<Rights, 'is_admin' | 'permissions'>

/** Admins may act as anybody, holders of `sudo` as anybody who is not an admin (looker 7.6). */
export const maySudo = (real: Power, subject: Power): boolean =>
  // guard sudo-3: without && !subject.is_admin
  real.is_admin || (real.permissions.has('sudo') && !subject.is_admin)
