// Checks that a text fits a type (looker 4).
import type { Problem } from '../errors.ts'
import { parseFilterExpression } from '../filter-expressions/filter-expression.ts'
import { type Choices, notChosen } from './choices.ts'
import { outOfRange, relativeUrlMisfit } from './known-ranges.ts'

export const valueTypes = [
  'string',
  'number',
  'datetime',
  'yesno',
  'zipcode',
  'relative_url',
  'advanced_filter_string',
  'advanced_filter_number',
  'advanced_filter_datetime',
] as const
export type ValueType = (typeof valueTypes)[number]

/**
 * The type of a deleted attribute whose values are still being removed (decision 46). No attribute in a catalogue
 * has it.
 */
export const deletedType = 'deleted'

export const isValueType = (type: string): type is ValueType =>
  (valueTypes as readonly string[]).includes(type)

/** A value as bodies send it: a number arrives as its text; some clients send true and false (looker 4.7). */
export type GivenValue = string | boolean | null | undefined

/** The fields that decide which values fit; the name counts for attributes that the server itself reads. */
export interface Fitting {
  readonly type: ValueType
  readonly name?: string
  readonly choices?: Choices
}

/** The text to store for a given value, or its problems. */
export function textFromBody(
  attribute: Fitting,
  given: GivenValue,
  field = 'value',
): { text: string } | { problems: Problem[] } {
  const problems = valueProblems(attribute, given, field)
  return problems.length > 0 ? { problems } : { text: asText(attribute.type, given) ?? '' }
}

/** All problems of a value of this attribute; an empty list means that it fits. Messages never quote the value. */
export function valueProblems(
  { type, name, choices }: Fitting,
  given: GivenValue,
  field = 'value',
): Problem[] {
  if (given === undefined) {
    return [{ field, code: 'missing_field', message: `'${field}' is required.` }]
  }
  if (given === null) {
    const message = `${words[type]} value cannot be nil`
    return [{ field, code: 'invalid', message }]
  }
  const text = asText(type, given)
  const expected =
    text === undefined
      ? 'be sent as a string'
      : (misfit(type, text) ?? outOfRange(name, text) ?? notChosen(choices, text))
  if (expected === undefined) return []
  return [{ field, code: 'invalid', message: `${field} must ${expected}.` }]
}

/** Looker's recorded message is `String value cannot be nil` (looker 4.4). */
const words: Record<ValueType, string> = {
  string: 'String',
  number: 'Number',
  datetime: 'Datetime',
  yesno: 'Yesno',
  zipcode: 'Zipcode',
  relative_url: 'Relative url',
  advanced_filter_string: 'Advanced filter string',
  advanced_filter_number: 'Advanced filter number',
  advanced_filter_datetime: 'Advanced filter datetime',
}

/** Texts are unchanged (looker 4.8); for yesno, true becomes yes and false becomes no. */
export function asText(type: ValueType, given: GivenValue): string | undefined {
  if (typeof given === 'string') return given
  return typeof given === 'boolean' && type === 'yesno' ? (given ? 'yes' : 'no') : undefined
}

/** The rule of the type that the text breaks; undefined if it fits. */
function misfit(type: ValueType, text: string): string | undefined {
  switch (type) {
    case 'string':
      return undefined
    case 'number':
      return number.test(text) ? undefined : 'be a number, such as 25 or -0.5'
    case 'datetime':
      return isDatetime(text) ? undefined : 'be a date YYYY-MM-DD, optionally with a time'
    case 'yesno':
      return /^(yes|no)$/i.test(text) ? undefined : 'be yes or no'
    case 'zipcode':
      return zipcode.test(text) ? undefined : notZipcode
    case 'relative_url':
      return relativeUrlMisfit(text)
    case 'advanced_filter_string':
      return filterMisfit('string', text)
    case 'advanced_filter_number':
      return text === '' ? notEmpty : filterMisfit('number', text)
    case 'advanced_filter_datetime':
      return text === '' ? notEmpty : filterMisfit('date', text)
  }
}

const notEmpty = 'not be empty; delete the value instead'
const number = /^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,4})?$/
const notZipcode =
  'be a zip code: a letter or digit, then up to nine letters, digits, spaces and dashes, such as 94110-1234 or SW1A 1AA'
const zipcode = /^[A-Za-z0-9][A-Za-z0-9 -]{0,9}$/
const datetime =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

function isDatetime(text: string): boolean {
  const parts = datetime
    .exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  if (parts === undefined) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= lastDay
  return isDate && hour < 24 && minute < 60 && second < 60
}

function filterMisfit(kind: 'string' | 'number' | 'date', text: string): string | undefined {
  const parsed = parseFilterExpression(kind, text)
  if (parsed.ok) return undefined
  return `be a filter expression: at character ${parsed.position + 1}, ${parsed.message}`
}
