// The sentences of explanations, each as a reader sees it.
import { expect, test } from 'vitest'
import { because, becauseOfNothing, type Place, personOf, type Told } from './because.ts'

const at = Date.UTC(2026, 10, 3, 23, 59)
const gone = { first_name: null, last_name: null }
const ana = { user_id: '3', display_name: 'Ana Silva' }
const maya = { user_id: '2', display_name: 'Maya Lindqvist' }
const told = (some: Partial<Told> = {}): Told => ({
  at,
  by: ana,
  sudo_by: null,
  isTried: false,
  ...some,
})
const user = (some?: Partial<Told>, isOwn = false): Place => ({
  of: 'user',
  isOwn,
  told: some && told(some),
})
const group = (name: string, rank: number, way = [name], some?: Partial<Told>): Place => ({
  of: 'group',
  name,
  rank,
  way,
  told: some && told(some),
})
const sent: Place = { of: 'sign-in', provider: 'Okta', at, told: undefined }
const standard = (some?: Partial<Told>): Place => ({ of: 'default', told: some && told(some) })

test.each<[string, Place, Place | undefined]>([
  ["The user's own value, set by Ana Silva on 2026-11-03.", user({}), undefined],
  ["The user's own value, set on 2026-11-03.", user({ by: null }), undefined],
  ["The user's own value.", user(), undefined],
  ["The user's own value.", user({ by: null, at: undefined }), undefined],
  ["The user's own value, set by themselves on 2026-11-03.", user({ by: maya }, true), undefined],
  [
    "The user's own value, set by Ana Silva, acting as Maya Lindqvist, on 2026-11-03.",
    user({ by: maya, sudo_by: ana }, true),
    undefined,
  ],
  ['From a group that you may not see now.', { of: 'unseen group' }, undefined],
  ['Another group has a lower rank.', { of: 'unseen group' }, group('EMEA', 2)],
  ["Wins if the user's own value goes.", { of: 'unseen group' }, user()],
  ['EMEA has rank 2, another group a lower one.', group('EMEA', 2), { of: 'unseen group' }],
  [
    'Wins if neither the user nor any of their groups has a value.',
    standard(),
    { of: 'unseen group' },
  ],
  [
    "The user's own value, set by user 9 on 2026-11-03.",
    user({ by: personOf('9', gone) }),
    undefined,
  ],
  ["The user's own value, set by this change.", user({ isTried: true }), undefined],
  ["Read from the user's record, which alone decides this attribute.", { of: 'system' }, undefined],
  ['From the group EMEA (rank 2).', group('EMEA', 2), undefined],
  [
    'From the group EMEA (rank 2); set by Ana Silva on 2026-11-03.',
    group('EMEA', 2, ['EMEA'], {}),
    undefined,
  ],
  [
    'From the group Acme (rank 1), which the user is in through Berlin in EMEA; set by this change.',
    group('Acme', 1, ['Berlin', 'EMEA', 'Acme'], { isTried: true }),
    undefined,
  ],
  [
    "The attribute's default: neither the user nor any of their groups has a value.",
    standard(),
    undefined,
  ],
  [
    "The attribute's default, set by Ana Silva on 2026-11-03: neither the user nor any of their groups has a value.",
    standard({}),
    undefined,
  ],
  ["Wins if the user's own value goes.", group('Global leads', 1), user({})],
  ['Global leads has rank 1, EMEA rank 2.', group('EMEA', 2), group('Global leads', 1)],
  ['From the sign-in with Okta, set on 2026-11-03 at 23:59 UTC.', sent, undefined],
  [
    "From the sign-in with Okta, set on 2026-11-03 at 23:59 UTC. Wins if the user's own value goes.",
    sent,
    user(),
  ],
  ['Wins if the value from the sign-in goes.', group('EMEA', 2), sent],
  ['Wins if the value from the sign-in goes.', { of: 'unseen group' }, sent],
  ['Wins if the value from the sign-in goes: none of their groups has a value.', standard(), sent],
  ["Wins if the user's own value goes: none of their groups has a value.", standard(), user()],
  [
    'Wins if neither the user nor any of their groups has a value.',
    standard({}),
    group('Global leads', 1),
  ],
])('%s', (sentence, place, before) => {
  expect(because(place, before)).toBe(sentence)
})

test.each([
  [0, 'the user is in no group', 'A value set on the user, or a default, would.'],
  [
    1,
    'their only group has none',
    'A value set on the user or on one of their groups, or a default, would.',
  ],
  [
    4,
    'none of their 4 groups has one',
    'A value set on the user or on one of their groups, or a default, would.',
  ],
])('nothing gives a value to somebody in %i groups', (groups, words, would) => {
  expect(becauseOfNothing(groups)).toBe(
    `Nothing gives a value: the user has none, ${words}, and the attribute has no default. ${would}`,
  )
})

test('a person is named as far as their name is known', () => {
  expect(personOf(null, gone)).toBeNull()
  expect(personOf('9', gone)).toEqual({ user_id: '9', display_name: null })
  expect(personOf('3', { first_name: 'Ana', last_name: '' })).toEqual({
    user_id: '3',
    display_name: 'Ana',
  })
})
