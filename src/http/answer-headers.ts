// The headers of every answer: browsers must not guess its type, store it, run it or frame it (D-08).
import type { FastifyReply, FastifyRequest } from 'fastify'

export const answerHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // guard operation-7: gone
  'x-content-type-options': 'nosniff',
} as const

/** Tells browsers to use only HTTPS for a year; sent if the program itself speaks TLS. */
const onlyHttps = { 'strict-transport-security': 'max-age=31536000' } as const

export const jsonType = 'application/json; charset=utf-8'

/** Returns the function that sets the headers of every answer. */
export function headerWriter(tls: boolean) {
  // guard operation-17: becomes answerHeaders
  const headers = tls ? { ...answerHeaders, ...onlyHttps } : answerHeaders
  return ({ id }: FastifyRequest, reply: FastifyReply): void => {
    reply.headers(headers)
    reply.header('x-request-id', id)
  }
}

export type WriteHeaders = ReturnType<typeof headerWriter>
