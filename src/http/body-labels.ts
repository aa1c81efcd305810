// The labels (content types) of bodies: Fastify sees none of them, and each face lists the ones that it reads.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import type { ContentTypes } from './face.ts'

/** Hands on every body as bytes, whatever its label. */
export function takeAnyLabel(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      insistOnNoCoding(headers)
      done(null, body)
    } catch (error) {
      done(error as Error)
    }
  })
}

export function insistOnNoCoding(headers: IncomingHttpHeaders): void {
  const coding = headers['content-encoding'] ?? 'identity'
  // guard error-14: becomes true
  if (coding.toLowerCase() === 'identity') return
  throw new Refusal('unsupported', { message: compressed })
}

/** Hides the label: Fastify would parse it for each request, and look up its parser each time. */
export function forgetLabel({ headers }: IncomingMessage): void {
  if (headers['content-type'] !== undefined) headers['content-type'] = undefined
}

const compressed = 'The body must not be compressed; send it without Content-Encoding.'

/** The hook that refuses bodies with other labels than these; there is none if every label is accepted. */
export function labelGuard(
  { bodies: ofFace, labelled = false }: Pick<ContentTypes, 'bodies' | 'labelled'>,
  others: readonly string[],
) {
  if (ofFace === 'any') return []
  const bodies = [...ofFace, ...others]
  const orNone = labelled ? '' : ', or leave that out'
  const refusal = new Refusal('unsupported', {
    message: `The body must be ${bodies.join(' or ')}; say so in Content-Type${orNone}.`,
  })
  return [
    ({ raw }: FastifyRequest, _: FastifyReply, done: (error?: Error) => void) => {
      const type = sentType(raw.rawHeaders)
      // guard origin-3: becomes true
      const isKnown = type === undefined ? !labelled : bodies.includes(labelOf(type))
      // guard input-25: becomes true
      const isUtf8 = /^(utf-?8|us-ascii)?$/.test(charsetIn(type))
      if (!isKnown) done(refusal)
      else done(isUtf8 ? undefined : otherCharset)
    },
  ]
}

const otherCharset = new Refusal('unsupported', {
  message: 'The body must be UTF-8; encode it so, and leave charset out of Content-Type.',
})

/** The label as it was sent, without its parameters. */
export function sentLabel(rawHeaders: readonly string[]): string | undefined {
  const type = sentType(rawHeaders)
  return type === undefined ? undefined : labelOf(type)
}

const labelOf = (type: string) => (type.split(';')[0] ?? '').trim()

/** Empty if none was sent. */
const charsetIn = (type = ''): string => /;\s*charset\s*=\s*"?([^";\s]*)/.exec(type)?.[1] ?? ''

/** In lower case. */
function sentType(rawHeaders: readonly string[]): string | undefined {
  const at = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type',
  )
  return at < 0 ? undefined : rawHeaders[at + 1]?.toLowerCase()
}
