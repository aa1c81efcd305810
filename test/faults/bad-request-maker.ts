// Requests that no server may act on: for every route, something is wrong with each by construction.
import { gzipSync } from 'node:zlib'
import { isOpen, type Operation } from '../../src/access/permissions.ts'
import { type Parameter, readQuery } from '../../src/http/query.ts'
import type { AnyRoute } from '../../src/http/route.ts'
import type { Random } from './random.ts'
import type { Asked } from './server-process.ts'

/** Stands in every hostile text; no answer may hold it. */
export const canary = 'canary7c1e'

export interface BadRequest extends Asked {
  readonly kind: string
  readonly route: AnyRoute<never>
  /** Nothing is wrong with it that a reader of its route looks at: it may be answered. */
  readonly harmless?: true
}

export interface World {
  readonly routes: readonly AnyRoute<never>[]
  readonly authorization: string
  /** A value for every path parameter, naming something that exists. */
  readonly parameters: Readonly<Record<string, string>>
  /** By operation, a body that it would take, which is then spoiled. */
  readonly bodies: Readonly<Record<string, string>>
}

const prefix = '/api/4.0'
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const oddIds = [
  ...['01', '1e3', '-1', '+1', '0', '%EF%BC%91', '9223372036854775808', '9223372036854775807'],
  ...[
    '%00',
    '1%00',
    '%',
    '%zz',
    '..%2f1',
    '..',
    '../1',
    '1.0',
    '0x1',
    '%201',
    '1%20',
    '1;drop',
    '١',
  ],
  ...[
    '%C0%AF',
    '%ED%A0%80',
    '*',
    "1'--",
    '1%0d%0aX-Injected:%201',
    'null',
    'true',
    '[object]',
    '__proto__',
  ],
  ...[
    'constructor',
    '1,2',
    '1'.repeat(19),
    '9'.repeat(20),
    '1'.repeat(200),
    '1'.repeat(3000),
    canary,
  ],
].map((id) => (/^[\x21-\x7e]*$/.test(id) ? id : encodeURIComponent(id)))

const oddTokens = [
  ...[
    '',
    'token',
    'Bearer',
    'token ',
    'Basic YTpi',
    `token ${canary}`,
    'token a b',
    'null',
    'token null',
  ],
  `token lkt_${'A'.repeat(49)}`,
  `Bearer ${'x'.repeat(8000)}`,
  `token ${canary}\t\u00ff`,
  'negotiate oYG',
]

const oddHeaders: Record<string, string>[] = [
  {},
  { 'content-type': '' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': `${canary}/;;;=,` },
  { 'content-type': 'x'.repeat(4000) },
  { 'content-encoding': 'gzip' },
  { accept: 'application/xml', 'accept-encoding': 'br', range: 'bytes=0-1' },
  { 'x-http-method-override': 'DELETE', 'x-forwarded-for': canary, forwarded: 'for="' },
  { 'if-match': '*', 'if-none-match': 'W/"', 'idempotency-key': canary },
  { cookie: '__proto__=1; constructor=2', origin: 'null', expect: '200-maybe' },
]

export function badRequest(random: Random, world: World): BadRequest {
  const route = random.pick(world.routes)
  for (;;) {
    const made = random.pick(makers)(random, world, route)
    if (made !== undefined) return { route, ...made, headers: sentHeaders(random, world, made) }
  }
}

type Made = Omit<BadRequest, 'route'>
type Maker = (random: Random, world: World, route: AnyRoute<never>) => Made | undefined

const makers: Maker[] = [
  function oddId(random, world, route) {
    const ids = idsOf(route)
    if (ids.length === 0) return undefined
    const wrong = { ...world.parameters, [random.pick(ids)]: random.pick(oddIds) }
    return { kind: 'id', ...goodly(random, world, route), path: filled(route, wrong) }
  },
  function oddToken(random, world, route) {
    if (isOpen(route.operation as Operation)) return undefined
    const authorization = random.pick(oddTokens)
    return { kind: 'token', ...goodly(random, world, route), headers: { authorization } }
  },
  badBody,
  badBody,
  badBody,
  function wrongMethod(random, world, route) {
    const taken = world.routes.filter((other) => shapeOf(other) === shapeOf(route))
    const free = [...methods, 'OPTIONS', 'TRACE', 'PROPFIND'].filter(
      (method) => !taken.some((other) => other.method === method),
    )
    return { kind: 'method', ...goodly(random, world, route), method: random.pick(free) }
  },
  function unknownPath(random, world, route) {
    const { path, ...rest } = goodly(random, world, route)
    const known = (path ?? '').slice(prefix.length)
    const odd = [
      `/api/3.1${known}`,
      `${prefix}/${canary}${known}`,
      `${prefix}${known}/${canary}/x`,
      `${prefix}//${known}`,
      `//${canary}${known}`,
      `${prefix}/%2e%2e${known}`,
      `/${'a'.repeat(random.pick([100, 8190, 9000]))}`,
    ]
    return { kind: 'path', ...rest, path: random.pick(odd) }
  },
  function oddQuery(random, world, route) {
    const parameters = Object.entries(route.query ?? {}) as [string, Parameter<unknown>][]
    const read = route.method === 'GET'
    if (parameters.length === 0 || (!route.fails.includes(400) && !read)) return undefined
    const query = oddQueryText(random, random.pick(parameters))
    const bad = route.fails.includes(400) && isRefused(route, query)
    if (!bad && !read) return undefined
    const { path, ...rest } = goodly(random, world, route)
    return { kind: 'query', ...rest, path: `${path}?${query}`, ...(bad ? {} : { harmless: true }) }
  },
  function readWithOddities(random, world, route) {
    if (route.method !== 'GET') return undefined
    const body = random.chance(0.5) ? random.pick(brokenJson)(random) : undefined
    return { kind: 'read', ...goodly(random, world, route), body, harmless: true }
  },
]

/** Everything right: what a maker then breaks. */
function goodly(_: Random, world: World, route: AnyRoute<never>): Asked {
  const body = route.body === undefined ? undefined : '{}'
  return { method: route.method, path: filled(route, world.parameters), body }
}

function sentHeaders(random: Random, world: World, made: Made): Record<string, string> {
  const decorated = random.chance(0.3)
    ? random.pick(oddHeaders)
    : { 'content-type': 'application/json' }
  // A request from nobody is refused before anything else is looked at, so most are signed in.
  return { authorization: world.authorization, ...decorated, ...made.headers }
}

function badBody(random: Random, world: World, route: AnyRoute<never>): Made | undefined {
  if (route.body === undefined) return undefined
  const schema = route.body.schema as unknown as Schema
  const valid = world.bodies[route.operation] ?? '{}'
  const body = random.pick([
    () => random.pick(brokenJson)(random),
    () => misfitting(random, schema),
    () => spoiled(random, valid),
  ])()
  if (body === undefined) return undefined
  return { kind: 'body', ...goodly(random, world, route), body }
}

interface Schema {
  readonly type: string
  readonly properties?: Record<string, Schema>
  readonly items?: Schema
  readonly readOnly?: boolean
  readonly anyScalar?: boolean
}

const hostile = `"${canary}\\u0000"`
const halves = `"${canary}\\ud800"`

/** One writable field of the wrong type; for lists, one item of the wrong kind. */
function misfitting(random: Random, schema: Schema): string | undefined {
  if (schema.type === 'array') {
    const item = random.pick(['[]', 'true', '[[1]]', '1.5', '[{}]'])
    return random.pick([
      `[${item}]`,
      '{}',
      '{"0":{}}',
      '"list"',
      '1',
      `[${'{},'.repeat(10_001)}{}]`,
    ])
  }
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => !field.readOnly)
  if (fields.length === 0) return undefined
  const [name, field] = random.pick(fields)
  const value = random.pick(misfits(field))
  const others = random.pick(['', `"${canary}":1,`, '"id":{},', `${JSON.stringify(name)}:null,`])
  return `{${others}${JSON.stringify(name)}:${value}}`
}

function misfits({ type, anyScalar }: Schema): string[] {
  if (anyScalar) return ['{}', '[]', '[null]', hostile, halves, '1e400', '-1e999']
  const long = `"${canary}${'x'.repeat(70_000)}"`
  switch (type) {
    case 'string':
      return ['{}', '[]', 'true', '1.5', hostile, halves, long, `{"a":"${canary}"}`]
    case 'boolean':
      return ['"yes"', '1', '0', '{}', '[]', '"true"', `"${canary}"`]
    case 'integer':
      return ['1.5', '"x"', '{}', '[]', '1e400', '9223372036854775808', 'true', `"${canary}"`]
    case 'array':
      return ['{}', '"x"', '5', '[{}]', '[null]', '[1.5]', `[${hostile}]`]
    default:
      return ['[]', '5', '"x"', '{"a":{}}', `{"a":${hostile}}`, '{"a":1}']
  }
}

type BodyMaker = (random: Random) => string | Uint8Array

const polluting = ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'c\\u006fnstructor']

/** Bodies that no operation can read, whatever it takes. */
const brokenJson: BodyMaker[] = [
  (random) => nested(random, '[', ']', 10 ** (2 + random.below(4))),
  (random) => nested(random, '{"a":', '}', 10 ** (2 + random.below(4))),
  (random) => '['.repeat(10 ** (1 + random.below(5))),
  (random) => polluted(random),
  () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  () => Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
  () => Buffer.from(`\ufeff{"value":"${canary}"}`, 'utf16le'),
  () => `\ufeff\ufeff"${canary}"`,
  () => gzipSync(`{"value":"${canary}"}`),
  () => `{"value":"${canary}`,
  () => `{"value":"${canary}","value":`,
  () => `{"value":"${canary}",}`,
  () => `{'value':'${canary}'}`,
  () => `{"value":"a\u0001b${canary}"}`,
  () => `{"value":NaN,"${canary}":Infinity}`,
  () => `"${canary}"`,
  () => 'true',
  () => '12345678901234567890',
  () => `<xml>${canary}</xml>`,
  () => `value=${canary}&name=x`,
  () => '\0',
  () => '{"a":1}{"a":2}',
  () => '// comment\n{}',
  () => `{"a":"${'x'.repeat(1024 * 1024)}"}`,
  () => `[${'"",'.repeat(900_000)}""]`,
  () => `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":0`).join()}`,
]

/** A body that would be taken but for one member that no body may have. */
function spoiled(random: Random, valid: string): string {
  const depth = 10 ** (2 + random.below(4))
  const member = random.pick([
    () => `"x":${nested(random, '[', ']', depth)}`,
    () => `"x":${nested(random, '{"a":', '}', depth)}`,
    () => polluted(random).slice(1, -1),
    () => `"${random.pick(polluting)}":1`,
    () => `"x":"a\u0001"`,
    () => '"x":1e',
    () => '"x":01',
  ])()
  return valid.replace('{', valid.startsWith('{}') ? `{${member}` : `{${member},`)
}

function nested(random: Random, open: string, close: string, depth: number): string {
  const levels = Math.max(33, Math.min(depth, 100_000))
  return open.repeat(levels) + (random.chance(0.5) ? '1' : '') + close.repeat(levels)
}

function polluted(random: Random): string {
  const payload = `{"is_admin":true,"x":"${canary}"}`
  let body = `{"${random.pick(polluting)}":${payload}}`
  for (let depth = random.below(20); depth > 0; depth--) {
    body = random.chance(0.5) ? `{"a":${body}}` : `{"a":[${body}]}`
  }
  return body
}

function oddQueryText(random: Random, [name, { joins }]: [string, Parameter<unknown>]): string {
  const texts = [
    '%00',
    'abc%00',
    '-1',
    '1e3',
    '%EF%BC%91',
    '1.5',
    'maybe',
    'x'.repeat(3000),
    '%',
    '(((',
  ]
  const texted = `${name}=${random.pick(texts)}`
  const odd = [
    '__proto__=1',
    'constructor[prototype][x]=1',
    '&&&==&',
    `${canary}=%ff`,
    'a[]=1&a[]=2',
  ]
  const twice = joins ? texted : `${name}=1&${name}=2`
  return random.pick([texted, texted, twice, `${random.pick(odd)}&${texted}`])
}

/** Whether the route's own reader refuses it; the texts that it takes are not bad. */
function isRefused(route: AnyRoute<never>, query: string): boolean {
  const raw: Record<string, string | string[]> = {}
  for (const [name, text] of new URLSearchParams(query)) {
    const before = raw[name]
    if (name in {}) continue
    raw[name] = before === undefined ? text : [before, text].flat()
  }
  let refused = false
  readQuery(route.query ?? {}, raw, () => {
    refused = true
  })
  return refused
}

const idsOf = (route: AnyRoute<never>) =>
  [...route.path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !route.names?.includes(name))

const shapeOf = (route: AnyRoute<never>) => route.path.replace(/\{\w+\}/g, '{}')

const filled = (route: AnyRoute<never>, values: Readonly<Record<string, string>>) =>
  prefix + route.path.replace(/\{(\w+)\}/g, (_: string, name: string) => values[name] ?? '1')
