// Values for parameters and fields: likely ones and unwanted ones.
import { knownPermissions } from '../../src/domain/permission-list.ts'
import type { Random } from '../../test/support/random.ts'
import { type Schema, shapeOf } from './operations.ts'
import { kindOf, type Pool } from './pool.ts'

export interface Source {
  readonly random: Random
  readonly pool: Pool
  /** A key that signs in; left out where no request may contain it. */
  readonly key?: { readonly client_id: string; readonly client_secret: string }
  /** A number that no earlier value had. */
  readonly fresh: () => number
}

const types = [
  ...['string', 'string', 'string', 'number', 'datetime', 'zipcode', 'yesno', 'relative_url'],
  ...['advanced_filter_string', 'advanced_filter_number', 'advanced_filter_datetime'],
]
const values = [
  'EMEA',
  '12',
  '2026-01-31',
  '94110',
  'yes',
  '/dashboards/1',
  '%',
  '[0,10]',
  '7 days',
]

const times = ['2099-12-04T18:00:00Z', '2098-01-01T00:00:00.123+02:00', '2020-01-01T00:00:00Z']

/** Likely texts by the name of a field or parameter. */
const texts: Readonly<Record<string, (source: Source) => string>> = {
  type: ({ random }) => random.pick(types),
  name: ({ fresh, random }) => (random.chance(0.05) ? 'twice' : `name_${fresh()}`),
  label: ({ fresh }) => `Label ${fresh()}`,
  value: ({ random }) => random.pick(values),
  default_value: ({ random }) => random.pick(values),
  hidden_value_domain_whitelist: () => 'https://example.com/*',
  attribute: ({ random, pool }) => pool.pick('user_attribute_id', random)?.id ?? 'email',
  combine: ({ random }) => random.pick(['first', 'first', 'union', 'min', 'max', 'all']),
  choices: ({ random }) => random.pick(values),
  email: ({ fresh, random }) => (random.chance(0.05) ? 'a@b.example' : `u${fresh()}@b.example`),
  workspace_id: ({ random }) => random.pick(['production', 'dev']),
  starts_at: ({ random }) => random.pick(times),
  expires_at: ({ random }) => random.pick(times),
  expires_before: ({ random }) => random.pick(times),
  locale: ({ random }) => random.pick(['en', 'de_DE']),
  fields: ({ random }) => random.pick(['id', 'id,name', 'id,can(show)', 'value,source', 'nothing']),
  sorts: ({ random }) => random.pick(['id', 'id desc', 'name', 'email desc', 'first_name,id']),
  pattern: ({ random }) => random.pick(['%a%', 'ada', 'u_%']),
  first_name: ({ random }) => random.pick(['Ada', 'Maya', 'A%', '%a%']),
  last_name: ({ random }) => random.pick(['Test', 'Lindqvist', '%t']),
  emails: ({ random }) => random.pick(['true', 'false']),
  credential_type: ({ random }) => random.pick(['email', 'google', 'saml', 'embed', 'api3', 'x']),
  credential_id: ({ random }) => random.pick(['a@b.example', '1', 'key']),
  client_id: ({ key }) => key?.client_id ?? 'nobody',
  client_secret: ({ key }) => key?.client_secret ?? 'none',
  api_version: () => '4.0',
  specification: ({ random }) => random.pick(['openapi.json', 'swagger.json', 'x.json']),
}

/** A value that fits the schema and, where there is one, the name. */
export function likely(name: string, schema: Schema, source: Source): unknown {
  const { random, fresh } = source
  const shape = shapeOf(schema)
  if (shape.type === 'boolean') return random.chance(0.3)
  if (shape.type === 'integer') return random.below(60)
  if (shape.type === 'array') return listOf(name, shape.items ?? {}, source)
  if (shape.type === 'object') return shape.properties ? likelyBody(shape, source) : { a: 'b' }
  const kind = kindOf(name)
  if (kind !== undefined) return someId(kind, source)
  return (texts[name] ?? (() => `text ${fresh()}`))(source)
}

function listOf(name: string, item: Schema, source: Source): unknown[] {
  const { random } = source
  if (name === 'permissions') return permissionList(random)
  return Array.from({ length: random.below(4) }, () => likely(name, item, source))
}

function permissionList(random: Random): string[] {
  const all = knownPermissions.map(({ permission }) => permission)
  return ['access_data', ...Array.from({ length: random.below(3) }, () => random.pick(all))]
}

/** Fields that a call nearly always needs, although some of them are declared read-only (looker 4.3). */
const wanted =
  /^(name|label|type|email|value|client_id|client_secret|permission_set_id|model_set_id|user_id|group_id)$/

/** An object with some of its writable fields. */
export function likelyBody(shape: Schema, source: Source): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    const chance = wanted.test(name) ? 0.9 : field.readOnly ? 0.05 : 0.3
    if (source.random.chance(chance)) body[name] = likely(name, field, source)
  }
  return body
}

/** In most cases an existing id; sometimes one that is gone, is of another kind or never existed. */
export function someId(kind: string, { random, pool }: Source): string {
  const known = pool.pick(kind, random)?.id ?? '1'
  if (random.chance(0.9)) return known
  if (random.chance(0.4)) return pool.pick('user_attribute_id', random)?.id ?? '7'
  const gone = pool.gone(kind)
  if (gone.length > 0 && random.chance(0.6)) return random.pick(gone)
  return String(1_000_000 + random.below(1000))
}

/** A text that fits no parameter. */
export const oddText = (random: Random): string =>
  random.pick([
    ...[
      '',
      ' ',
      '0',
      '-1',
      '01',
      '1e3',
      '1.5',
      '9223372036854775807',
      '9223372036854775808',
      '٣',
      'null',
      'undefined',
    ],
    ...["'", '"; drop table users; --', '%', '_', '\\', '\0', '\ud800', '../..', '{}', '[1', '😀'],
    ...[
      'a'.repeat(300),
      'x'.repeat(5000),
      '%_'.repeat(9),
      '1,2,,x',
      'true',
      '99999999999999999999',
    ],
  ])

export function oddValue(random: Random): unknown {
  const others = [null, true, 0, -1, 1.5, 2 ** 53, 1e300, [], {}, [[]], [null], { a: { b: [1] } }]
  const long = 'x'.repeat(70_000)
  return random.chance(0.5) ? oddText(random) : random.pick([...others, long, '__proto__'])
}
