// The labels (content types) of bodies: Fastify sees none of them, and each face lists the ones that it reads.
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import type { ContentTypes } from './face.ts'

/** Hands on every body as bytes, whatever its label. */
export function takeAnyLabel(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    const coding = headers['content-encoding'] ?? 'identity'
    // guard error-14: becomes true
    if (coding.toLowerCase() === 'identity') done(null, body)
    else done(new Refusal('unsupported', { message: compressed }))
  })
}

/** Hides the label: Fastify would parse it for each request, and look up its parser each time. */
export function forgetLabel({ headers }: IncomingMessage): void {
  if (headers['content-type'] !== undefined) headers['content-type'] = undefined
}

const compressed = 'The body must not be compressed; send it without Content-Encoding.'

/** The hook that refuses bodies with other labels than these; there is none if every label is accepted. */
export function labelGuard(ofFace: ContentTypes['bodies'], others: readonly string[]) {
  if (ofFace === 'any') return []
  const bodies = [...ofFace, ...others]
  const refusal = new Refusal('unsupported', {
    message: `The body must be ${bodies.join(' or ')}; say so in Content-Type, or leave that out.`,
  })
  return [
    (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void) => {
      const label = sentLabel(request.raw.rawHeaders)
      done(label === undefined || bodies.includes(label) ? undefined : refusal)
    },
  ]
}

/** The label as it was sent, without its parameters. */
export function sentLabel(rawHeaders: readonly string[]): string | undefined {
  const at = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type',
  )
  return at < 0 ? undefined : rawHeaders[at + 1]?.split(';')[0]?.trim().toLowerCase()
}
