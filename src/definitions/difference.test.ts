// The operations that a difference takes, in an order in which each can be done, and what people read of it.
import { describe, expect, it } from 'vitest'
import { planOn } from '../../test/definitions/present.ts'
import { mistakeText } from './place.ts'

function operationsOf(text: string, options = {}) {
  const { operations, mistakes } = planOn(text, options)
  expect(mistakes.map(mistakeText)).toEqual([])
  return operations.map(({ operation }) => operation)
}

const prunes = { prunes: true }
const region = (rest: string) =>
  `user_attributes:\n  - { name: region, label: REGION, type: string${rest} }`
const values = (list: string) => region(`, group_values: {${list}}`)
const of = (id: string) => ({ user_attribute_id: id })

describe('groups', () => {
  it('are created, then put into each other', () => {
    expect(operationsOf('groups: [{name: New, groups: [Inner, EMEA]}, {name: Inner}]')).toEqual([
      { op: 'create_group', name: 'New' },
      { op: 'create_group', name: 'Inner' },
      { op: 'add_group_group', group: 'New', child_group: 'Inner' },
      { op: 'add_group_group', group: 'New', child_group_id: '2' },
    ])
  })

  it('are renamed, also in case alone, and only while the former name is there', () => {
    expect(operationsOf('groups: [{name: Europe, renamed_from: emea}]')).toEqual([
      { op: 'update_group', group_id: '2', name: 'Europe' },
    ])
    expect(operationsOf('groups: [{name: emea}]')).toEqual([
      { op: 'update_group', group_id: '2', name: 'emea' },
    ])
    expect(operationsOf('groups: [{name: EMEA, renamed_from: Europe}]')).toEqual([])
    expect(operationsOf('groups: [{name: EMEA, renamed_from: Leads}]')).toEqual([])
  })

  it('with a name of digits get it at last, since operations would take it for an id', () => {
    const text = 'groups: [{name: 42, groups: [EMEA]}]'
    expect(operationsOf(text)).toEqual([
      { op: 'create_group', name: '42 (new)' },
      { op: 'add_group_group', group: '42 (new)', child_group_id: '2' },
      { op: 'update_group', group: '42 (new)', name: '42' },
    ])
  })

  it('are taken away by pruning alone: what is named anywhere stays, and so does All Users', () => {
    const text = 'groups: [{name: APAC}]\nusers: [{email: u7@acme.example, groups: [Leads]}]'
    expect(operationsOf(text)).toEqual([])
    expect(operationsOf(text, prunes)).toEqual([
      { op: 'delete_group', group_id: '2' },
      { op: 'remove_group_group', group_id: '4', child_group_id: '3' },
    ])
    expect(operationsOf('users: []', prunes)).toEqual([])
  })
})

describe('values of groups', () => {
  it.each([
    ['EMEA: E, Leads: L, APAC: A', []],
    ['EMEA: E', []],
    ['Leads: L', [{ op: 'order_group_values', ...of('14'), groups: ['3', '2', '4'] }]],
    ['EMEA: X', [{ op: 'set_group_value', group_id: '2', ...of('14'), value: 'X' }]],
    [
      'APAC: A, EMEA: X',
      [
        {
          op: 'set_group_values',
          ...of('14'),
          values: [
            { group_id: '4', value: 'A' },
            { group_id: '2', value: 'X' },
            { group_id: '3', value: 'L' },
          ],
        },
      ],
    ],
  ])('in the order of the file, others behind them: %s', (list, expected) => {
    expect(operationsOf(values(list))).toEqual(expected)
  })

  it('that are not named are taken away by pruning', () => {
    expect(operationsOf(values('EMEA: E, APAC: A'), prunes)).toEqual(
      [
        { op: 'clear_group_value', group_id: '3', ...of('14') },
        { op: 'delete_attribute', ...of('16') },
        { op: 'delete_attribute', ...of('15') },
      ].sort((one) => (one.op === 'delete_attribute' ? -1 : 1)),
    )
  })

  it('of a new type make room first, and come after it', () => {
    const text =
      'user_attributes: [{name: cost, type: string, label: COST, default_value: 5, group_values: {EMEA: 1, Leads: two}}]\nusers: [{email: u7@acme.example, values: {cost: nine}}]'
    expect(operationsOf(text)).toEqual([
      { op: 'set_group_values', ...of('16'), values: [{ group_id: '2', value: '1' }] },
      { op: 'clear_user_value', user_id: '7', ...of('16') },
      { op: 'update_attribute', ...of('16'), type: 'string' },
      { op: 'set_group_value', group_id: '3', ...of('16'), value: 'two' },
      { op: 'set_user_value', user_id: '7', ...of('16'), value: 'nine' },
    ])
  })

  it('that are combined change together, since half of the way may not fit together', () => {
    const text = region(', combine: union, group_values: {EMEA: a, Leads: b}')
    const ops = operationsOf(text)
    expect(ops.at(-1)).toMatchObject({ op: 'set_group_values' })
  })
})

describe('attributes', () => {
  it('are described whole: what a file leaves out is as in a new attribute', () => {
    expect(
      operationsOf('user_attributes: [{name: cost, type: number, user_can_edit: true}]'),
    ).toEqual([
      {
        ...{ op: 'update_attribute', ...of('16'), label: 'Cost', default_value: null },
        ...{ user_can_view: true, user_can_edit: true },
      },
    ])
  })

  it('that come with a server are as they came, and pruning leaves them', () => {
    expect(operationsOf('user_attributes: [{name: locale, type: string}]')).toEqual([])
    const text = 'user_attributes: [{name: locale, type: string, default_value: ""}]'
    expect(operationsOf(text)).toEqual([
      { op: 'update_attribute', ...of('11'), default_value: null },
    ])
    const left = operationsOf('user_attributes: []', prunes)
    expect(left.map((it) => it['user_attribute_id'])).toEqual(['14', '15', '16'])
  })

  it('give up a label that another one gets', () => {
    const text = `user_attributes:
  - { name: region, label: COST, type: string }
  - { name: cost, label: REGION, type: number, default_value: 5 }`
    expect(operationsOf(text)).toEqual([
      { op: 'update_attribute', ...of('14'), label: 'REGION (14)' },
      { op: 'update_attribute', ...of('16'), label: 'COST (16)' },
      { op: 'update_attribute', ...of('14'), label: 'COST' },
      { op: 'update_attribute', ...of('16'), label: 'REGION' },
    ])
  })

  it('are renamed with what else changes', () => {
    const text = 'user_attributes: [{name: area, renamed_from: region, type: string}]'
    expect(operationsOf(text)).toEqual([
      { op: 'update_attribute', ...of('14'), name: 'area', label: 'Area' },
    ])
  })
})

describe('hidden values', () => {
  const text = (list: string, more = '') =>
    `user_attributes: [{name: secret, label: SECRET, type: string, value_is_hidden: true, group_values: {${list}}${more}}]`
  const from = (env: string) => `{value_from: {env: ${env}}}`

  it('are set where there is none, and replaced only if somebody says so', () => {
    const list = `EMEA: ${from('A')}, Leads: ${from('B')}`
    const set = (group_id: string, env: string) => ({
      ...{ op: 'set_group_value', group_id, ...of('15') },
      value: { value_from: { env } },
    })
    expect(operationsOf(text(list))).toEqual([set('3', 'B')])
    expect(operationsOf(text(list), { replacesHidden: true })).toEqual([
      set('2', 'A'),
      set('3', 'B'),
    ])
    const users = '\nusers: [{email: u7@acme.example, values: {secret: {value_from: {env: C}}}}]'
    expect(operationsOf(`${text('')}${users}`)).toEqual([])
  })

  it('keep their places in a list that is sent whole', () => {
    const list = `Leads: ${from('B')}, EMEA: ${from('A')}`
    expect(operationsOf(text(list))).toEqual([
      {
        ...{ op: 'set_group_values', ...of('15') },
        values: [
          { group_id: '3', value: { value_from: { env: 'B' } } },
          { group_id: '2', value: null },
        ],
      },
    ])
  })

  it.each([
    [
      text('EMEA: x'),
      '1:107: a hidden value is not written here: name it with value_from: {env: NAME} or {file: PATH}.',
    ],
    [
      values(`EMEA: ${from('A')}`),
      '2:71: value_from is for attributes with value_is_hidden: true; write the value.',
    ],
    [
      'user_attributes: [{name: secret, type: string, value_is_hidden: false}]',
      '1:65: values of the attribute are hidden and stay so for ever; write value_is_hidden: true.',
    ],
    [
      'users: [{email: u7@acme.example, values: {secret: x}}]',
      '1:51: a hidden value is not written here: name it with value_from: {env: NAME} or {file: PATH}.',
    ],
  ])('are named, and others are written: %#', (text, expected) => {
    expect(planOn(text).mistakes.map(mistakeText)).toEqual([`a.yaml:${expected}`])
  })
})

describe('users', () => {
  it('join and leave groups, and get and lose values', () => {
    const text =
      'users: [{email: U7@acme.example, groups: [APAC, EMEA, All Users], values: {region: x, cost: 9}}]'
    const added = [
      { op: 'add_group_user', group_id: '4', user_id: '7' },
      { op: 'set_user_value', user_id: '7', ...of('14'), value: 'x' },
    ]
    expect(operationsOf(text)).toEqual(added)
    expect(operationsOf(text, prunes)).toEqual([
      { op: 'clear_user_value', user_id: '7', ...of('15') },
      { op: 'remove_group_user', group_id: '3', user_id: '7' },
      ...added,
    ])
  })

  it('of whom only one half is named keep the other', () => {
    expect(
      operationsOf('users: [{email: u7@acme.example, groups: [EMEA, Leads]}]', prunes),
    ).toEqual([])
  })
})

it.each([
  [
    'groups: [{name: A, groups: [EMAE]}]',
    '1:29: there is no such group, on the server or in the files; did you mean EMEA?',
  ],
  [values('Nobody: x'), '2:65: there is no such group, on the server or in the files.'],
  [
    'users: [{email: u8@acme.example}]',
    '1:17: there is no such user on the server; did you mean u7@acme.example?',
  ],
  [
    'users: [{external_user_id: 5}]',
    '1:28: there is no such user on the server; files make no users.',
  ],
  [
    'users: [{email: u7@acme.example, values: {regoin: x}}]',
    '1:43: there is no such attribute, on the server or in the files; did you mean region?',
  ],
  [
    'users: [{email: u7@acme.example, values: {email: x}}]',
    "1:43: the attribute is read from the user's record; leave it out.",
  ],
  [
    'groups: [{name: all users}]',
    '1:17: All Users contains everybody and cannot be changed; leave it out.',
  ],
  [
    'groups: [{name: Europe, renamed_from: EMEA, groups: [EMEA]}]',
    '1:54: there is no such group, on the server or in the files.',
  ],
])('what names nothing is a mistake with its place: %s', (text, expected) => {
  expect(planOn(text).mistakes.map(mistakeText)).toEqual([`a.yaml:${expected}`])
})
