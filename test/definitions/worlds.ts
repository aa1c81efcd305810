// Random worlds of groups, attributes, values and users, made by the operations of changes.
import type { Random } from '../support/chance.ts'
import type { Asked } from './clients.ts'

type Row = Record<string, unknown>

/** Names that a file of YAML has to write with care. */
const awkward = [
  ...['EMEA', 'Été, à côté', 'a: b', '- x', '#1', 'null', 'true', '42', '0x1F', '1.10', '[a, b]'],
  ...[
    '{a}',
    '"quoted"',
    "it's",
    '*alias',
    '&anchor',
    '!tag',
    '% of',
    '@home',
    '`',
    '|',
    '> x',
    '~',
  ],
  ...['a #b', 'a,b', '=', '<<', '日本語', '🙂', 'a\\b', '? key', '2026-01-01', '1e3', '.5', 'No'],
]
const attributeNames = ['region', 'tenant_id', '42', 'null', 'true', '_', 'a__b', '1e3', 'no']
const hiddenNames = ['password', 'api_key', '007']
const texts = [
  ...[
    '',
    ' ',
    'EMEA',
    'a\nb',
    'a\r\nb\n',
    '\ttab',
    ' lead',
    'trail ',
    '"',
    "'",
    ': ',
    '# x',
    '1.10',
  ],
  ...[
    'true',
    'null',
    '~',
    '{{ x }}',
    '\u0007',
    '\u0085',
    '\u2028',
    '\ufeff',
    '🙂',
    '-',
    '|',
    '>-\n x',
  ],
  ...['x'.repeat(500), 'no', '%', '\\N', '0o17'],
]
const valuesOf: Readonly<Record<string, readonly string[]>> = {
  string: texts,
  number: ['1', '-0.5', '1e3', '007', '1.10'],
  yesno: ['yes', 'no', 'Yes'],
  datetime: ['2026-01-01', '2026-01-01 12:00'],
  advanced_filter_string: ['EMEA', '%', 'a,b', '-x', '"a, b"'],
  advanced_filter_number: ['<5', '[0,10]', 'NOT 5'],
}
const types = Object.keys(valuesOf)

export const oneOf = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random.below(items.length)] as Item

export const people = ['ana@acme.example', 'Bo.Li@acme.example', 'éva@acme.example']

/** What a world has: rows of groups and of attributes. */
interface World {
  readonly groups: readonly Row[]
  readonly attributes: readonly Row[]
}

/** Creates and changes things at random; operations that are refused are left out. */
export async function changeAtRandom(server: Asked, random: Random, count: number): Promise<void> {
  const created = Array.from({ length: count / 3 }, () => creationOf(random))
  await apply(server, created)
  const world = await readWorld(server)
  const changes = Array.from({ length: count }, () => operationOf(random, world))
  await apply(server, changes)
}

async function apply(server: Asked, changes: readonly Row[]): Promise<void> {
  const base = '/api/attrium/1.0'
  const path = '/changes?on_problem=skip'
  const { status, text } = await server.api('POST', path, { changes }, { base })
  if (status !== 200) throw new Error(`a world was not made: ${text}`)
}

async function readWorld(server: Asked): Promise<World> {
  const groups = await server.api('GET', '/groups?fields=id,name')
  const attributes = await server.api(
    'GET',
    '/user_attributes?fields=id,name,type,is_permanent,value_is_hidden',
  )
  const isOpen = ({ is_permanent }: Row) => !is_permanent
  return { groups: groups.json, attributes: attributes.json.filter(isOpen) }
}

const endOf = (random: Random): Row =>
  random.once(3)
    ? { expires_at: `20${80 + random.below(3)}-12-04T18:00:00.00${random.below(3)}Z` }
    : {}

/** A value of a user has no start: another one would follow it, and a file has one. */
const timesOf = (random: Random): Row => ({
  ...endOf(random),
  ...(random.once(4) && { starts_at: `20${70 + random.below(3)}-01-01T00:00:00.000Z` }),
})

const creationOf = (random: Random): Row =>
  random.once(2)
    ? { op: 'create_group', name: oneOf(random, awkward) }
    : definitionOf(random, oneOf(random, [...attributeNames, ...hiddenNames]))

function operationOf(random: Random, { groups, attributes }: World): Row {
  const [group_id, child_group_id] = [oneOf(random, groups)['id'], oneOf(random, groups)['id']]
  const { id: user_attribute_id, type, value_is_hidden } = oneOf(random, attributes)
  const email = oneOf(random, people)
  const value = oneOf(random, valuesOf[String(type)] ?? texts)
  switch (random.below(16)) {
    case 0:
      return creationOf(random)
    case 1:
    case 2:
      return { op: 'add_group_group', group_id, child_group_id }
    case 3:
    case 4:
    case 5:
    case 6:
      return { op: 'set_group_value', user_attribute_id, group_id, value, ...timesOf(random) }
    case 7:
    case 8:
      return { op: 'add_group_user', group_id, email, ...timesOf(random) }
    case 9:
    case 10:
      return { op: 'set_user_value', user_attribute_id, email, value, ...endOf(random) }
    case 11:
      return { op: 'order_group_values', user_attribute_id, groups: [group_id] }
    case 12:
      return { op: 'update_attribute', user_attribute_id, default_value: value }
    case 13:
      return { op: 'update_attribute', user_attribute_id, label: oneOf(random, awkward) }
    case 14:
      // The laws give every hidden value the same text.
      if (value_is_hidden) return builtIn(random)
      return { op: 'update_attribute', user_attribute_id, type: oneOf(random, types) }
    default:
      return builtIn(random)
  }
}

function definitionOf(random: Random, name: string): Row {
  const isHidden = hiddenNames.includes(name)
  const type = isHidden ? 'string' : oneOf(random, types)
  const values = valuesOf[type] ?? []
  const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://x.example/*' }
  const choices = random.once(4) ? { choices: [...new Set(values.slice(0, 4))] } : {}
  return {
    ...{ op: 'create_attribute', name, type },
    ...(random.once(2) ? { label: oneOf(random, awkward) } : {}),
    ...(random.once(2) ? { default_value: oneOf(random, values) } : {}),
    ...{ user_can_view: random.once(2), user_can_edit: random.once(3) },
    ...(isHidden ? hidden : choices),
    ...(random.once(4) && !isHidden ? { combine: oneOf(random, ['union', 'min', 'max']) } : {}),
  }
}

const builtIn = (random: Random): Row => ({
  op: 'update_attribute',
  attribute: 'locale',
  ...oneOf(random, [
    ...[{ default_value: 'de' }, { default_value: null }, { label: 'Language' }],
    ...[{ user_can_edit: true }, { user_can_view: false }, { choices: ['de', 'en'] }],
  ]),
})
