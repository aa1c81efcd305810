// Takes bodies that are too long for memory to disk, for routes that read those.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { limits } from '../limits.ts'
import type { BodySpec } from './body.ts'
import { insistOnNoCoding, sentLabel } from './body-labels.ts'
import type { Spool } from './json-list.ts'
import { SpooledBody } from './spooled-body.ts'

/** The label by which Fastify finds the parser of such bodies; no caller can send it. */
const spooledLabel = 'attrium/spooled'

/** Hands on a body that is too long for memory as a `SpooledBody`, and a shorter one as bytes. */
export function takeSpooledBodies(app: FastifyInstance, open: () => Promise<Spool>): void {
  app.addContentTypeParser(spooledLabel, async (request: FastifyRequest, payload: object) => {
    insistOnNoCoding(request.raw.headers)
    let spooled: SpooledBody | undefined
    let [chunks, bytes, waiting] = [[] as Buffer[], 0, 0]
    try {
      for await (const chunk of payload as AsyncIterable<Buffer>) {
        bytes += chunk.length
        // guard large-3: becomes false
        if (bytes > limits.spooled_body_bytes) throw tooLarge()
        chunks.push(chunk)
        waiting += chunk.length
        if (spooled === undefined ? bytes <= limits.change_body_bytes : waiting < writtenAtOnce) {
          continue
        }
        spooled ??= new SpooledBody(await open())
        await spooled.write(chunks)
        chunks = []
        waiting = 0
      }
      if (spooled === undefined) return Buffer.concat(chunks)
      await spooled.write(chunks)
      return spooled
    } catch (error) {
      await spooled?.close()
      throw error
    }
  })
}

const writtenAtOnce = 512 * 1024

/** As Fastify refuses a body that is longer than the limit of its route. */
const tooLarge = () =>
  Object.assign(new Error('the body is too large'), {
    code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    statusCode: 413,
    most: limits.spooled_body_bytes,
  })

/** The hook of a route that takes longer bodies of some types than fit into memory. */
export function spoolGuard({ others = {}, bytes }: BodySpec<unknown>) {
  const isLong = ({ headers }: FastifyRequest['raw']) =>
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > bytes
  return (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const label = sentLabel(request.raw.rawHeaders) ?? ''
    const isTaken = Object.hasOwn(others, label) && others[label]?.spooled !== undefined
    if (isTaken && isLong(request.raw)) {
      request.raw.headers['content-type'] = spooledLabel
      reply.raw.once('close', () => {
        if (request.body instanceof SpooledBody) void request.body.close()
      })
    }
    done()
  }
}
