// A small server as a comparison has it, and the plans of files on it.
import { expect } from 'vitest'
import type { Options } from '../../src/definitions/comparison.ts'
import { definitionsIn } from '../../src/definitions/definitions.ts'
import { planFor } from '../../src/definitions/difference.ts'
import { mistakeText } from '../../src/definitions/place.ts'
import type { Plan } from '../../src/definitions/planned.ts'
import type {
  AttributeHeld,
  GroupHeld,
  MembershipHeld,
  Present,
  UserHeld,
} from '../../src/definitions/present.ts'
import { forGood, type Times } from '../../src/domain/times.ts'

const group = (id: string, name: string, inner: readonly string[] = []): GroupHeld => ({
  ...{ id, name, inner, user_count: id === '2' ? 3 : 0, externally_managed: id === '1' },
})

interface Given {
  readonly values?: Record<string, string | null>
  readonly times?: Record<string, Times>
}

const attribute = (
  id: string,
  name: string,
  { times, ...more }: Partial<Omit<AttributeHeld, 'values'>> & Given = {},
): AttributeHeld => ({
  ...{ id, name, label: name.toUpperCase(), type: 'string', default_value: null },
  ...{ is_system: false, is_permanent: false, value_is_hidden: false, user_can_view: false },
  ...{ user_can_edit: false, hidden_value_domain_whitelist: null, choices: null, combine: 'first' },
  ...more,
  values: Object.entries(more.values ?? {}).map(([key, value]) => ({
    group: key.slice(1),
    value,
    ...(times?.[key] ?? forGood),
  })),
})

const user = (
  id: string,
  groups: readonly MembershipHeld[],
  values: Record<string, string | null>,
  { ends = {}, followed = {} }: Record<string, Record<string, number>> = {},
): UserHeld => ({
  ...{ id, email: `u${id}@acme.example`, external_user_id: null, display_name: `U ${id}`, groups },
  values: new Map(Object.entries(values)),
  ends: new Map(Object.entries(ends)),
  followed: new Map(Object.entries(followed)),
})
const inGroup = (group: string, times = forGood): MembershipHeld => ({ group, ...times })

const groups = [group('1', 'All Users', ['2', '3', '4']), group('2', 'EMEA'), group('3', 'Leads')]
export const [monday, friday] = ['2099-11-30T00:00:00.000Z', '2099-12-04T18:00:00.000Z']
const [starts, ends] = [Date.parse(monday), Date.parse(friday)]
const untilFriday: Times = { starts_at: null, expires_at: ends }
const fromMonday: Times = { starts_at: starts, expires_at: null }
const builtIn = { is_system: true, user_can_view: true }
export const present: Present = {
  now: Date.UTC(2099, 10, 1),
  groups: [...groups, group('4', 'APAC', ['3'])],
  attributes: [
    attribute('3', 'email', { ...builtIn, is_permanent: true }),
    attribute('11', 'locale', { ...builtIn, label: 'Locale', default_value: 'en' }),
    attribute('14', 'region', { values: { g2: 'E', g3: 'L', g4: 'A' } }),
    attribute('15', 'secret', {
      ...{ value_is_hidden: true, hidden_value_domain_whitelist: 'https://x/*' },
      values: { g2: null },
    }),
    attribute('16', 'cost', { type: 'number', default_value: '5', values: { g2: '1', g3: '2' } }),
  ],
  users: [
    user('7', [inGroup('2'), inGroup('3')], { '14': 'own', '16': '9', '15': null }),
    user('70', [], { '14': 'own', '16': '9', '15': null }, { ends: { '14': ends, '15': ends } }),
  ],
}

/** The same server with things that are there for a time. */
export const timed: Present = {
  ...present,
  attributes: [
    ...present.attributes,
    attribute('17', 'cover', {
      values: { g2: 'E', g3: 'L', g4: 'A' },
      times: { g2: untilFriday, g3: fromMonday },
    }),
    attribute('18', 'key', {
      ...{ value_is_hidden: true, hidden_value_domain_whitelist: 'https://x/*' },
      ...{ values: { g2: null, g3: null }, times: { g2: untilFriday } },
    }),
  ],
  users: [
    ...present.users,
    user(
      '80',
      [inGroup('2', untilFriday), inGroup('3', fromMonday)],
      { '14': 'own' },
      {
        followed: { '14': starts },
      },
    ),
  ],
}

/** The plan of a sound file. */
export function planOn(text: string, options: Partial<Options> = {}, on = present): Plan {
  const { definitions, mistakes } = definitionsIn([{ file: 'a.yaml', text }])
  expect(mistakes.map(mistakeText)).toEqual([])
  return planFor(definitions, on, { prunes: false, replacesHidden: false, ...options })
}
