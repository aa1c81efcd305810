// Looker's face: the API 4.0 as its clients know it.

import { apiDescription } from '../discovery/api-description.ts'
import { type Actor, may } from '../domain/actor.ts'
import { version } from '../files/package.ts'
import { jsonType } from '../http/answer-headers.ts'
import type { Face } from '../http/face.ts'
import { documentationUrl, errorBody, failureBody } from '../http/reply.ts'
import { elsewhere } from '../not-found/elsewhere.ts'
import { explainNotFound } from '../not-found/explanation-reader.ts'
import type { Context } from '../request/context.ts'

export const looker = {
  prefix: '/api/4.0',
  // Bodies are parsed by their content, not by their label (clients 10).
  contentTypes: { bodies: 'any', answers: jsonType },
  errors: ({ documentationBase }) => ({
    refusal: (refusal, where) =>
      errorBody(refusal, documentationUrl(documentationBase, refusal.status, where)),
    failure: failureBody,
  }),
  document: apiDescription(version),
  crossOrigin: true,
  identity: 'caller',
  notFound: {
    explain: explainNotFound,
    elsewhere: { sentence: elsewhere, mayKnow: (actor) => may(actor, 'see_users') },
  },
} as const satisfies Face<Actor, Context>
