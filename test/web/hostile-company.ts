// Names and values that would do harm if a page took them for anything but text.
import type { Seed } from '../../src/seed/seed.ts'

export const hostile = {
  name: '<img src=x onerror=alert(1)>',
  value: '"><svg onload=alert(2)>{{7*7}}',
  formula: '=HYPERLINK("http://evil.example","x")',
  reason: '<script>alert(3)</script>',
} as const

/** A company whose people, groups and values have such texts, with many other people. */
export const hostileCompany = (others = 0): Seed => ({
  groups: [{ name: hostile.name }],
  user_attributes: [
    {
      ...{ name: 'note', label: hostile.name, type: 'string', default_value: 'plain' },
      ...{ user_can_view: true, group_values: { [hostile.name]: hostile.value } },
    },
    {
      name: 'secret',
      type: 'string',
      value_is_hidden: true,
      hidden_value_domain_whitelist: 'https://db.example/*',
    },
  ],
  users: [
    {
      ...{ first_name: hostile.name, last_name: 'Zed', email: 'zed@acme.example' },
      ...{ groups: [hostile.name], values: { secret: 'open-sesame-1' } },
    },
    {
      ...{ first_name: 'Ada', last_name: 'Plain', email: 'ada@acme.example' },
      values: { note: hostile.formula },
    },
    ...Array.from({ length: others }, (_, at) => ({
      ...{ first_name: 'Person', last_name: String(at), email: `person-${at}@acme.example` },
    })),
  ],
})
