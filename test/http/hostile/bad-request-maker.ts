// Requests that every server must refuse: for every route, each has a fault by construction.
import { type Parameter, readQuery } from '../../../src/http/query.ts'
import type { AnyRoute } from '../../../src/http/route.ts'
import type { Random } from '../../support/random.ts'
import type { Asked } from '../../support/server-process.ts'
import { brokenJson, canary, misfitting, type Schema, spoiled } from './bad-bodies.ts'

export interface BadRequest extends Asked {
  readonly kind: string
  readonly route: AnyRoute<never>
  /** The route reads no faulty part of it, so it may be answered. */
  readonly harmless?: true
}

export interface World {
  readonly routes: readonly AnyRoute<never>[]
  readonly authorization: string
  /** A value for every path parameter, which names an existing object. */
  readonly parameters: Readonly<Record<string, string>>
  /** By operation, a valid body, which is then spoiled. */
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
    if (route.access.open) return undefined
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
      `${prefix}/%2f${known}`,
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

/** A valid request, which a maker then breaks. */
function goodly(_: Random, world: World, route: AnyRoute<never>): Asked {
  const body = route.body === undefined ? undefined : '{}'
  return { method: route.method, path: filled(route, world.parameters), body }
}

function sentHeaders(random: Random, world: World, made: Made): Record<string, string> {
  const decorated = random.chance(0.3)
    ? random.pick(oddHeaders)
    : { 'content-type': 'application/json' }
  // A request from nobody is refused before anything else is checked, so most are signed in.
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

/** Whether the route's own reader refuses the query; texts that it accepts are not bad. */
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
