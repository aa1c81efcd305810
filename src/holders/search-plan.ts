// Where to look for the holders that a question is about: the narrowest lists of users that have all of them.

import type { Catalogue } from '../domain/catalogue.ts'
import type { GroupValue } from '../domain/search-path.ts'
import { isReserved, recordPart } from '../domain/system-attributes.ts'
import type { GroupId } from '../ids.ts'
import type { ValueIndex } from '../value-index/value-index.ts'
import { isWanted, type Question, valueFits } from './question.ts'
import type { Along, Asked, HeldValue } from './sql.ts'

/** A list of users to look along, and what is asked of each. */
export interface Search {
  readonly along: Along | { readonly by: 'index'; readonly index: ValueIndex }
  readonly asked: Asked
}

/** Whoever fits is found by one of the searches; the search path judges everybody whom they find. */
export function searchesFor(
  question: Question,
  catalogue: Catalogue,
  index: ValueIndex | undefined,
): Search[] {
  const { attribute, match, of } = question
  const user_attribute_id = attribute.id
  const searches: Search[] = []
  const everybody = alongOf(question)
  const asked = (held: HeldValue, through?: readonly GroupId[]): Asked => ({
    ...askedOf(question),
    held,
    through,
  })
  if (isReserved(attribute)) return [{ along: everybody, asked: asked({ is: 'any' }) }]
  const isOfUser = isSource(question, 'user') || isSource(question, 'sign_in')
  const mayBeHeld = match !== 'unset' && isOfUser
  // Only values of users' own end.
  const mayBeRest = question.expires_before === undefined
  const rest = !mayBeRest
    ? undefined
    : of === 'own'
      ? ownRest(question)
      : restOf(question, catalogue)
  if (mayBeHeld && index !== undefined && usesIndex(question)) {
    const held = asked(heldFitting(question, false))
    const { heads } = index
    searches.push({ along: { by: 'index', index }, asked: held })
    searches.push({ along: { by: 'changes', user_attribute_id, heads }, asked: held })
    if (rest !== undefined) {
      searches.push({ along: everybody, asked: asked({ is: 'not there' }, rest.through) })
    }
    return searches
  }
  if (mayBeHeld && rest !== undefined) {
    searches.push({ along: everybody, asked: asked(heldFitting(question, true), rest.through) })
  } else if (mayBeHeld) {
    const along = question.within?.size === 1 ? everybody : valuesAsked(question)
    searches.push({ along, asked: asked(heldFitting(question, false)) })
  } else if (rest !== undefined) {
    searches.push({ along: everybody, asked: asked({ is: 'not there' }, rest.through) })
  }
  return searches
}

/** Whether an index of the values finds those who fit; the members of one group are few enough. */
export const usesIndex = ({ match, of, within, attribute, source }: Question): boolean =>
  match === 'is' &&
  of !== 'group' &&
  within?.size !== 1 &&
  !isReserved(attribute) &&
  (source === undefined || source.source === 'user' || source.source === 'sign_in')

/** What is asked of everybody who may be counted. */
export function askedOf(question: Question): Asked {
  const { attribute, is_disabled, within, now, expires_before } = question
  return {
    user_attribute_id: attribute.id,
    reads: !attribute.value_is_hidden,
    ...{ is_disabled, now, expires_before, signIns: countSignIns(question) },
    groups: within && [...within],
    held: { is: 'any' },
    through: undefined,
  }
}

/** Whether what a provider sent counts where a user has no value of their own. */
// guard sign-in-value-18: becomes false
const countSignIns = ({ of, signIns }: Question): boolean => of === 'effective' && signIns

/** Everybody who has a value that is not of a group and not the default. */
export const valuesAsked = (question: Question): Along => ({
  ...{ by: 'values', user_attribute_id: question.attribute.id, now: question.now },
  signIns: countSignIns(question),
})

/** All users, or all members of the one group that is asked about. */
export function alongOf({ within, now }: Question): Along {
  const [group_id, ...others] = within ?? []
  return group_id === undefined || others.length > 0
    ? { by: 'users' }
    : { by: 'group', group_id, now }
}

/** Users without such a value who may fit: those in one of the groups, or all of them. */
interface Rest {
  readonly through: readonly GroupId[] | undefined
}

const ownRest = ({ match }: Question): Rest | undefined =>
  match === 'unset' ? { through: undefined } : undefined

/** Undefined if nobody without such a value can fit. */
function restOf(question: Question, catalogue: Catalogue): Rest | undefined {
  const { attribute } = question
  const ofDefault =
    attribute.default_value === null
      ? isWanted(question, undefined)
      : isWanted(question, { source: 'default', value: attribute.default_value })
  if (ofDefault) return { through: undefined }
  if (!isSource(question, 'group')) return undefined
  const fitting = catalogue
    .groupValues(attribute.id)
    .filter(({ value }) => mayFit(question, value))
    .map(({ group_id }) => group_id)
  return fitting.length === 0 ? undefined : { through: leadingTo(catalogue, new Set(fitting)) }
}

/** Whether somebody may fit who is in a group with this value; combined with others, it may become another one. */
const mayFit = (question: Question, value: string): boolean =>
  // guard combining-7: becomes valueFits(question, value)
  (question.attribute.combine !== 'first' && question.match !== 'admits') ||
  valueFits(question, value)

const isSource = ({ source }: Question, wanted: 'user' | 'sign_in' | 'group'): boolean =>
  source === undefined || source.source === wanted

/** The groups whose members are in one of these groups. */
export const leadingTo = (catalogue: Catalogue, groups: ReadonlySet<GroupId>): GroupId[] => {
  const known = [...catalogue.groups.keys()]
  return known.filter((id) => catalogue.groupsAround(id).some((around) => groups.has(around)))
}

function heldFitting({ match, text }: Question, or: boolean): HeldValue {
  if (match === 'is') return { is: 'text', text, or }
  if (match === 'is_not') return { is: 'other', text, or }
  if (match === 'contains') return { is: 'containing', text, or }
  if (match === 'starts_with') return { is: 'starting', text, or }
  return or ? { is: 'any' } : { is: 'there' }
}

/** Remembers the values that each set of direct groups gives, because many users have the same groups. */
export function valuesThrough(
  catalogue: Catalogue,
  { attribute }: Pick<Question, 'attribute'>,
): (group_ids: string | null) => readonly GroupValue[] {
  const values = new Map(catalogue.groupValues(attribute.id).map((it) => [it.group_id, it]))
  const known = new Map<string, readonly GroupValue[]>()
  return (group_ids) => {
    if (group_ids === null || values.size === 0) return []
    const found = known.get(group_ids)
    if (found !== undefined) return found
    const groups = catalogue.allGroups(group_ids.split(',') as GroupId[])
    const through = [...groups].flatMap((id) => values.get(id) ?? [])
    if (known.size >= mostKnown) known.clear()
    known.set(group_ids, through)
    return through
  }
}
const mostKnown = 10_000

/** Whether the value comes from a part of the record that only some callers may read. */
export const needsIdentities = ({ attribute }: Pick<Question, 'attribute'>): boolean =>
  recordPart(attribute) === 'credentials'
