// Makes the next request: an operation, usually called correctly, otherwise changed somewhere.
import type { Random } from '../../test/support/random.ts'
import { type Operation, operations, shapeOf } from './operations.ts'
import { kindOf, kindOfAnswer } from './pool.ts'
import { likely, likelyBody, oddText, oddValue, type Source, someId } from './values.ts'

export interface FuzzRequest {
  readonly operation: Operation
  readonly method: string
  /** The path parameters, not encoded. */
  readonly ids: Readonly<Record<string, string>>
  /** The path and the query, as sent. */
  readonly target: string
  readonly path: string
  readonly selected: boolean
  /** A text is sent as it is. */
  readonly body: unknown
  readonly bent: boolean
}

/** No more than this many things of a kind are made; after that, one is deleted instead. */
const enough = 60

/** The administrator on whom the run depends, as user and as role. */
const admin = { user_id: '1', role_id: '2' }

export function nextRequest(source: Source): FuzzRequest {
  const { random } = source
  const operation = pickOperation(source)
  const bent = random.chance(0.3)
  const ids = pathIds(operation, source, bent)
  const query = queryOf(operation, source, bent)
  const body = spared(operation, ids, bodyOf(operation, source, bent))
  const method =
    bent && random.chance(0.02) ? random.pick(['POST', 'PUT', 'GET']) : operation.method
  const wrongMethod = method !== operation.method
  return { ...requestOf(operation, { ids, query, body }), method, bent: bent || wrongMethod }
}

/** The largest ids that there can be, and the first one that a number would alter. */
const largestIds = ['9223372036854775807', '9223372036854775806', '9007199254740993']
const takesId = /(^|_)(id|user|attribute|group|role|actor|change)s?$/

/** Each id that a request may have, in path, query and body, once as each of the largest ids. */
export function* requestsOfLargestIds(source: Source): Generator<FuzzRequest> {
  for (const operation of operations) {
    const body = bodyOf(operation, source, false)
    const fields = Object.keys(shapeOf(operation.body ?? {}).properties ?? {})
    const places = [
      ...operation.parameters,
      ...fields.map((name) => ({ name, in: 'body' as const })),
    ].filter(({ name }) => takesId.test(name))
    for (const { name, in: place } of places) {
      for (const id of largestIds) {
        const ids = pathIds(operation, source, false)
        if (place === 'path') ids[name] = id
        const query = place === 'query' ? `${name}=${id}` : ''
        const sent = place === 'body' ? { ...(body as object), [name]: id } : body
        yield requestOf(operation, { ids, query, body: spared(operation, ids, sent) })
      }
    }
  }
}

interface Parts {
  readonly ids: Record<string, string>
  readonly query: string
  readonly body: unknown
}

function requestOf(operation: Operation, { ids, query, body }: Parts): FuzzRequest {
  const path = filled(operation.path, ids)
  const target = query === '' ? path : `${path}?${query}`
  const selected = new URLSearchParams(query).has('fields')
  return { operation, method: operation.method, ids, target, path, selected, body, bent: false }
}

/** The path with its parameters; half of a surrogate pair cannot be encoded, so it is sent unencoded. */
export const filled = (template: string, ids: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name) => encoded(ids[name] ?? ''))

const encoded = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80')

function pickOperation({ random, pool }: Source): Operation {
  const operation = random.pick(operations)
  const kind = kindOfAnswer(operation)
  const makes = operation.method === 'POST' && kind !== undefined
  if (!makes || pool.size(kind) < enough) return operation
  const name = operation.operationId.replace(/^create/, 'delete').replace('embed_user', 'user')
  return operations.find(({ operationId }) => operationId === name) ?? operation
}

function pathIds(operation: Operation, source: Source, bent: boolean): Record<string, string> {
  const { random } = source
  const ids: Record<string, string> = {}
  for (const { name, schema, ...parameter } of operation.parameters) {
    if (parameter.in !== 'path') continue
    const kind = kindOf(name)
    if (bent && random.chance(0.15)) ids[name] = oddText(random)
    else
      ids[name] = kind === undefined ? String(likely(name, schema, source)) : someId(kind, source)
  }
  standBelow(ids, source)
  // The administrator that the rest of the run needs is left alone.
  const touches = operation.method !== 'GET' && !/value|session/.test(operation.path)
  const user_id = ids['user_id']
  if (touches && user_id !== undefined && user_id.trim() === admin.user_id)
    ids['user_id'] = '999999'
  return ids
}

/** In most cases puts a thing below the user to whom it belongs. */
function standBelow(ids: Record<string, string>, { random, pool }: Source): void {
  for (const [name, id] of Object.entries(ids)) {
    const parent = pool.get(kindOf(name) ?? '', id)?.user_id
    if (parent !== undefined && random.chance(0.8)) ids['user_id'] = parent
  }
}

function queryOf(operation: Operation, source: Source, bent: boolean): string {
  const { random } = source
  const parts: string[] = []
  for (const { name, schema, ...parameter } of operation.parameters) {
    if (parameter.in !== 'query' || !random.chance(0.15)) continue
    const odd = bent && random.chance(0.3)
    const value = odd ? oddText(random) : String(likely(name, schema, source))
    parts.push(`${name}=${encoded(value)}`)
    if (odd && random.chance(0.2)) parts.push(`${name}=1`)
  }
  if (bent && random.chance(0.05)) parts.push('%E0%A4%A', '&&=', '__proto__=1')
  return parts.join('&')
}

function bodyOf({ body, method }: Operation, source: Source, bent: boolean): unknown {
  const { random } = source
  if (body === undefined) return bent && method !== 'GET' && random.chance(0.1) ? '{' : undefined
  const shape = shapeOf(body)
  const good = shape.type === 'array' ? likely('ids', shape, source) : likelyBody(shape, source)
  if (shape.type === 'array' && shape.items?.type === 'string') return idList(source)
  return bent && random.chance(0.7) ? bentBody(good, random) : good
}

/** Ids for lists whose kind is not declared: groups and users both have small ids. */
function idList(source: Source): string[] {
  const { random } = source
  const kind = random.pick(['user_id', 'group_id', 'role_id'])
  return Array.from({ length: random.below(4) }, () => someId(kind, source))
}

function bentBody(good: unknown, random: Random): unknown {
  if (random.chance(0.3)) return wholeBent(good, random)
  const holder = Array.isArray(good) ? good[0] : good
  const names = Object.keys((holder ?? {}) as object)
  if (names.length === 0) return oddValue(random)
  const bent = { ...(holder as object), [random.pick(names)]: oddValue(random) }
  return Array.isArray(good) ? [bent, ...good.slice(1)] : bent
}

function wholeBent(good: unknown, random: Random): unknown {
  const text = JSON.stringify(good)
  return random.pick<unknown>([
    ...['', '{', 'null', '"text"', '[]', '{}', '[{}]', '1', '{"a":1}}', '{"__proto__":{"a":1}}'],
    ...[text.slice(0, -1), `${text}${text}`, '['.repeat(50), `${'['.repeat(40)}${']'.repeat(40)}`],
    ...[text.replace(/"/g, "'"), 'x'.repeat(300_000), '\u0000', 'client_id=a&client_secret=b'],
  ])
}

/** A list of the holders of the Admin role keeps the administrator whom the run depends on. */
function spared({ operationId }: Operation, ids: Record<string, string>, body: unknown): unknown {
  const holders = operationId === 'set_role_users' && ids['role_id'] === admin.role_id
  return holders && Array.isArray(body) ? [admin.user_id, ...body] : holders ? '{' : body
}
