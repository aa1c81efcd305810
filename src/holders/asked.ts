// Reads what a request asks about holders of values; every refusal names its parameter.

import { type Actor, seesDetails } from '../domain/actor.ts'
import { missingToReadAll } from '../domain/attribute-access.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { type Problem, Refusal, refuseIf } from '../errors.ts'
import { timeZone } from '../filter-expressions/time-zone.ts'
import { flagParameter, textParameter } from '../http/query.ts'
import { ended, namedAttribute, namedGroup, unknownSentence } from '../references/reference.ts'
import { instantIn } from '../texts/instant.ts'
import { admitting, type Circumstances, filterTypes } from './admitting.ts'
import {
  compares,
  invalid,
  type Match,
  matches,
  type Of,
  ofs,
  type Question,
  sourceNamed,
  type WantedSource,
} from './question.ts'

export const whose = {
  of: textParameter(
    '`effective` (default): the values that users have after precedence. `own`: values that are set on users. ' +
      '`group`: values that are set on groups.',
    'effective',
  ),
  group: textParameter(
    'Only members of this group, direct or through groups inside it; with `of=group`, only this group and the ' +
      'groups inside it. Its id or its name.',
    'EMEA',
  ),
  is_disabled: flagParameter(
    'True: only disabled users. False: only the others. It needs the permission `see_users`.',
    false,
  ),
}

export const source = textParameter(
  'Only values from this source: `User Setting`, `Default`, `System Setting`, `Sign-in` for any identity provider, ' +
    '`Sign-in: ` with the name of one, `Group` for any group, or `Group: ` with the name of a group, also where its ' +
    'value is combined with others.',
  'Group',
)

export const attributeParameter = textParameter('The attribute: its id or its name.', 'region')

export const comparison = {
  match: textParameter(
    'How values are compared: `is` and `is_not` (the whole value), `contains`, `starts_with`, all with case; `set` ' +
      'and `unset`; `admits` for the advanced filter types: the expression lets rows with `value` through. Without ' +
      'it, `is` if there is a `value`, else `set`. A value that is not there fits `unset` alone.',
    'is',
  ),
  value: { ...textParameter('The text to compare with.', 'EMEA'), mayBeEmpty: true },
  timezone: textParameter(
    'For `admits` and dates: the zone of days and of dates without an offset, an IANA name; without it, UTC.',
    'Europe/Berlin',
  ),
}

export const expiresBefore = textParameter(
  'Only values that end before this time: RFC 3339 with a zone, such as `2026-12-04T18:00:00Z`.',
  '2030-01-01T00:00:00Z',
)

interface Given {
  readonly attribute?: string
  readonly of?: string
  readonly match?: string
  readonly value?: string
  readonly timezone?: string
  readonly group?: string
  readonly source?: string
  readonly is_disabled?: boolean
  readonly expires_before?: string
}

/** Throws 422 with all problems, 403 for what the caller may not compare. */
export function questionOf(
  actor: Actor,
  catalogue: Catalogue,
  given: Given,
  circumstances: Circumstances,
): Question {
  const attribute = askedAttribute(actor, catalogue, given.attribute, 'attribute')
  return questionAbout(actor, catalogue, attribute, given, circumstances)
}

function questionAbout(
  actor: Actor,
  catalogue: Catalogue,
  attribute: UserAttribute,
  given: Omit<Given, 'attribute'>,
  circumstances: Circumstances,
): Question {
  const problems: Problem[] = []
  const of = oneOf('of', ofs, given.of ?? 'effective', problems)
  const text = given.value
  const match = oneOf(
    'match',
    matches,
    given.match ?? (text === undefined ? 'set' : 'is'),
    problems,
  )
  if (problems.length === 0) problems.push(...matchProblems(attribute, match, text))
  if (given.timezone !== undefined && timeZone(given.timezone) === undefined) {
    problems.push(invalid('timezone', 'must be an IANA time zone, such as Europe/Berlin.'))
  }
  if (given.timezone !== undefined && match !== 'admits') {
    problems.push(invalid('timezone', 'must be left out unless match=admits.'))
  }
  const source = askedSource(catalogue, of, given.source, problems)
  const within = askedGroups(actor, catalogue, given.group, problems)
  const expires_before = instantAsked(given.expires_before, match, problems)
  if (of === 'group' && given.is_disabled !== undefined) {
    problems.push(invalid('is_disabled', 'is about users; leave it out with of=group.'))
  }
  refuseIf(problems)
  insistOnReader(actor, attribute, given.is_disabled)
  const datum = { value: text ?? '', timezone: given.timezone }
  const admits = match === 'admits' ? admitting(attribute, datum, circumstances) : undefined
  const { is_disabled } = given
  return {
    ...{ attribute, of, match, text: text ?? '', source, within, is_disabled, admits },
    ...{ now: circumstances.now, expires_before, signIns: true },
  }
}

function instantAsked(
  given: string | undefined,
  match: Match,
  problems: Problem[],
): number | undefined {
  if (given === undefined) return undefined
  const time = instantIn(given)
  if (time === undefined) problems.push(invalid('expires_before', noTime))
  if (match === 'unset') problems.push(invalid('expires_before', nothingEnds))
  return time
}
const noTime = 'must be a time with its offset from UTC, such as 2026-12-04T18:00:00Z.'
const nothingEnds = 'must be left out with match=unset: what is not there does not end.'

/** The attribute, for a caller who manages user attributes: they know all of them. */
export function askedAttribute(
  actor: Actor,
  catalogue: Catalogue,
  name: string | undefined,
  field: 'attribute' | 'attributes',
  place: string = field,
): UserAttribute {
  if (name === undefined) {
    const message = 'attribute is required: its id or its name.'
    throw new Refusal('invalid', { problems: [{ field, code: 'missing_field', message }] })
  }
  const named = namedAttribute(actor, catalogue, name)
  if ('thing' in named) return named.thing
  const message = ended(`${place}: ${unknownSentence('attribute', named.near)}`)
  throw new Refusal('invalid', { problems: [{ field, code: 'invalid', message }] })
}

/** The same question about several attributes, of which the text is a list; without it, about all that may be read. */
export function questionsOf(
  actor: Actor,
  catalogue: Catalogue,
  { attributes, ...given }: Omit<Given, 'attribute'> & { readonly attributes?: string | undefined },
  circumstances: Circumstances,
): Question[] {
  const named = attributes?.split(',').map((name) => name.trim())
  const all = [...catalogue.attributes.values()]
  const asked =
    named === undefined
      ? all.filter((it) => missingToReadAll(actor, it) === undefined)
      : [
          ...new Set(
            named.map((name, at) =>
              askedAttribute(actor, catalogue, name, 'attributes', `attributes[${at}]`),
            ),
          ),
        ]
  return asked.map((attribute) => questionAbout(actor, catalogue, attribute, given, circumstances))
}

/** A value from a record is compared only by who may read it of everybody, and so is a flag of the record. */
export function insistOnReader(
  actor: Actor,
  attribute: UserAttribute,
  is_disabled: boolean | undefined,
): void {
  const needed = missingToReadAll(actor, attribute)
  // guard holders-5: becomes false
  if (needed !== undefined) {
    const message = `Permission Denied: values of ${attribute.name} are in the records of users; this needs ${needed}.`
    throw new Refusal('denied', { message })
  }
  // guard holders-6: becomes false
  if (is_disabled !== undefined && !seesDetails(actor)) {
    const message = 'Permission Denied: is_disabled needs the permission see_users.'
    throw new Refusal('denied', { message })
  }
}

function oneOf<Word extends string>(
  field: string,
  words: readonly Word[],
  given: string,
  problems: Problem[],
): Word {
  const found = words.find((word) => word === given)
  if (found === undefined) problems.push(invalid(field, `must be one of ${words.join(', ')}.`))
  return found ?? (words[0] as Word)
}

function matchProblems(
  { name, type, value_is_hidden }: UserAttribute,
  match: Match,
  value: string | undefined,
): Problem[] {
  if (!compares(match)) {
    return value === undefined ? [] : [invalid('value', `must be left out with match=${match}.`)]
  }
  // guard holders-7: becomes false
  if (value_is_hidden) {
    return [
      invalid(
        'match',
        `must be set or unset: values of ${name} are hidden, and nobody may compare them.`,
      ),
    ]
  }
  if (match === 'admits' && !filterTypes.includes(type)) {
    return [
      invalid('match', `can be admits only for attributes of the types ${filterTypes.join(', ')}.`),
    ]
  }
  if (value === undefined) {
    const message = `value is required with match=${match}.`
    return [{ field: 'value', code: 'missing_field', message }]
  }
  const isPart = match === 'contains' || match === 'starts_with'
  return isPart && value === '' ? [invalid('value', `must not be empty with match=${match}.`)] : []
}

function askedSource(
  catalogue: Catalogue,
  of: Of,
  given: string | undefined,
  problems: Problem[],
): WantedSource | undefined {
  if (given === undefined) return undefined
  if (of !== 'effective') {
    problems.push(
      invalid('source', `must be left out with of=${of}: all values have the same source.`),
    )
    return undefined
  }
  const found = sourceNamed(given, catalogue)
  if (!('problems' in found)) return found
  problems.push(...found.problems)
  return undefined
}

/** The group that is named and those inside it. */
export function askedGroups(
  actor: Actor,
  catalogue: Catalogue,
  given: string | undefined,
  problems: Problem[],
) {
  if (given === undefined) return undefined
  const named = namedGroup(actor, catalogue, given)
  if ('thing' in named) return catalogue.groupsWithin(named.thing.id)
  const message = ended(`group: ${unknownSentence('group', named.near)}`)
  problems.push({ field: 'group', code: 'invalid', message })
  return undefined
}
