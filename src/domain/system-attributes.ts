// The attributes that every new instance has, and the source of their values (looker 2).
import type { UserAttribute } from './user-attribute.ts'

/** The fields of a user's record. */
export interface SystemFacts {
  readonly id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string | null
  readonly timezone: string
  /** The user's identities in other systems. */
  readonly ldap_user_id?: string | null
  readonly saml_user_id?: string | null
  readonly google_user_id?: string | null
  readonly oidc_user_id?: string | null
}

/** The record of a user of whom only groups and own values matter. */
export const noFacts = {
  ...{ id: '', first_name: '', last_name: '', email: null, timezone: '' },
  ...{ ldap_user_id: null, saml_user_id: null, google_user_id: null, oidc_user_id: null },
} satisfies SystemFacts

/** Who may read a part of a record: everybody, readers of user details, or readers of credentials. */
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

/** First and last name with a space between; a missing one is left out. */
export function fullName(user: { first_name: string; last_name: string }): string {
  return `${user.first_name} ${user.last_name}`.trim()
}

/** The value of a reserved attribute, taken from the user's record; undefined for all others. */
export function systemValue(attribute: UserAttribute, user: SystemFacts): string | undefined {
  return isReserved(attribute) ? (readers[attribute.name]?.(user) ?? '') : undefined
}

/** Ids 1 to 10: nobody can write the definition or a value of it (looker 2.3, 2.5). */
export const isReserved = ({
  is_system,
  is_permanent,
}: Pick<UserAttribute, 'is_system' | 'is_permanent'>) => is_system && is_permanent

/** The sentence of a 403 for a value that comes from the user's record. */
export const reservedValue =
  "Permission Denied: this attribute is read from the user's record and cannot be set."
