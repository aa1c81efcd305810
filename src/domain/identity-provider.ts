// A provider with which people sign in (OIDC), and what the claims that it makes about somebody say here.
import type { GroupId } from '../ids.ts'
import { allUsersGroupId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Catalogue } from './catalogue.ts'
import { type Claims, SentNumber } from './sent-claims.ts'
import type { UserAttribute } from './user-attribute.ts'
import { type GivenValue, textFromBody } from './value-type.ts'

export interface IdentityProvider {
  /** Its name in addresses. */
  readonly id: string
  /** Its name for people. */
  readonly name: string
  /** The URL that its tokens name as `iss`, character by character. */
  readonly issuer: string
  readonly client_id: string
  /** Undefined: a public client, which has none. */
  readonly client_secret: string | undefined
  readonly scopes: readonly string[]
  /** Whether claims are read from its userinfo endpoint, too. */
  readonly userinfo: boolean
  readonly email_claim: string
  /** Whether an address counts only if the claim `email_verified` is true. */
  readonly require_verified_email: boolean
  /** Whether people whom nobody here knows become users. */
  readonly create_users: boolean
  /** Names of user attributes by claim. */
  readonly attributes: Readonly<Record<string, string>>
  readonly groups_claim: string | undefined
  /** Names of groups by a value of that claim. */
  readonly groups: Readonly<Record<string, string>>
  /** Values that claims must have. */
  readonly required_claims: Readonly<Record<string, string | boolean>>
}

/** What the claims say, before anything here was asked. */
export interface Person {
  readonly sub: string
  /** The address, if it counts. */
  readonly email: string | undefined
  readonly first_name: string
  readonly last_name: string
}

/** Why nobody signs in with these claims: sentences that name the claim and never its value. */
export type Refusals = readonly string[]

/** The person, or why the claims are refused before anything of theirs is read. */
export function personIn(provider: IdentityProvider, claims: Claims): Person | Refusals {
  const missing = Object.entries(provider.required_claims)
    // guard single-sign-on-1: becomes false
    .filter(([claim, wanted]) => !holds(own(claims, claim), wanted))
    .map(([claim]) => `The claim ${claim} is not what ${provider.name} has to say for this server.`)
  if (missing.length > 0) return missing
  const sub = own(claims, 'sub')
  if (typeof sub !== 'string' || sub === '' || sub.length > limits.name_characters) {
    return [`The claim sub is missing, or is not 1 to ${limits.name_characters} characters.`]
  }
  return {
    sub,
    email: addressIn(provider, claims),
    first_name: nameIn(claims, 'given_name'),
    last_name: nameIn(claims, 'family_name'),
  }
}

export const isPerson = (it: Person | Refusals): it is Person => !Array.isArray(it)

/** A claim of the token alone, never of JavaScript's objects. */
const own = (claims: Claims, claim: string): unknown =>
  Object.hasOwn(claims, claim) ? claims[claim] : undefined

/** Whether a claim is the wanted value, or a list that contains it. */
const holds = (claim: unknown, wanted: string | boolean): boolean =>
  Array.isArray(claim) ? claim.includes(wanted) : claim === wanted

function addressIn(provider: IdentityProvider, claims: Claims): string | undefined {
  const email = own(claims, provider.email_claim)
  if (typeof email !== 'string' || email === '' || email.length > limits.name_characters) {
    return undefined
  }
  // Some providers write the flag as a text.
  const isVerified = /^true$/.test(String(own(claims, 'email_verified')))
  // guard single-sign-on-2: becomes false
  if (provider.require_verified_email && !isVerified) return undefined
  return email
}

const nameIn = (claims: Claims, claim: string): string => {
  const name = own(claims, claim)
  return typeof name === 'string' && name.length <= limits.name_characters ? name : ''
}

/** A value that a claim gives. */
export interface ClaimedValue {
  readonly claim: string
  /** The name that the settings give. */
  readonly name: string
  /** Undefined: there is no such attribute, or it is one that no sign-in sets. */
  readonly attribute: UserAttribute | undefined
  /** Undefined: the claim is missing or does not fit. */
  readonly value: string | undefined
  /** Why it is refused; never the value. */
  readonly refusal: string | undefined
  /** What is wrong with it, for administrators. */
  readonly detail: string | undefined
}

/** The values that the claims give, in the order of the settings. A claim that is missing gives none. */
export function claimedValues(
  { attributes, name: provider }: IdentityProvider,
  catalogue: Catalogue,
  claims: Claims,
): ClaimedValue[] {
  return Object.entries(attributes).map(([claim, name]) => {
    const attribute = attributeGiven(catalogue, name)
    const none = { claim, name, attribute, value: undefined, refusal: undefined, detail: undefined }
    const given = own(claims, claim)
    if (given === undefined || given === null) return none
    if (attribute === undefined) {
      const refusal = givesNothing(provider, claim, name)
      return { ...none, refusal, detail: refusal }
    }
    const read = textOf(attribute, given)
    // guard single-sign-on-3: becomes false
    if ('detail' in read) {
      const refusal = `The claim ${claim} does not fit the user attribute ${name}.`
      return { ...none, refusal, detail: read.detail }
    }
    return { ...none, value: read.text }
  })
}

/** The attribute that a claim gives a value; undefined if there is none, or one that no sign-in sets. */
export function attributeGiven(catalogue: Catalogue, name: string): UserAttribute | undefined {
  const named = catalogue.attributeNamed(name)
  return named?.is_system ? undefined : named
}

/** Everything that the settings name and is not there: whoever has such a claim does not sign in. */
export const settingFaults = (
  { name: provider, attributes, groups }: IdentityProvider,
  catalogue: Catalogue,
): string[] => [
  ...Object.entries(attributes).flatMap(([claim, name]) =>
    attributeGiven(catalogue, name) === undefined ? [givesNothing(provider, claim, name)] : [],
  ),
  ...[...new Set(Object.values(groups))].flatMap((name) =>
    catalogue.groupNamed(name) === undefined ? [namesNoGroup(provider, name)] : [],
  ),
]

const givesNothing = (provider: string, claim: string, name: string) =>
  `The settings of ${provider} give the claim ${claim} to ${name}, which is no user attribute that a sign-in can set.`
const namesNoGroup = (provider: string, name: string) =>
  `The settings of ${provider} name the group ${name}, which does not exist.`

/** A list with one text is that text: of several, nobody knows which one counts. */
function textOf(attribute: UserAttribute, claim: unknown): { text: string } | { detail: string } {
  const given = Array.isArray(claim) && claim.length === 1 ? claim[0] : claim
  if (Array.isArray(given)) return { detail: 'It is a list; a value is one text.' }
  const isNumber = given instanceof SentNumber
  if (typeof given === 'object' && !isNumber) {
    return { detail: 'It is an object; a value is one text.' }
  }
  // A number whose text is not known fits no attribute.
  const sent = isNumber ? given.text : (given as GivenValue)
  if (typeof sent === 'string' && sent.length > limits.value_characters) {
    return { detail: `It has more than ${limits.value_characters} characters.` }
  }
  const read = textFromBody(attribute, sent)
  if ('text' in read) return read
  return { detail: read.problems.map(({ message }) => message).join(' ') }
}

export interface ClaimedGroups {
  readonly groups: readonly GroupId[]
  readonly refusals: Refusals
}

/** The groups that the claims give; values of the claim that the settings do not name give none. */
export function claimedGroups(
  { groups, groups_claim, name: provider }: IdentityProvider,
  catalogue: Catalogue,
  claims: Claims,
): ClaimedGroups {
  const given = groups_claim === undefined ? [] : [own(claims, groups_claim) ?? []].flat()
  const names = Object.entries(groups)
    .filter(([value]) => given.includes(value))
    .map(([, name]) => name)
  const found = [...new Set(names)].map((name) => ({ name, group: catalogue.groupNamed(name) }))
  return {
    groups: found.flatMap(({ group }) =>
      group === undefined || group.id === allUsersGroupId ? [] : [group.id],
    ),
    refusals: found.flatMap(({ name, group }) =>
      group === undefined ? [namesNoGroup(provider, name)] : [],
    ),
  }
}

/**
 * How a person of a provider is stored: an issuer has no fragment, so nobody is taken for a person of another one
 * (OpenID Connect Core, 2).
 */
export const identityOf = ({ issuer }: Pick<IdentityProvider, 'issuer'>, sub: string): string =>
  // guard single-sign-on-4: becomes sub
  `${issuer}#${sub}`
