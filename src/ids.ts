// Ids: decimal strings on the wire (looker 9.1), branded so that two kinds never mix.

declare const kind: unique symbol
type Id<Kind extends string> = string & { readonly [kind]: Kind }

export type UserId = Id<'user'>
export type GroupId = Id<'group'>
export type UserAttributeId = Id<'user_attribute'>
export type RoleId = Id<'role'>
export type PermissionSetId = Id<'permission_set'>
export type ModelSetId = Id<'model_set'>
export type CredentialsApi3Id = Id<'credentials_api3'>

/** The kind of id that each path parameter holds. */
export interface PathIds {
  user_id: UserId
  group_id: GroupId
  deleting_group_id: GroupId
  user_attribute_id: UserAttributeId
  credentials_api3_id: CredentialsApi3Id
  role_id: RoleId
  permission_set_id: PermissionSetId
  model_set_id: ModelSetId
}

const largest = '9223372036854775807'

/**
 * True for a canonical decimal id between 1 and 2^63-1: no sign, no leading zero, no exponent, ASCII
 * digits only. Anything else can name no row, so it never reaches a database (T-20).
 */
export function isId(text: string): boolean {
  if (text.length === 0 || text.length > largest.length) return false
  const first = text.charCodeAt(0)
  // guard input-9: gone
  if (first < 49 || first > 57) return false
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  // guard input-10: becomes true
  return text.length < largest.length || text <= largest
}

/**
 * The id of a change, or that of a row of the audit, as the number to compare and count with. None is above 2^53, where
 * a number would be another one: it would be outside the range of a database, or name another row.
 */
export const sequenceOf = (id: string): number =>
  // guard input-27: becomes Number(id)
  Math.min(Number(id), Number.MAX_SAFE_INTEGER)

/** The built-in rows every store starts with (looker 10.11, 10.16). */
export const allUsersGroupId = '1' as GroupId
export const adminUserId = '1' as UserId
export const adminRoleId = '2' as RoleId
export const adminPermissionSetId = '1' as PermissionSetId
export const allModelSetId = '1' as ModelSetId

/** Orders ids as the numbers they are. */
export function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
