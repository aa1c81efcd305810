// Hidden values are read only when a plan is sent, and what a server says of a plan is told with places of the files.
import { expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { definitionsIn } from './definitions.ts'
import { planFor } from './difference.ts'
import { mistakeText } from './place.ts'
import { mistakesOf, sendingOf } from './sending.ts'

const text = `groups: [{ name: A }, { name: B }]
user_attributes:
  - name: secret
    type: string
    value_is_hidden: true
    default_value: { value_from: { env: ONE } }
    group_values:
      A: { value_from: { env: ONE } }
      B: { value_from: { file: two.txt } }
`
const present = { now: 0, groups: [], attributes: [], users: [] }

function planOf(text: string) {
  const { definitions } = definitionsIn([{ file: 'a.yaml', text }])
  return planFor(definitions, present, { prunes: true, replacesHidden: false })
}

it('hidden values take the places of their names', () => {
  const plan = planOf(text)
  expect(JSON.stringify(plan)).not.toContain('S3cret')
  const { operations, mistakes } = sendingOf(plan, (source) => ({
    text: 'env' in source ? 'S3cret one' : 'S3cret two',
  }))
  expect(mistakes).toEqual([])
  expect(operations.slice(2)).toEqual([
    {
      ...{ op: 'create_attribute', name: 'secret', type: 'string', label: 'Secret' },
      ...{ value_is_hidden: true, default_value: 'S3cret one' },
    },
    { op: 'set_group_value', group: 'A', attribute: 'secret', value: 'S3cret one' },
    { op: 'set_group_value', group: 'B', attribute: 'secret', value: 'S3cret two' },
  ])
})

it('a source that has nothing is a mistake where it is named', () => {
  const { mistakes } = sendingOf(planOf(text), () => ({ problem: 'it is not set.' }))
  expect(mistakes.map(mistakeText)).toEqual([
    'a.yaml:6:20: it is not set.',
    'a.yaml:8:10: it is not set.',
    'a.yaml:9:10: it is not set.',
  ])
})

it.each([
  ['changes[0].name', 'a.yaml:1:18'],
  ['changes[2]', 'a.yaml:3:11'],
  ['changes[2].default_value', 'a.yaml:6:20'],
  ['changes[2].label', 'a.yaml:3:11'],
  ['changes[4].value', 'a.yaml:9:10'],
])('the problem of %s is at %s', (field, place) => {
  const [mistake] = mistakesOf(planOf(text), [{ field, message: 'no.' }])
  expect(typeof mistake === 'object' && mistakeText(mistake)).toBe(`${place}: no.`)
})

it('values in a list have their own places, and what no file asks for has the name of its operation', () => {
  const list = Array.from({ length: 12 }, (_, at) => `      "G ${at}": x`)
  const groups = list.map((_, at) => `{name: "G ${at}"}`).join(', ')
  const text = `groups: [${groups}]\nuser_attributes:\n  - name: a\n    type: string\n    group_values:\n${list.join('\n')}`
  const plan = planOf(text)
  const last = plan.operations.length - 1
  expect(plan.operations[last]?.operation.op).toBe('set_group_values')
  const at = (field: string) =>
    mistakesOf(plan, [{ field: `changes[${last}].${field}`, message: 'no.' }])
  expect(at('values[3].value')).toEqual([
    { at: { file: 'a.yaml', line: 9, column: 14 }, message: 'no.' },
  ])
  expect(at('values')).toEqual([{ at: { file: 'a.yaml', line: 6, column: 7 }, message: 'no.' }])
  expect(mistakesOf(plan, [{ field: 'reason', message: 'no.' }])).toEqual(['no.'])
  const held = { id: '2', name: 'Old', user_count: 0, externally_managed: false, inner: [] }
  const { definitions } = definitionsIn([{ file: 'a.yaml', text: 'groups: []' }])
  const pruning = planFor(
    definitions,
    { ...present, groups: [held] },
    { prunes: true, replacesHidden: false },
  )
  expect(mistakesOf(pruning, [{ field: 'changes[0].group_id', message: 'no.' }])).toEqual([
    'delete_group: no.',
  ])
})

it('a plan that is larger than one change says so before it is sent', () => {
  const most = limits.changed_catalogue_operations
  const groupsIn = (count: number) =>
    `groups: [${Array.from({ length: count }, (_, at) => `{name: "G ${at}"}`).join(', ')}]`
  const secrets = () => ({ problem: '' })
  expect(sendingOf(planOf(groupsIn(most)), secrets).mistakes).toEqual([])
  expect(sendingOf(planOf(groupsIn(most + 1)), secrets).mistakes.map(mistakeText)).toEqual([
    `a.yaml:1:17: the plan has ${most + 1} operations about groups and attributes, and one change may have ${most}: apply some of the files first, or a file with a part of them.`,
  ])
})
