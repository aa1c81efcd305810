// The choices of an attribute, and the fields that only the Attrium API has, in definitions.
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { allowsAsMuch, choicesMisfit } from './choices.ts'
import { changedDefinition, type DefinitionChange, newDefinition } from './user-attribute.ts'
import { valueProblems } from './value-type.ts'

const taken = { name: () => false, label: () => false }
const create = (body: DefinitionChange) =>
  newDefinition({ name: 'region', type: 'string', ...body }, taken)
const messages = ({ problems }: ReturnType<typeof create>) =>
  problems.map(({ field, message }) => `${field}: ${message}`)
const change = (before: DefinitionChange, body: DefinitionChange) =>
  changedDefinition(
    { ...create(before).definition, id: '14' as never, is_system: false, is_permanent: false },
    body,
    taken,
  )
const hiding = { value_is_hidden: true, hidden_value_domain_whitelist: 'a/*' }

describe('choices', () => {
  it('allow what they list and nothing else', () => {
    const problems = (value: string, choices: string[] | null) =>
      valueProblems({ type: 'string', choices }, value).map(({ message }) => message)
    expect(problems('EMEA', ['EMEA', 'AMER'])).toEqual([])
    expect(problems('anything', null)).toEqual([])
    expect(problems('emea', ['EMEA', 'AMER'])).toEqual(['value must be one of "EMEA", "AMER".'])
    const listed = (length: number) => problems('x', ['a', 'y'.repeat(length - 7)])[0]
    const most = limits.listed_choices_characters
    expect(listed(most)).toContain('yyy')
    expect(listed(most + 1)).toBe('value must be one of the 2 choices of the attribute.')
  })

  it('are checked after the type', () => {
    const [problem] = valueProblems({ type: 'number', choices: ['1', '2'] }, 'x')
    expect(problem?.message).toContain('be a number')
    expect(valueProblems({ type: 'yesno', choices: ['yes'] }, true)).toEqual([])
    expect(valueProblems({ type: 'yesno', choices: ['yes'] }, false)).toHaveLength(1)
  })

  it('must be few, different, and fit the type', () => {
    expect(choicesMisfit(['a', 'a'])).toBe('list no value twice')
    const many = (length: number) => choicesMisfit(Array.from({ length }, (_, at) => `${at}`))
    expect(many(limits.choices)).toBeUndefined()
    expect(many(limits.choices + 1)).toBe('have at most 1000 items')
    const long = (length: number) => choicesMisfit(['x'.repeat(length)])
    expect(long(limits.choices_characters)).toBeUndefined()
    expect(long(limits.choices_characters + 1)).toContain('16384 characters')
    expect(messages(create({ choices: ['a', 'a'] }))).toEqual([
      'choices: choices must list no value twice.',
    ])
    expect(messages(create({ type: 'number', choices: ['1', 'x'] }))).toEqual([
      'choices: choices[1] must be a number, such as 25 or -0.5.',
    ])
    expect(messages(change({ choices: ['x'] }, { type: 'number' }))).toEqual([
      'type: choices[0] must be a number, such as 25 or -0.5.',
    ])
  })

  it('must have the default', () => {
    expect(messages(create({ choices: ['EMEA'], default_value: 'AMER' }))).toEqual([
      'default_value: default_value must be one of "EMEA".',
    ])
    expect(messages(change({ default_value: 'AMER' }, { choices: ['EMEA'] }))).toHaveLength(1)
  })

  it('are left out with null or an empty list, and stay when nothing is said', () => {
    expect(create({}).definition.choices).toBeNull()
    expect(create({ choices: [] }).definition.choices).toBeNull()
    expect(change({ choices: ['a'] }, { choices: null }).definition.choices).toBeNull()
    expect(change({ choices: ['a'] }, { label: 'L' }).definition.choices).toEqual(['a'])
  })

  it('a hidden attribute has none', () => {
    expect(messages(create({ choices: ['a'], ...hiding }))).toEqual([
      'choices: choices cannot be set: a hidden attribute has no choices.',
    ])
    expect(messages(change({ choices: ['a'] }, hiding))).toEqual([
      'value_is_hidden: value_is_hidden cannot be set: a hidden attribute has no choices.',
    ])
  })

  it('that become more need no look at stored values', () => {
    expect(allowsAsMuch(['a'], ['b', 'a'])).toBe(true)
    expect(allowsAsMuch(['a'], null)).toBe(true)
    expect(allowsAsMuch(null, null)).toBe(true)
    expect(allowsAsMuch(['a', 'b'], ['a'])).toBe(false)
    expect(allowsAsMuch(null, ['a'])).toBe(false)
  })
})

describe('combine', () => {
  it('is first when nothing is said, and one of four words', () => {
    expect(create({}).definition.combine).toBe('first')
    expect(create({ combine: 'union' }).definition.combine).toBe('union')
    expect(change({ combine: 'union' }, { combine: null }).definition.combine).toBe('union')
    expect(messages(create({ combine: 'all' }))).toEqual([
      'combine: combine must be one of first, union, min, max.',
    ])
  })

  it('fits the type, also when the type changes', () => {
    expect(messages(create({ type: 'number', combine: 'max' }))).toEqual([])
    expect(messages(create({ combine: 'max' }))).toEqual([
      'combine: combine cannot be set: to combine by max, the type must be one of number, datetime.',
    ])
    expect(messages(change({ combine: 'union' }, { type: 'number' }))).toEqual([
      'type: type cannot be set: to combine by union, the type must be one of string, advanced_filter_string, ' +
        'advanced_filter_number, advanced_filter_datetime.',
    ])
    expect(messages(change({ combine: 'union' }, { type: 'number', combine: 'min' }))).toEqual([])
  })

  it('is first for a hidden attribute, and for one whose values are known', () => {
    expect(messages(create({ combine: 'union', ...hiding }))).toEqual([
      'combine: combine cannot be set: to combine by union, the attribute must not be hidden.',
    ])
    expect(messages(change({ combine: 'union' }, hiding))).toEqual([
      'value_is_hidden: value_is_hidden cannot be set: to combine by union, the attribute must not be hidden.',
    ])
    expect(messages(create({ name: 'locale', combine: 'union' }))).toEqual([
      'combine: combine cannot be set: to combine by union, the name must not be locale, whose values are known.',
    ])
    expect(messages(change({ combine: 'union' }, { name: 'locale' }))).toHaveLength(1)
  })
})
