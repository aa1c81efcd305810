// The headers of every answer: nothing in it may be guessed at, kept, run or framed (D-08).
import type { FastifyReply, FastifyRequest } from 'fastify'

export const answerHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const

/** A year of HTTPS only, where the program speaks it itself. */
const onlyHttps = { 'strict-transport-security': 'max-age=31536000' } as const

export const jsonType = 'application/json; charset=utf-8'

/** The function that puts the headers on an answer, whatever it will say. */
export function headerWriter(tls: boolean) {
  const headers = tls ? { ...answerHeaders, ...onlyHttps } : answerHeaders
  return ({ id }: FastifyRequest, reply: FastifyReply): void => {
    reply.headers(headers)
    reply.header('x-request-id', id)
  }
}

export type WriteHeaders = ReturnType<typeof headerWriter>
