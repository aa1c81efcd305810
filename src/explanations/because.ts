// Sentences that say why a step of the search path wins, would win or does not count. A sentence never has a value.
import type { Combine } from '../domain/combining.ts'
import { fullName } from '../domain/system-attributes.ts'
import type { Times } from '../domain/times.ts'

/** A person in a sentence; null: the store does not know their name any more, or the caller may not see it. */
export interface Person {
  readonly user_id: string
  readonly display_name: string | null
}

/** A change as a sentence tells it. */
export interface Told {
  readonly at: number | undefined
  readonly by: Person | null
  /** Who acted as that person. */
  readonly sudo_by: Person | null
  /** The change is one that the caller only tries. */
  readonly isTried: boolean
}

/** The place of a value, and what is known of how it got there. */
export type Place =
  | { readonly of: 'system' }
  | {
      readonly of: 'user'
      readonly isOwn: boolean
      readonly told: Told | undefined
      /** When the value ends, and when another one takes its place. */
      readonly ends?: number | null
      readonly followed?: number | null
    }
  | {
      readonly of: 'sign-in'
      readonly provider: string
      /** When it was set. */
      readonly at: number
      readonly told: Told | undefined
    }
  | {
      readonly of: 'group'
      readonly name: string
      readonly rank: number
      /** The names of the groups on the shortest way into it. */
      readonly way: readonly string[]
      readonly told: Told | undefined
      /** When the value ends, or the user is in it no longer. */
      readonly ends?: number | null
      readonly endsBy?: 'value' | 'membership'
    }
  /** A group of then that the caller may not know of now. */
  | { readonly of: 'unseen group' }
  /** Several groups, whose values are combined. */
  | { readonly of: 'groups'; readonly count: number; readonly combine: Combine }
  | { readonly of: 'default'; readonly told: Told | undefined }

/** Why this step has its outcome; `before` is the step before it, undefined for the first. */
export function because(place: Place, before: Place | undefined): string {
  if (before === undefined) return whyItWins(place)
  switch (place.of) {
    case 'sign-in':
      return `${sentAt(place)}. ${ownValueFirst}`
    case 'group':
      return whyGroupIsLater(place, before)
    case 'unseen group':
      return isOfGroup(before) ? 'Another group has a lower rank.' : firstIfGone(before)
    default:
      return whyDefaultIsLater(before)
  }
}

/** What becomes of several values that are combined. */
const combinedWords: Readonly<Record<Combine, string>> = {
  first: 'the lowest rank wins',
  union: 'all of them count',
  min: 'the least of them counts',
  max: 'the greatest of them counts',
}

/**
 * Why a value of a group is a part of the effective value, or would be one without what comes first; `before` is the
 * user's own value, or the one from their sign-in.
 */
export function becauseOfParts(
  place: Place,
  { count, combine }: { readonly count: number; readonly combine: Combine },
  before: Place | undefined,
): string {
  const from =
    place.of === 'group'
      ? `From the group ${place.name} (rank ${place.rank})${through(place.way)}${setToo(place.told)}${membershipEnds(place)}`
      : 'From a group that you may not see now'
  const together = `combined with ${count === 2 ? 'the value of another group' : `the values of ${count - 1} other groups`}`
  const first = before?.of === 'sign-in' ? 'the value from the sign-in' : "the user's own value"
  const goes = before === undefined ? '' : `, if ${first} goes`
  return `${from}; ${together}${goes}: ${combinedWords[combine]}.`
}

function whyItWins(place: Place): string {
  switch (place.of) {
    case 'system':
      return "Read from the user's record, which alone decides this attribute."
    case 'user':
      return `The user's own value${comma(howSet(place.told, place.isOwn))}${whenOver(place)}.`
    case 'sign-in':
      return `${sentAt(place)}.`
    case 'group':
      return `From the group ${place.name} (rank ${place.rank})${through(place.way)}${setToo(place.told)}${membershipEnds(place)}.`
    case 'unseen group':
      return 'From a group that you may not see now.'
    case 'groups':
      return `The values of ${place.count} groups are combined: ${combinedWords[place.combine]}.`
    case 'default':
      return (
        `The attribute's default${comma(howSet(place.told, false))}: ` +
        'neither the user nor any of their groups has a value.'
      )
  }
}

type SentPlace = Extract<Place, { of: 'sign-in' }>
const sentAt = ({ provider, at }: SentPlace): string =>
  `From the sign-in with ${provider}, set on ${day(at)}`

type OwnPlace = Extract<Place, { of: 'user' }>

/** When the value that counts ends. */
function whenOver({ ends = null, followed = null }: OwnPlace): string {
  const isReplaced = followed !== null && (ends === null || followed <= ends)
  if (isReplaced) return `; another one takes its place on ${day(followed)}`
  return ends === null ? '' : `; it ends on ${day(ends)}`
}

/** Why a value of the user's own does not count yet. */
export const becauseScheduled = ({ told, isOwn, ends = null }: OwnPlace, starts: number): string =>
  `Starts on ${day(starts)}${ends === null ? '' : ` and ends on ${day(ends)}`}` +
  `${semicolon(howSet(told, isOwn))}; until then it does not count.`

/** Why a value of the user's own does not count any more. */
export const becauseExpired = ({ told, isOwn, ends = null }: OwnPlace): string =>
  `The user's own value ended on ${day(ends ?? 0)}${semicolon(howSet(told, isOwn))}; it does not count any more.`

/** Why a value of a group does not count that the user is not in yet, or no longer; `joined` names the membership. */
export function becauseOfMembership(
  outcome: 'scheduled' | 'expired',
  { name, rank, told }: GroupPlace,
  joined: string,
  { starts_at, expires_at }: Times,
): string {
  const from = `From the group ${name} (rank ${rank})${setToo(told)}`
  if (outcome === 'expired') {
    return `${from}; the user's membership in ${joined} ended on ${day(expires_at ?? 0)}; it does not count any more.`
  }
  const until = expires_at === null ? '' : ` and ends on ${day(expires_at)}`
  return `${from}; the user's membership in ${joined} starts on ${day(starts_at ?? 0)}${until}; until then it does not count.`
}

const membershipEnds = ({ ends = null, endsBy = 'membership' }: GroupPlace): string => {
  if (ends === null) return ''
  return endsBy === 'value'
    ? `; it ends on ${day(ends)}`
    : `; the user's membership ends on ${day(ends)}`
}

/** Why a value of a group does not count that starts later, or has ended. */
export function becauseOfGroupTimes(
  outcome: 'scheduled' | 'expired',
  { name, told }: GroupPlace,
  { starts_at, expires_at }: Times,
): string {
  if (outcome === 'expired') {
    return `The value of the group ${name} ended on ${day(expires_at ?? 0)}${setToo(told)}; it does not count any more.`
  }
  const until = expires_at === null ? '' : ` and ends on ${day(expires_at)}`
  return `The value of the group ${name} starts on ${day(starts_at ?? 0)}${until}${setToo(told)}; until then it does not count.`
}

const day = (time: number): string => {
  const [date, clock = ''] = new Date(time).toISOString().split('T')
  return `${date} at ${clock.replace(/(:00)?\.000Z$/, '').replace('Z', '')} UTC`
}

const semicolon = (how: string) => (how === '' ? '' : `; ${how}`)

const isOfGroup = ({ of }: Place): boolean => of === 'group' || of === 'unseen group'
const ownValueFirst = "Wins if the user's own value goes."
const firstIfGone = ({ of }: Place): string =>
  of === 'sign-in' ? 'Wins if the value from the sign-in goes.' : ownValueFirst

type GroupPlace = Extract<Place, { of: 'group' }>

function whyGroupIsLater({ name, rank }: GroupPlace, before: Place): string {
  if (before.of === 'unseen group') return `${name} has rank ${rank}, another group a lower one.`
  if (before.of !== 'group') return firstIfGone(before)
  return `${before.name} has rank ${before.rank}, ${name} rank ${rank}.`
}

const whyDefaultIsLater = (before: Place): string => {
  if (isOfGroup(before)) return 'Wins if neither the user nor any of their groups has a value.'
  const goes = before.of === 'sign-in' ? 'the value from the sign-in' : "the user's own value"
  return `Wins if ${goes} goes: none of their groups has a value.`
}

/** How a value came to be: by whom and when; empty if nothing is known. */
function howSet(told: Told | undefined, isOwn: boolean): string {
  if (told === undefined) return ''
  if (told.isTried) return 'set by this change'
  const how = `${byWhom(told, isOwn)}${on(told)}`
  return how === '' ? '' : `set${how}`
}

const comma = (how: string) => (how === '' ? '' : `, ${how}`)

const setToo = (told: Told | undefined): string => {
  const how = howSet(told, false)
  return how === '' ? '' : `; ${how}`
}

function byWhom({ by, sudo_by, at }: Told, isOwn: boolean): string {
  if (isOwn && sudo_by === null) return ' by themselves'
  if (by === null) return ''
  if (sudo_by === null) return ` by ${nameOf(by)}`
  return ` by ${nameOf(sudo_by)}, acting as ${nameOf(by)}${at === undefined ? '' : ','}`
}

const on = ({ at }: Told) =>
  at === undefined ? '' : ` on ${new Date(at).toISOString().slice(0, 10)}`

const nameOf = ({ user_id, display_name }: Person): string =>
  display_name === null || display_name === '' ? `user ${user_id}` : display_name

const through = (way: readonly string[]): string =>
  way.length < 2 ? '' : `, which the user is in through ${way.slice(0, -1).join(' in ')}`

/** Why there is no step at all, and what would change that. */
export const becauseOfNothing = (groups: number): string => {
  const ofGroups =
    groups === 0
      ? 'the user is in no group'
      : groups === 1
        ? 'their only group has none'
        : `none of their ${groups} groups has one`
  return (
    `Nothing gives a value: the user has none, ${ofGroups}, and the attribute has no default. ` +
    `A value set on the user${groups === 0 ? '' : ' or on one of their groups'}, or a default, would.`
  )
}

export const personOf = (
  user_id: string | null,
  names: { readonly first_name: string | null; readonly last_name: string | null },
): Person | null => {
  if (user_id === null) return null
  const { first_name, last_name } = names
  const known = first_name === null || last_name === null ? null : { first_name, last_name }
  return { user_id, display_name: known && fullName(known) }
}
