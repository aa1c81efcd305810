// Questions about holders of values that are refused, with the problems that are told.
import { expect } from 'vitest'

export const refused = [
  [{}, ['attribute: attribute is required: its id or its name.']],
  [
    { attribute: 'regoin' },
    ['attribute: attribute: there is no such attribute; did you mean region?'],
  ],
  [
    { attribute: 'region', match: 'like', of: 'all' },
    [
      'of: of must be one of effective, own, group.',
      expect.stringMatching(/^match: match must be one of /),
    ],
  ],
  [{ attribute: 'region', match: 'is' }, ['value: value is required with match=is.']],
  [
    { attribute: 'region', match: 'set', value: 'x' },
    ['value: value must be left out with match=set.'],
  ],
  [
    { attribute: 'region', match: 'contains', value: '' },
    ['value: value must not be empty with match=contains.'],
  ],
  [
    { attribute: 'note', match: 'admits', value: 'x' },
    [
      expect.stringContaining(
        'match: match can be admits only for attributes of the types advanced_filter_string',
      ),
    ],
  ],
  [
    { attribute: 'since', match: 'admits', value: 'x' },
    [expect.stringContaining('value: value must be a date')],
  ],
  [
    { attribute: 'since', match: 'admits', value: '2024-03-02', timezone: 'Nowhere' },
    [expect.stringContaining('timezone: timezone must be an IANA')],
  ],
  [
    { attribute: 'region', match: 'admits', value: 'EMEA', timezone: 'Mars/X' },
    [expect.stringContaining('timezone: timezone must be an IANA')],
  ],
  [
    { attribute: 'note', timezone: 'UTC' },
    ['timezone: timezone must be left out unless match=admits.'],
  ],
  [
    { attribute: 'region', group: 'EMAE' },
    ['group: group: there is no such group; did you mean EMEA?'],
  ],
  [
    { attribute: 'region', source: 'Grup' },
    [expect.stringMatching(/^source: source must be 'User Setting', /)],
  ],
  [
    { attribute: 'region', of: 'own', source: 'Default' },
    [expect.stringMatching(/^source: source must be left out/)],
  ],
  [
    { attribute: 'region', of: 'group', is_disabled: 'true' },
    [expect.stringMatching(/^is_disabled: is_disabled is about users/)],
  ],
  ...['is', 'is_not', 'contains', 'starts_with', 'admits'].map((match) => [
    { attribute: 'secret', match, value: 'canary' },
    [
      'match: match must be set or unset: values of secret are hidden, and nobody may compare them.',
    ],
  ]),
] as [Record<string, string>, unknown[]][]
