// The attributes every instance is born with and where their values come from (looker 2).
import type { UserAttribute } from './user-attribute.ts'

/** What a user's record says of itself. */
export interface SystemFacts {
  readonly id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string | null
  readonly timezone: string
  /** Who the user is elsewhere, where another system vouches for him. */
  readonly ldap_user_id?: string | null
  readonly saml_user_id?: string | null
  readonly google_user_id?: string | null
  readonly oidc_user_id?: string | null
}

/** Who sees this part of a record: everybody, who sees details of users, who sees credentials. */
export type RecordPart = 'names' | 'details' | 'credentials'

/** The part of the record that a reserved attribute reads; undefined for all others. */
export function recordPart(attribute: UserAttribute): RecordPart | undefined {
  if (!isReserved(attribute)) return undefined
  return parts[attribute.name] ?? 'credentials'
}

const parts: Record<string, RecordPart> = {
  first_name: 'names',
  last_name: 'names',
  name: 'names',
  id: 'names',
  email: 'details',
  timezone: 'details',
}

const readers: Record<string, (user: SystemFacts) => string> = {
  first_name: (user) => user.first_name,
  last_name: (user) => user.last_name,
  email: (user) => user.email ?? '',
  name: (user) => fullName(user),
  timezone: (user) => user.timezone,
  id: (user) => user.id,
  ldap_user_id: (user) => user.ldap_user_id ?? '',
  saml_user_id: (user) => user.saml_user_id ?? '',
  google_user_id: (user) => user.google_user_id ?? '',
  oidc_user_id: (user) => user.oidc_user_id ?? '',
}

/** First and last name with a space between, without what is missing. */
export function fullName(user: { first_name: string; last_name: string }): string {
  return `${user.first_name} ${user.last_name}`.trim()
}

/** The value of a reserved attribute, taken from the user's record; undefined for all others. */
export function systemValue(attribute: UserAttribute, user: SystemFacts): string | undefined {
  return isReserved(attribute) ? (readers[attribute.name]?.(user) ?? '') : undefined
}

/** Ids 1 to 10: neither the definition nor a value of it can be written (looker 2.3, 2.5). */
export const isReserved = (attribute: UserAttribute) =>
  attribute.is_system && attribute.is_permanent

/** The sentence of a 403 for a value that is read from elsewhere. */
export const reservedValue =
  "Permission Denied: this attribute is read from the user's record and cannot be set."
