// The two faces of OAuth 2: pages on which people decide, and the address at which applications get tokens.
import type { Actor } from '../domain/actor.ts'
import type { Refusal } from '../errors.ts'
import { version } from '../files/package.ts'
import { jsonType } from '../http/answer-headers.ts'
import type { Face } from '../http/face.ts'
import { failureBody } from '../http/reply.ts'
import { Page } from '../http/route.ts'
import { errorPage, pageHeaders } from '../oauth/pages.ts'
import type { Context } from '../request/context.ts'

const document = {
  openapi: '3.1.0',
  documentation: 'Nothing.',
  info: { title: 'Attrium OAuth', version: '1.0', 'x-attrium-version': version },
  tags: [{ name: 'Auth', description: 'Applications that ask people for access.' }],
} as const

/** Nothing that was sent is part of an error, so no secret is. */
export const pages = {
  prefix: '/auth',
  contentTypes: {
    bodies: ['application/x-www-form-urlencoded'],
    labelled: true,
    answers: 'text/html; charset=utf-8',
    headers: pageHeaders,
  },
  errors: () => ({
    refusal: ({ cause, message }) => (cause instanceof Page ? cause.text : errorPage(message)),
    failure: (requestId) => errorPage(failureBody(requestId).message),
  }),
  document,
  ownPagesOnly: true,
  identity: 'caller',
  notFound: {},
} as const satisfies Face<Actor, Context>

export const tokenAddress = {
  prefix: '/api/token',
  // Clients send JSON or a form, whatever they call it (looker 7.9).
  contentTypes: { bodies: 'any', answers: jsonType },
  errors: () => ({
    refusal: (refusal) => rfcError(refusal),
    failure: (requestId) => ({
      error: 'server_error',
      error_description: failureBody(requestId).message,
    }),
  }),
  document,
  crossOrigin: true,
  identity: 'caller',
  notFound: {},
} as const satisfies Face<Actor, Context>

/** RFC 6749, 5.2; it has no word for what a server cannot do now, so that of its pages is used. */
const rfcError = ({ word, reason, message }: Refusal) => ({
  error: word ?? (/^(too_many|unavailable|overloaded)$/.test(reason) ? busy : 'invalid_request'),
  error_description: message,
})
const busy = 'temporarily_unavailable'
