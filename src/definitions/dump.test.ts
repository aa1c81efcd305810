// A dump is what a person would have written, and is read back as what it was made of.
import { expect, it } from 'vitest'
import { definitionsIn } from './definitions.ts'
import { planFor } from './difference.ts'
import { dumpOf, leftOutOf } from './dump.ts'
import type { AttributeHeld, Present } from './present.ts'

const usual: Omit<AttributeHeld, 'id' | 'name' | 'label'> = {
  ...{ type: 'string', default_value: null, is_system: false, is_permanent: false },
  ...{ value_is_hidden: false, user_can_view: false, user_can_edit: false, values: [] },
  ...{ hidden_value_domain_whitelist: null, choices: null, combine: 'first' },
}
const builtIn = { ...usual, is_system: true, user_can_view: true }

const times = { starts_at: null, expires_at: null }
const own = { ends: new Map<string, number>(), followed: new Map<string, number>() }

const present: Present = {
  now: Date.UTC(2099, 10, 1),
  groups: [
    { id: '1', name: 'All Users', user_count: 2, externally_managed: true, inner: ['2', '3'] },
    { id: '2', name: 'EMEA', user_count: 1, externally_managed: false, inner: [] },
    { id: '3', name: 'Leads, all', user_count: 0, externally_managed: false, inner: ['2'] },
  ],
  attributes: [
    { ...builtIn, id: '3', name: 'email', label: 'Email', is_permanent: true },
    { ...builtIn, id: '11', name: 'language', label: 'Language', default_value: 'de' },
    { ...builtIn, id: '12', name: 'number_format', label: 'Number Format', default_value: null },
    {
      ...{ ...builtIn, id: '13', name: 'landing_page', label: 'Landing Page' },
      ...{ type: 'relative_url', default_value: '/browse', user_can_edit: true },
    },
    { ...usual, id: '14', name: 'team', label: 'Team' },
    {
      ...{ ...usual, id: '15', name: 'region', label: 'Sales region', default_value: '1.10' },
      ...{ user_can_view: true, choices: ['1.10', 'a, b'], combine: 'union' },
      values: [
        { group: '3', value: 'a, b', ...times },
        { group: '2', value: 'line\nline', ...times },
      ],
    },
    {
      ...{ ...usual, id: '16', name: 'password', label: 'Password', value_is_hidden: true },
      ...{ default_value: 'DEFAULT_IS_SET', user_can_view: true, user_can_edit: true },
      hidden_value_domain_whitelist: 'https://x.example/*',
      values: [
        { group: '3', value: null, ...times },
        { group: '2', value: null, ...times },
      ],
    },
  ],
  users: [
    {
      ...{ id: '2', email: 'maya@acme.example', external_user_id: null, display_name: 'Maya' },
      groups: [
        { group: '2', ...times },
        { group: '3', ...times },
      ],
      ...{ values: new Map([['15', '~']]), ...own },
    },
    {
      ...{ id: '3', email: null, external_user_id: '42', display_name: '', groups: [] },
      ...{ values: new Map([['16', null]]), ...own },
    },
    {
      ...{ id: '4', email: 'ana@acme.example', external_user_id: null, display_name: 'Ana' },
      ...{ groups: [], values: new Map(), ...own },
    },
  ],
}

const text = `# yaml-language-server: $schema=attrium.schema.json
groups:
  - name: EMEA # id 2
  - name: Leads, all # id 3
    groups: [EMEA]

user_attributes:
  - name: language # id 11
    renamed_from: locale
    type: string
    default_value: de
  - name: number_format # id 12
    type: string
    default_value: ""
  - name: team # id 14
    type: string
  - name: region # id 15
    label: Sales region
    type: string
    default_value: "1.10"
    user_can_view: true
    choices: ["1.10", "a, b"]
    combine: union
    group_values: # strongest first
      Leads, all: a, b
      EMEA: "line\\nline"
  - name: password # id 16
    type: string
    default_value: { value_from: { env: PASSWORD_DEFAULT } }
    value_is_hidden: true
    hidden_value_domain_whitelist: https://x.example/*
    user_can_edit: true
    group_values: # strongest first
      Leads, all: { value_from: { env: PASSWORD_LEADS_ALL } }
      EMEA: { value_from: { env: PASSWORD_EMEA } }

users:
  - email: maya@acme.example # id 2
    groups: [EMEA, "Leads, all"]
    values:
      region: "~"
  - external_user_id: "42" # id 3
    values:
      password: { value_from: { env: PASSWORD_42 } }
`

it('says what is there, in order, with ids as comments, and nothing that is usual', () => {
  expect(dumpOf(present, { schema: 'attrium.schema.json' })).toBe(text)
})

it.each([true, false])('changes nothing where it comes from, pruning or not: %s', (prunes) => {
  for (const isWhole of [true, false]) {
    const file = { file: 'dump.yaml', text: dumpOf(present, { isWhole }) }
    const { definitions, mistakes } = definitionsIn([file])
    expect(mistakes).toEqual([])
    const plan = planFor(definitions, present, { prunes, replacesHidden: false })
    expect([plan.mistakes, plan.operations, plan.things]).toEqual([[], [], []])
  }
})

const [monday, friday] = ['2099-11-30T00:00:00.000Z', '2099-12-04T18:00:00.000Z']
const [starts_at, expires_at] = [Date.parse(monday), Date.parse(friday)]

it('says from when until when, and leaves out what another value follows, with a comment', () => {
  const names = { external_user_id: null, display_name: '', groups: [] }
  const values = new Map([
    ['14', 'x'],
    ['15', 'a, b'],
  ])
  const until = { values, ends: new Map([['15', expires_at]]), followed: own.followed }
  const followed = { values, ends: own.ends, followed: new Map([['15', starts_at]]) }
  const users = [
    {
      ...{ ...names, id: '2', email: 'a@b.c', ...until },
      groups: [
        { group: '2', starts_at: null, expires_at },
        { group: '3', starts_at, expires_at },
      ],
    },
    { ...names, id: '3', email: 'd@e.f', ...followed },
    { ...names, id: '4', email: null, ...followed },
  ]
  const attributes = present.attributes.map((it) => ({
    ...it,
    values: it.values.map((value) => ({ ...value, expires_at })),
  }))
  const timed = { ...present, attributes, users }
  const text = dumpOf(timed)
  expect(text.match(/^ {6}\S.*$/gm)?.slice(0, 4)).toEqual([
    `      Leads, all: { value: "a, b", expires_at: "${friday}" }`,
    `      EMEA: { value: "line\\nline", expires_at: "${friday}" }`,
    `      Leads, all: { value_from: { env: PASSWORD_LEADS_ALL }, expires_at: "${friday}" }`,
    `      EMEA: { value_from: { env: PASSWORD_EMEA }, expires_at: "${friday}" }`,
  ])
  expect(text.slice(text.indexOf('\nusers:'))).toBe(`
users:
  - email: a@b.c # id 2
    groups: [{ group: EMEA, expires_at: "${friday}" }, { group: "Leads, all", starts_at: "${monday}", expires_at: "${friday}" }]
    values:
      team: x
      region: { value: "a, b", expires_at: "${friday}" }
  - email: d@e.f # id 3
    values:
      team: x
    # Left out, since another one follows it at ${monday}: the value of region
`)
  // Nobody can name the third user.
  expect(leftOutOf(timed)).toBe(1)
  for (const isWhole of [true, false]) {
    const file = { file: 'dump.yaml', text: dumpOf(timed, { isWhole }) }
    const { definitions, mistakes } = definitionsIn([file])
    const plan = planFor(definitions, timed, { prunes: true, replacesHidden: false })
    expect([mistakes, plan.mistakes, plan.operations]).toEqual([[], [], []])
  }
})

it('of an empty server is empty', () => {
  expect(dumpOf({ now: 0, groups: [], attributes: [], users: [] })).toBe('')
})
