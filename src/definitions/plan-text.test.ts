// A plan as people read it.
import { expect, it } from 'vitest'
import { planOn } from '../../test/definitions/present.ts'
import { type Effect, effectsText, plain, thingsText, totalsText } from './plan-text.ts'
import { takenAway } from './planned.ts'

it('people read what becomes of each thing, and totals', () => {
  const text = `groups: [{name: Europe, renamed_from: EMEA, groups: [New]}, {name: New}, {name: Leads}]
user_attributes:
  - name: region
    type: string
    default_value: none
    choices: [none, E, L, X]
    group_values: { Leads: L, Europe: X, New: E }
  - name: secret
    label: SECRET
    type: string
    value_is_hidden: true
    group_values: { Europe: { value_from: { env: X } } }
  - { name: team, type: string, user_can_view: true, group_values: { New: "${'x'.repeat(80)}" } }
users:
  - { email: u7@acme.example, groups: [New], values: { region: L } }
`
  const made = planOn(text, { prunes: true })
  expect(made.mistakes).toEqual([])
  expect(thingsText(made, plain)).toBe(`  ~ group "Europe"
      ~ name: "EMEA" -> "Europe"
      + group "New" inside it

  + group "New"

  - group "APAC"

  ~ attribute "region"
      ~ label: "REGION" -> "Region"
      ~ choices: all -> "none", "E", "L", "X"
      ~ default_value: none -> "none"
        values of groups, strongest first:
      ~ 1. "Leads": "L" (was 2.)
      ~ 2. "Europe": "E" -> "X"
      + 3. "New": "E"

  + attribute "team"
      + type: "string"
      + label: "Team"
      + user_can_view: true
        values of groups, strongest first:
      + 1. "New": "${'x'.repeat(60)}…"

  - attribute "cost"
      - with the values of 2 groups

  ~ user "u7@acme.example"
      + in group "New"
      - in group "Europe"
      - in group "Leads"
      ~ region: "own" -> "L"
      - secret: (hidden)
`)
  expect(totalsText(made)).toBe('2 to add, 3 to change, 2 to take away, by 17 operations')
  expect(takenAway(made)).toBe(5)
})

const effect = (user_id: string, more: Partial<Effect> = {}): Effect => ({
  ...{ user_id, email: `u${user_id}@acme.example`, display_name: `U ${user_id}` },
  ...{ attribute: 'region', hidden: false },
  before: { value: null, source: 'No Value' },
  after: { value: 'EMEA', source: 'Group: EMEA' },
  ...more,
})

it('and what it means for users', () => {
  const sample = [
    effect('2'),
    effect('3', { display_name: null, before: { value: 'a"b', source: 'User Setting' } }),
    effect('4', { hidden: true, before: { value: null, source: 'Default' }, email: null }),
  ]
  expect(
    effectsText({ users: 3, values: 3, sample }, plain),
  ).toBe(`3 effective values of 3 users change:
  U 2: region none -> "EMEA" (Group: EMEA)
  u3@acme.example: region "a\\"b" (User Setting) -> "EMEA" (Group: EMEA)
  U 4: region (hidden) (Default) -> (hidden) (Group: EMEA)
`)
  expect(effectsText({ users: 1, values: 1, sample: [effect('2')] }, plain)).toMatch(
    /^1 effective value of 1 user changes:/,
  )
  const many = Array.from({ length: 100 }, (_, at) => effect(String(at)))
  const text = effectsText({ users: 1200, values: 1200, sample: many }, plain)
  expect(text.split('\n')).toHaveLength(23)
  expect(text).toContain('and 1,180 more')
  expect(effectsText({ users: 0, values: 0, sample: [] }, plain)).toMatch(/^No effective value/)
  expect(effectsText(null, plain)).toMatch(/^What it means/)
})
