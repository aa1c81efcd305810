// What files say is read with the place of every mistake; what they say twice or against themselves is a mistake.
import { describe, expect, it } from 'vitest'
import { readBroken } from '../../test/definitions/broken-files.ts'
import { limits } from '../limits.ts'
import { definitionsIn } from './definitions.ts'
import { mistakeText } from './place.ts'

const mistakesIn = (...texts: readonly string[]) =>
  definitionsIn(
    texts.map((text, at) => ({ file: at === 0 ? 'a.yaml' : 'b.yaml', text })),
  ).mistakes.map(mistakeText)

const whole = `# A comment
groups:
  - name: EMEA
  - { name: Leads, groups: [EMEA], renamed_from: "Leaders" }
user_attributes:
  - name: region
    type: string
    default_value: 1.10
    user_can_edit: true
    group_values: # strongest first
      Leads: "%"
      EMEA: 007
  - name: password
    label: Pass word
    type: string
    value_is_hidden: true
    hidden_value_domain_whitelist: https://x.example/*
    default_value: { value_from: { env: PASSWORD } }
    choices: [a, 2]
    combine: union
users:
  - email: maya@acme.example
    groups: [EMEA]
    values: { password: { value_from: { file: maya.txt } } }
  - external_user_id: 42
`

it('a file is read with its order and its places', () => {
  const { definitions, mistakes } = definitionsIn([{ file: 'a.yaml', text: whole }])
  expect(mistakes).toEqual([])
  const { groups, attributes, users } = definitions
  const at = (line: number, column: number) => ({ file: 'a.yaml', line, column })
  const times = { starts_at: null, expires_at: null, places: new Map() }
  expect(groups).toEqual([
    { name: { at: at(3, 11), is: 'EMEA' }, renamedFrom: undefined, groups: [] },
    {
      name: { at: at(4, 13), is: 'Leads' },
      renamedFrom: { at: at(4, 50), is: 'Leaders' },
      groups: [{ at: at(4, 29), is: 'EMEA' }],
    },
  ])
  expect(attributes?.map(({ places: _, ...attribute }) => attribute)).toEqual([
    {
      name: { at: at(6, 11), is: 'region' },
      renamedFrom: undefined,
      default: { at: at(8, 20), text: '1.10' },
      fields: {
        ...{ type: 'string', label: undefined, value_is_hidden: false, combine: 'first' },
        ...{ user_can_view: true, user_can_edit: true, choices: [] },
        hidden_value_domain_whitelist: undefined,
      },
      values: [
        { name: { at: at(11, 7), is: 'Leads' }, value: { at: at(11, 14), text: '%' }, times },
        { name: { at: at(12, 7), is: 'EMEA' }, value: { at: at(12, 13), text: '007' }, times },
      ],
    },
    {
      name: { at: at(13, 11), is: 'password' },
      renamedFrom: undefined,
      default: { at: at(18, 20), from: { env: 'PASSWORD' } },
      fields: {
        ...{ type: 'string', label: 'Pass word', value_is_hidden: true, combine: 'union' },
        ...{ user_can_view: false, user_can_edit: false, choices: ['a', '2'] },
        hidden_value_domain_whitelist: 'https://x.example/*',
      },
      values: [],
    },
  ])
  expect(attributes?.[0]?.places.get('default_value')).toEqual(at(8, 20))
  expect(users).toEqual([
    {
      ...{ at: at(22, 12), by: 'email', text: 'maya@acme.example' },
      groups: [{ name: { at: at(23, 14), is: 'EMEA' }, times }],
      values: [
        {
          name: { at: at(24, 15), is: 'password' },
          value: { at: at(24, 25), from: { file: 'maya.txt' } },
          times,
        },
      ],
    },
    {
      ...{ at: at(25, 23), by: 'external_user_id', text: '42' },
      ...{ groups: undefined, values: undefined },
    },
  ])
})

it.each([
  ['', undefined, undefined],
  ['# only a comment', undefined, undefined],
  ['groups: []', [], undefined],
  ['user_attributes: []', undefined, []],
])('a section that is not there says nothing: %j', (text, groups, attributes) => {
  const { definitions, mistakes } = definitionsIn([{ file: 'a.yaml', text }])
  expect([mistakes, definitions.groups, definitions.attributes]).toEqual([[], groups, attributes])
})

it('times are read with their places', () => {
  const text = `users:
  - email: a@b.c
    groups: [{group: EMEA, starts_at: 2099-11-30T00:00:00Z, expires_at: "2099-12-04T19:00:00.5+01:00"}]
    values: {region: {value: x, expires_at: 2099-12-04T18:00:00Z}}`
  const { definitions, mistakes } = definitionsIn([{ file: 'a.yaml', text }])
  const [user] = definitions.users ?? []
  expect([mistakes, user?.groups?.[0]?.name.is]).toEqual([[], 'EMEA'])
  expect(user?.groups?.[0]?.times).toMatchObject({
    ...{ starts_at: Date.UTC(2099, 10, 30), expires_at: Date.UTC(2099, 11, 4, 18, 0, 0, 500) },
  })
  const at = { file: 'a.yaml', line: 3, column: 73 }
  expect(user?.groups?.[0]?.times.places.get('expires_at')).toEqual(at)
  expect(user?.values?.[0]).toMatchObject({
    ...{ value: { text: 'x' }, times: { expires_at: Date.UTC(2099, 11, 4, 18) } },
  })
})

it('several files are read as if they were one', () => {
  const texts = ['groups: [{name: EMEA}]', 'groups: [{name: APAC}]\nusers: [{email: a@b.c}]']
  const { definitions } = definitionsIn(texts.map((text, at) => ({ file: `${at}.yaml`, text })))
  expect(definitions.groups?.map(({ name }) => `${name.at.file} ${name.is}`)).toEqual([
    '0.yaml EMEA',
    '1.yaml APAC',
  ])
  expect(definitions.users).toHaveLength(1)
})

describe('a mistake has its place', () => {
  it.each([
    ['groups: 5', '1:9: this must be a list.'],
    ['- a', '1:1: this must be a map of keys and values.'],
    ['gruops: []', '1:1: "gruops" is not known here; did you mean groups?'],
    ['colours: []', '1:1: "colours" is not known here; known are groups, user_attributes, users.'],
    [
      'groups:\n  - nmae: x',
      '2:5: name is missing.',
      '2:5: "nmae" is not known here; did you mean name?',
    ],
    ['groups:\n  - name:', '2:10: there is nothing here; write a text, or leave the key out.'],
    ['groups:\n  - name: ""', '2:11: this must not be empty.'],
    [
      'users: [{email: a@b.c, groups: [{group: A, expires_at: 2099-12-04}]}]',
      '1:56: this must be a time with its offset from UTC, such as 2026-12-04T18:00:00Z.',
    ],
    [
      'users: [{email: a@b.c, groups: [{expires_at: 2099-12-04T18:00:00Z}]}]',
      '1:33: group is missing.',
    ],
    [
      'users: [{email: a@b.c, values: {a: {value: x, starts_at: 2099-12-04T18:00:00Z}}}]',
      '1:47: "starts_at" is not known here; known are value, value_from, expires_at.',
    ],
    ['groups:\n  - name: [a]', '2:11: this must be text.'],
    ['groups:\n  - name: a\n    groups: EMEA', '3:13: this must be a list.'],
    ['user_attributes:\n  - name: a', '2:5: type is missing.'],
    [
      'user_attributes:\n  - {name: a, type: strnig}',
      '2:21: this must be one of string, number, datetime, yesno, zipcode, relative_url, advanced_filter_string, ' +
        'advanced_filter_number, advanced_filter_datetime; did you mean string?',
    ],
    [
      'user_attributes:\n  - {name: a, type: string, user_can_view: yes}',
      '2:44: this must be true or false.',
    ],
    [
      'user_attributes:\n  - {name: a, type: yesno, default_value: true}',
      '2:43: this must be text; put it in quotes, or write yes or no for a yesno.',
    ],
    [
      'user_attributes:\n  - {name: a, type: string, group_values: [x]}',
      '2:43: this must be a map of names and values.',
    ],
    [
      'user_attributes:\n  - {name: a, type: string, default_value: {env: X}}',
      '2:44: value_from is missing.',
      '2:45: "env" is not known here; known are value_from.',
    ],
    [
      'user_attributes:\n  - {name: a, type: string, default_value: {value_from: {env: X, file: Y}}}',
      '2:57: exactly one of env and file must be there.',
    ],
    ['users:\n  - groups: []', '2:5: exactly one of email and external_user_id must be there.'],
    [
      'groups:\n  - name: "\\0"',
      '2:11: this must not contain a NUL character or half of a surrogate pair.',
    ],
    ['a: 1\n---\nb: 2', '2:1: a file has one document; leave this line and others out.'],
    [
      'groups: [',
      '1:10: it is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    ['\tgroups: []', '1:1: it is not valid YAML: Tabs are not allowed as indentation.'],
    ['groups: !secret []', '1:9: it is not valid YAML: Unresolved tag: !secret.'],
    ['groups: []\ngroups: []', '2:1: the key is there already, in line 1.'],
    ['? [a]\n: []', '1:3: a key must be text; put it in quotes.'],
    ['groups: *none', '1:9: no anchor with this name is before it.'],
    ['groups: &all [*all]', '1:15: the alias contains itself.'],
  ])('%#: %j', (text, ...expected) => {
    const mistakes = mistakesIn(text).map((it) => it.replace(/^a\.yaml:/, ''))
    expect(mistakes).toEqual(expected)
  })

  it('the text of a value is in no message', () => {
    const text =
      'user_attributes:\n  - {name: a, type: S3cret, combine: S3cret, group_values: {A: "S3cret\\0"}}'
    expect(mistakesIn(text).length).toBe(3)
    expect(mistakesIn(text).join()).not.toContain('S3cret')
  })
})

it('what nests too deep is a mistake, and overflows nothing', () => {
  expect(mistakesIn(`groups: ${'['.repeat(100_000)}`)).toEqual([
    expect.stringMatching(/^a\.yaml:1:\d+: it nests too deep\.$/),
  ])
})

describe('what is said twice or against itself', () => {
  it.each([
    ['groups: [{name: EMEA}, {name: emea}]', '1:31: the group is there already: a.yaml:1.'],
    [
      'users: [{email: a@b.c, groups: [{group: A, starts_at: 2099-12-04T18:00:00Z, expires_at: 2099-12-04T18:00:00Z}]}]',
      '1:89: expires_at must be after starts_at.',
    ],
    [
      'groups: [{name: A, groups: [B, b]}, {name: B}]',
      '1:32: the group is there already: a.yaml:1.',
    ],
    [
      'groups: [{name: A, renamed_from: B}, {name: B}]',
      '1:34: the group with this name is named in a.yaml:1; leave one of the two out.',
    ],
    [
      'groups: [{name: A, renamed_from: C}, {name: B, renamed_from: C}]',
      '1:62: the group is renamed there already: a.yaml:1.',
    ],
    [
      'user_attributes: [{name: a, type: string, group_values: {A: x, a: x}}]',
      '1:64: the group is there already: a.yaml:1.',
    ],
    ['users: [{email: A@b.c}, {email: a@B.c}]', '1:33: the user is there already: a.yaml:1.'],
  ])('%#: %j', (text, expected) => {
    expect(mistakesIn(text)).toEqual([`a.yaml:${expected}`])
  })

  it('in two files, the second is the mistake', () => {
    expect(mistakesIn('groups: [{name: A}]', '\ngroups: [{name: A}]')).toEqual([
      'b.yaml:2:17: the group is there already: a.yaml:1.',
    ])
  })
})

it('aliases are followed, and cannot make a file large', () => {
  const shared =
    'groups: &g [{name: A}]\nusers: [{email: a@b.c, groups: &names [A]}, {email: d@e.f, groups: *names}]'
  expect(mistakesIn(shared)).toEqual([])
  // Each level has ten of the one before.
  const levels = Array.from(
    { length: 7 },
    (_, at) => `  &l${at} [${`*l${at - 1}, `.repeat(at === 0 ? 0 : 10)}]`,
  )
  const laughs = `groups: [\n${levels.join(',\n')}]`
  const tooMany = expect.stringContaining(`may have at most ${limits.definition_parts} parts`)
  expect(mistakesIn(laughs)).toEqual([tooMany])
  // The keys behind the last part that is looked at are not wrong for that.
  const keyed = levels.map((level, at) => level.replace('  &', `a${at}: &`)).join('\n')
  expect(mistakesIn(`${keyed}\na7: x\na8: x`)).toEqual([tooMany])
})

it('a file that is too long is not read', () => {
  const most = limits.definition_file_characters
  expect(mistakesIn(`#${' '.repeat(most - 1)}`)).toEqual([])
  expect(mistakesIn(`#${' '.repeat(most)}`)).toEqual([
    `a.yaml:1:1: the file may have at most ${most} characters; split it.`,
  ])
})

it('broken files have mistakes with line and column, whatever is broken', () => {
  // `npm run proof G-56` breaks more.
  expect(readBroken(400, 4711)).toEqual({ broken: 400, problems: [] })
})
