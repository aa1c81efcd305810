// The check after a storm fails for each kind of loss and of half-applied change.
import { describe, expect, test } from 'vitest'
import { type AuditedChange, type Stored, stormVerdict } from './storm-check.ts'

const row = (audited: Partial<AuditedChange>): AuditedChange => ({
  operation: 'set',
  user_id: '5',
  group_id: null,
  user_attribute_id: '14',
  new_value: null,
  ...audited,
})
const setTo = (value: string) => ({
  audited: { ...row({}), new_value: value },
  facts: { 'value 5 14': value },
})
const nobody = { user_id: null, group_id: null, user_attribute_id: null }
/** The id is not known beforehand. */
const made = (name: string) => ({
  audited: { ...nobody, operation: 'create_group' },
  facts: { [`group ${name}`]: '' },
})
const madeRow = row({ ...nobody, operation: 'create_group', group_id: '7' })
type Set = ReturnType<typeof setTo>
const [a, b, c, d] = [setTo('a'), setTo('b'), setTo('c'), setTo('d')]

/** One value was set three times, and a fourth time with an outcome in doubt; two clients each made a group. */
const lanes = [
  { lane: 'value', sent: [a, b, c, d], acknowledged: 3 },
  { lane: 'one', sent: [made('one')], acknowledged: 1 },
  { lane: 'two', sent: [made('two')], acknowledged: 1 },
]
const stored = (value: string | undefined, changes: Set[], groups = ['one', 'two']): Stored => ({
  facts: new Map([
    ...(value === undefined ? [] : ([['value 5 14', value]] as const)),
    ...groups.map((name) => [`group ${name}`, ''] as const),
  ]),
  audit: [...changes.map(({ audited }) => audited), madeRow, madeRow],
})
const kinds = (after: Stored) => stormVerdict(lanes, after).problems.map(({ kind }) => kind)

describe('the check of a storm', () => {
  test('finds nothing wrong with what was acknowledged, with or without the one in doubt', () => {
    expect(stormVerdict(lanes, stored('c', [a, b, c]))).toEqual({
      problems: [],
      applied: [3, 1, 1],
    })
    expect(stormVerdict(lanes, stored('d', [a, b, c, d]))).toEqual({
      problems: [],
      applied: [4, 1, 1],
    })
  })

  test('takes no notice of the order in which two clients made something', () => {
    const after = stored('c', [a, b, c])
    expect(kinds({ ...after, audit: [...after.audit].reverse().sort(byValue) })).toEqual([])
  })

  test('leaves rows of other operations alone', () => {
    const after = stored('c', [a, b, c])
    const login = row({ operation: 'login', user_attribute_id: null })
    expect(kinds({ ...after, audit: [login, ...after.audit] })).toEqual([])
  })

  test.each([
    ['an acknowledged value with its audit row', stored('b', [a, b])],
    ['every value', stored(undefined, [])],
  ])('finds %s lost', (_, after) => {
    expect(kinds(after)).toEqual(['lost'])
  })

  test.each([
    ['a value without its audit row', stored('c', [a, b])],
    ['an audit row without its value', stored('c', [a, b, c, d])],
    ['an audit row in the middle lost', stored('c', [a, c])],
    ['a doubled audit row', stored('c', [a, b, b, c])],
    ['audit rows out of order', stored('c', [b, a, c])],
    ['a value from nowhere', stored('x', [a, b, c])],
    ['an audit row from nowhere', stored('c', [a, b, c, setTo('x')])],
    ['something that nobody made', stored('c', [a, b, c], ['one', 'two', 'three'])],
    ['something made without its audit row', { ...stored('c', [a, b, c]), audit: withoutLast() }],
  ])('finds %s', (_, after) => {
    expect(kinds(after)).toEqual(['half'])
  })
})

const byValue = (one: AuditedChange, other: AuditedChange) =>
  (one.new_value ?? '').localeCompare(other.new_value ?? '')

function withoutLast(): AuditedChange[] {
  return stored('c', [a, b, c]).audit.slice(0, -1)
}
