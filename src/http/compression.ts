// Compresses long lists for callers who ask for it, unless they contain a secret (decision 42).
import { Readable } from 'node:stream'
import { constants, createGzip, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { limits } from '../limits.ts'
import type { Count } from './accountant.ts'
import { asError } from './answer-error.ts'
import { parseFields, type Selection } from './fields.ts'
import type { TSchema } from './schema.ts'

/** Stands for the shape of a file of lines: none of them has a secret. */
export const noShape = {} as TSchema

/** The fastest level: it, too, reduces JSON with repeated keys to a tenth. */
const options = { level: constants.Z_BEST_SPEED }

/** Whether this reply is a list; nothing else is compressed but files of lines. */
export const isList = (reply: TSchema | undefined): reply is TSchema =>
  (reply as { type?: string } | undefined)?.type === 'array'

type Done = (error: Error | null, payload?: unknown) => void

/** The hook of a route that answers lists; it calls `count` for answers that are sent only after compression. */
export function compressor(reply: TSchema, count: Count) {
  return (request: FastifyRequest, answer: FastifyReply, payload: unknown, done: Done): void => {
    answer.header('vary', answer.hasHeader('vary') ? 'Accept-Encoding, Origin' : 'Accept-Encoding')
    const { fields = '' } = request.query as { fields?: string }
    const may =
      answer.statusCode === 200 &&
      acceptsGzip(request.headers['accept-encoding']) &&
      !holdsSecret(reply, parseFields(fields))
    if (may && payload instanceof Readable) {
      markPacked(answer)
      done(null, payload.compose(createGzip(options)))
    } else if (may && isWhole(payload) && payload.length >= limits.compressed_bytes) {
      gzip(payload, options, (error, packed) => {
        if (error !== null) return done(asError(error))
        markPacked(answer)
        done(null, packed)
        // The answer is sent only now.
        count(request, answer, undefined, payload.length)
      })
    } else done(null, payload)
  }
}

const isWhole = (payload: unknown) => typeof payload === 'string' || Buffer.isBuffer(payload)

/** Compression changes the length, so its header is removed. */
function markPacked(answer: FastifyReply): void {
  answer.removeHeader('content-length').header('content-encoding', 'gzip')
}

/** Whether the header asks for gzip, by its name or by `*`, and not with the weight 0 (RFC 9110, 12.5.3). */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  if (header === undefined) return false
  const weights = new Map<string, number>()
  for (const item of [header].flat().join(',').split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(coding, weight === undefined ? 1 : Number(weight.slice(2)))
  }
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0
}

interface Shape {
  readonly secret?: boolean
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
}

/** Whether an answer of this shape may hold a secret in the fields that are asked for. */
export function holdsSecret(shape: Shape, selection: Selection | undefined): boolean {
  // guard input-23: gone
  if (shape.secret) return true
  if (shape.items !== undefined) return holdsSecret(shape.items, selection)
  return Object.entries(shape.properties ?? {}).some(
    ([name, field]) =>
      (selection === undefined || selection.has(name)) && holdsSecret(field, selection?.get(name)),
  )
}
