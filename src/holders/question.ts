// What somebody asks about the values of an attribute, and which values fit.

import type { Catalogue } from '../domain/catalogue.ts'
import type { FoundValue } from '../domain/search-path.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { Problem } from '../errors.ts'
import type { GroupId } from '../ids.ts'
import { signInSource } from '../user-attributes/shapes.ts'

/** Whose values: what users have after precedence, what was set on users, or what was set on groups. */
export const ofs = ['effective', 'own', 'group'] as const
export type Of = (typeof ofs)[number]

export const matches = [
  'is',
  'is_not',
  'contains',
  'starts_with',
  'set',
  'unset',
  'admits',
] as const
export type Match = (typeof matches)[number]

/** The source that a value must have; a group may be any group, and a provider any provider. */
export type WantedSource =
  | { readonly source: 'user' | 'default' | 'system' }
  | { readonly source: 'group'; readonly group_id: GroupId | undefined }
  | { readonly source: 'sign_in'; readonly provider: string | undefined }

export interface Question {
  readonly attribute: UserAttribute
  readonly of: Of
  readonly match: Match
  /** The text to compare with; empty for `set` and `unset`. */
  readonly text: string
  readonly source: WantedSource | undefined
  /** The group and those inside it; only its members, direct and nested, are looked at. */
  readonly within: ReadonlySet<GroupId> | undefined
  readonly is_disabled: boolean | undefined
  /** Whether somebody may have a value from a sign-in: where nobody has, nobody looks for one, which costs a third. */
  readonly signIns: boolean
  /** Decides which values count; a moment in the past has its own time. */
  readonly now: number
  /** Only values that end before this time. */
  readonly expires_before: number | undefined
  /** For `admits`: whether this expression lets the datum through. */
  readonly admits: ((expression: string) => boolean) | undefined
}

/** Whether the match compares texts, which nobody may do with hidden values. */
export const compares = (match: Match): boolean => match !== 'set' && match !== 'unset'

/** Whether a value fits; undefined stands for no value. */
export function valueFits(
  { match, text, admits }: Pick<Question, 'match' | 'text' | 'admits'>,
  value: string | undefined,
): boolean {
  if (match === 'unset' || value === undefined) return match === 'unset' && value === undefined
  switch (match) {
    case 'set':
      return true
    case 'is':
      return value === text
    case 'is_not':
      return value !== text
    case 'contains':
      return value.includes(text)
    case 'starts_with':
      return value.startsWith(text)
    case 'admits':
      return admits?.(value) ?? false
  }
}

/** Whether the value that a user has is one that was asked for. */
export function isWanted(question: Question, found: FoundValue | undefined): boolean {
  return fits(question, found) && comesFrom(question.source, found) && endsInTime(question, found)
}

const endsInTime = (question: Question, found: FoundValue | undefined): boolean =>
  endsBefore(question, expiryOf(found))

/** Whether a value that ends then was asked for; null: it does not end. */
export function endsBefore(
  { expires_before }: Pick<Question, 'expires_before'>,
  ends: number | null,
): boolean {
  if (expires_before === undefined) return true
  // guard times-9: becomes true
  return ends !== null && ends < expires_before
}

/** When a value ends; null if it does not. */
export const expiryOf = (found: FoundValue | undefined): number | null =>
  found?.source === 'user' ? (found.expires_at ?? null) : null

/** A union of expressions lets through what one of them does, and each of them is known to many users. */
function fits(question: Question, found: FoundValue | undefined): boolean {
  return question.match === 'admits' && found?.source === 'groups'
    ? found.groups.some(({ value }) => valueFits(question, value))
    : valueFits(question, found?.value)
}

function comesFrom(wanted: WantedSource | undefined, found: FoundValue | undefined): boolean {
  if (wanted === undefined) return true
  if (found === undefined) return false
  if (wanted.source === 'sign_in') {
    if (found.source !== 'sign_in') return false
    return wanted.provider === undefined || found.provider === wanted.provider
  }
  if (wanted.source !== 'group') return found.source === wanted.source
  const { group_id } = wanted
  return groupsOf(found).some((it) => group_id === undefined || it.group_id === group_id)
}

/** The groups that a value comes from. */
const groupsOf = (found: FoundValue) =>
  found.source === 'groups' ? found.groups : found.source === 'group' ? [found.group] : []

/** The groups that a question is about, in the order of their ids, each with its value of the attribute. */
export function groupsAsked(catalogue: Catalogue, { attribute, within }: Question) {
  const held = new Map(catalogue.groupValues(attribute.id).map((it) => [it.group_id, it]))
  return [...catalogue.groups.keys()]
    .filter((group_id) => within === undefined || within.has(group_id))
    .map((group_id) => ({ group_id, held: held.get(group_id) }))
}

/** Where values come from, as the parameter `source` calls it. */
const sources: Readonly<Record<string, WantedSource>> = {
  'User Setting': { source: 'user' },
  Default: { source: 'default' },
  'System Setting': { source: 'system' },
  Group: { source: 'group', group_id: undefined },
  'Sign-in': { source: 'sign_in', provider: undefined },
}
const groupPrefix = 'Group: '

/** The source with this name, or why there is none. */
export function sourceNamed(
  name: string,
  catalogue: Catalogue,
): WantedSource | { readonly problems: Problem[] } {
  const known = Object.hasOwn(sources, name) ? sources[name] : undefined
  if (known !== undefined) return known
  if (name.startsWith(signInSource)) {
    return { source: 'sign_in', provider: name.slice(signInSource.length) }
  }
  const group = name.startsWith(groupPrefix) ? name.slice(groupPrefix.length) : undefined
  const named = group === undefined ? undefined : catalogue.groupNamed(group)
  if (named !== undefined) return { source: 'group', group_id: named.id }
  const words = Object.keys(sources).map((word) => `'${word}'`)
  return {
    problems: [
      invalid(
        'source',
        `must be ${words.join(', ')}, 'Group: ' and the name of a group, or 'Sign-in: ' and that of a provider.`,
      ),
    ],
  }
}

export const invalid = (field: string, rest: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} ${rest}`,
})
