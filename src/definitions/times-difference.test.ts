// What files say of times, compared with what a server has: nothing that ends becomes permanent unless a file says so.
import { describe, expect, it } from 'vitest'
import { friday, monday, planOn, present, timed } from '../../test/definitions/present.ts'
import { mistakeText } from './place.ts'

function operationsOf(text: string, options = {}, on = present) {
  const { operations, mistakes } = planOn(text, options, on)
  expect(mistakes.map(mistakeText)).toEqual([])
  return operations.map(({ operation }) => operation)
}
const timedOf = (text: string, options = {}) => operationsOf(text, options, timed)

/** As plans show them. */
const told = { monday: '2099-11-30 00:00 UTC', friday: '2099-12-04 18:00 UTC' }
const prunes = { prunes: true }
const of = (id: string) => ({ user_attribute_id: id })

describe('users', () => {
  it('have values until a time, and others for good', () => {
    const named = (list: string) => `users: [{email: u70@acme.example, values: {${list}}}]`
    const set = (id: string, value: unknown, times = {}) => ({
      ...{ op: 'set_user_value', user_id: '70', ...of(id), value, ...times },
    })
    const until = `expires_at: "${friday}"`
    const hidden = 'secret: {value_from: {env: X}}'
    expect(operationsOf(named(`region: {value: own, ${until}}, cost: 9`))).toEqual([])
    expect(operationsOf(named('region: own, cost: 9'))).toEqual([set('14', 'own')])
    expect(operationsOf(named(`cost: {value: 9, ${until}}`))).toEqual([
      set('16', '9', { expires_at: friday }),
    ])
    expect(operationsOf(named(hidden))).toEqual([set('15', { value_from: { env: 'X' } })])
    expect(
      planOn(named(`region: own, ${hidden}, cost: {value: 9, ${until}}`)).things[0]?.lines,
    ).toEqual([
      { sign: '~', text: `region: "own" until ${told.friday} -> "own"` },
      { sign: '~', text: `secret: (hidden) until ${told.friday} -> (hidden)` },
      { sign: '~', text: `cost: "9" -> "9" until ${told.friday}` },
    ])
    const pruned = ['14', '15', '16'].map((id) => ({
      ...{ op: 'clear_user_value', user_id: '70', ...of(id) },
    }))
    expect(operationsOf(named(''), prunes)).toEqual(pruned)
    // Files cannot name what follows, so pruning leaves what another value follows.
    expect(timedOf('users: [{email: u80@acme.example, values: {}}]', prunes)).toEqual([])
  })

  it('are in groups from and until a time', () => {
    const named = (list: string) => `users: [{email: u80@acme.example, groups: [${list}]}]`
    const [until, from] = [`expires_at: "${friday}"`, `starts_at: "${monday}"`]
    const [emea, leads] = [`{group: EMEA, ${until}}`, `{group: Leads, ${from}}`]
    const add = (group_id: string, times = {}) => ({
      ...{ op: 'add_group_user', group_id, user_id: '80', ...times },
    })
    expect(timedOf(named(`${emea}, ${leads}`), prunes)).toEqual([])
    expect(timedOf(named('EMEA, Leads'))).toEqual([add('2'), add('3')])
    const remove = { op: 'remove_group_user', group_id: '2', user_id: '80' }
    const later = `{group: EMEA, ${from}}`
    expect(timedOf(named(later))).toEqual([remove, add('2', { starts_at: monday })])
    expect(
      planOn(named(`${later}, Leads, {group: APAC, ${until}}`), {}, timed).things[0]?.lines,
    ).toEqual([
      { sign: '~', text: `in group "EMEA": until ${told.friday} -> from ${told.monday}` },
      { sign: '~', text: `in group "Leads": from ${told.monday} -> for good` },
      { sign: '+', text: `in group "APAC" until ${told.friday}` },
    ])
    expect(timedOf(named(leads), prunes)).toEqual([remove])
    expect(
      planOn(named('{group: all users, expires_at: "2100-01-01T00:00:00Z"}'), {}, timed).mistakes,
    ).toHaveLength(1)
  })

  it('are not given what has ended, and a start that has passed is none', () => {
    const past = '"2099-10-01T00:00:00Z"'
    const text = `users:
  - email: u7@acme.example
    groups: [{group: APAC, expires_at: ${past}}, {group: EMEA, starts_at: ${past}}, Leads]
    values: {cost: {value: 1, expires_at: ${past}}, region: own}`
    const { operations, notes } = planOn(text)
    expect(operations).toEqual([])
    expect(notes.map(mistakeText)).toEqual([
      'a.yaml:3:40: it has ended, so the file says nothing about it; leave it out.',
      'a.yaml:4:43: it has ended, so the file says nothing about it; leave it out.',
    ])
    const pruned = planOn(text, prunes).operations.map(({ operation }) => operation)
    expect(pruned).toEqual([
      { op: 'clear_user_value', user_id: '7', ...of('15') },
      { op: 'clear_user_value', user_id: '7', ...of('16') },
    ])
  })
})

describe('values of groups for a time', () => {
  const [until, from] = [`expires_at: "${friday}"`, `starts_at: "${monday}"`]
  const cover = (list: string) =>
    `user_attributes: [{name: cover, label: COVER, type: string, group_values: {${list}}}]`
  const [emea, leads] = [`EMEA: {value: E, ${until}}`, `Leads: {value: L, ${from}}`]
  const item = (group_id: string, value: string | null, times = {}) => ({
    group_id,
    value,
    ...times,
  })

  it('stay with their times where others are named, and where a list is sent', () => {
    expect(timedOf(cover(`${emea}, ${leads}, APAC: A`))).toEqual([])
    const list = [item('4', 'new'), item('2', 'E', { expires_at: friday })]
    expect(timedOf(cover('APAC: new'))).toEqual([
      {
        ...{ op: 'set_group_values', ...of('17') },
        values: [...list, item('3', 'L', { starts_at: monday })],
      },
    ])
  })

  it('get other times, and one that would start later is taken out first', () => {
    const set = { op: 'set_group_value', ...of('17') }
    expect(timedOf(cover(`EMEA: E, ${leads}, APAC: {value: A, ${until}}`))).toEqual([
      { ...set, ...item('2', 'E') },
      { ...set, ...item('4', 'A', { expires_at: friday }) },
    ])
    expect(timedOf(cover(`${emea}, ${leads}, APAC: {value: A, ${from}}`))).toEqual([
      {
        ...{ op: 'set_group_values', ...of('17') },
        values: [item('2', 'E', { expires_at: friday }), item('3', 'L', { starts_at: monday })],
      },
      { ...set, ...item('4', 'A', { starts_at: monday }) },
    ])
    expect(
      planOn(cover(`EMEA: E, ${leads}, APAC: A`), {}, timed).things[0]?.lines.slice(1),
    ).toEqual([
      { sign: '~', text: `1. "EMEA": "E" until ${told.friday} -> "E"` },
      { sign: ' ', text: `2. "Leads": "L" from ${told.monday}` },
      { sign: ' ', text: '3. "APAC": "A"' },
    ])
  })

  it('that are hidden keep their text and get other times by a list', () => {
    const key = (list: string) =>
      `user_attributes: [{name: key, label: KEY, type: string, value_is_hidden: true, group_values: {${list}}}]`
    const named = (name: string) => `value_from: {env: ${name}}`
    const same = `EMEA: {${named('A')}, ${until}}, Leads: {${named('B')}}`
    expect(timedOf(key(same))).toEqual([])
    expect(timedOf(key(`EMEA: {${named('A')}}, Leads: {${named('B')}, ${until}}`))).toEqual([
      {
        ...{ op: 'set_group_values', ...of('18') },
        values: [item('2', null), item('3', null, { expires_at: friday })],
      },
    ])
  })
})
