// What each type of an attribute means, in one line and with an example.
export interface TypeTold {
  readonly type: string
  readonly label: string
  readonly about: string
  readonly example: string
}

export const attributeTypes: readonly TypeTold[] = [
  { type: 'string', label: 'Text', about: 'Any text, kept as it is.', example: 'EMEA' },
  { type: 'number', label: 'Number', about: 'A number in digits.', example: '12.5' },
  {
    type: 'datetime',
    label: 'Date and time',
    about: 'A day, or a moment.',
    example: '2026-12-04 18:00',
  },
  { type: 'yesno', label: 'Yes or no', about: 'One of the two.', example: 'yes' },
  {
    type: 'zipcode',
    label: 'ZIP code',
    about: 'Up to ten letters, digits, spaces and dashes.',
    example: '95060',
  },
  {
    type: 'relative_url',
    label: 'Relative URL',
    about: 'An address on this site, from the slash on.',
    example: '/dashboards/12',
  },
  {
    type: 'advanced_filter_string',
    label: 'Filter of texts',
    about: 'Lets texts through: several with commas, parts of texts with %, all but one with -.',
    example: 'EMEA,AM%,-AMER',
  },
  {
    type: 'advanced_filter_number',
    label: 'Filter of numbers',
    about: 'Lets numbers through: ranges, lists, exceptions.',
    example: '[0,20],>30',
  },
  {
    type: 'advanced_filter_datetime',
    label: 'Filter of dates',
    about: 'Lets dates through: spans, before, after.',
    example: 'last 3 months',
  },
]

export const typeLabel = (type: string | null): string =>
  attributeTypes.find((it) => it.type === type)?.label ?? type ?? ''
