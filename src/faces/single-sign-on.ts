// The face of the addresses by which people sign in with a provider: a browser goes through them, and people see a
// page only when something did not work.
import type { Actor } from '../domain/actor.ts'
import { version } from '../files/package.ts'
import type { Face } from '../http/face.ts'
import { failureBody } from '../http/reply.ts'
import { pageHeaders, signInErrorPage } from '../oauth/pages.ts'
import type { Context } from '../request/context.ts'

/** Nothing that was sent is part of an error, so no code and no claim is. */
export const singleSignOnPages = {
  prefix: '/sso',
  contentTypes: { bodies: [], answers: 'text/html; charset=utf-8', headers: pageHeaders },
  errors: ({ publicUrl }) => ({
    refusal: ({ message }) => signInErrorPage(message, publicUrl()),
    failure: (requestId) => signInErrorPage(failureBody(requestId).message, publicUrl()),
  }),
  document: {
    openapi: '3.1.0',
    documentation: 'Nothing.',
    info: { title: 'Attrium single sign-on', version: '1.0', 'x-attrium-version': version },
    tags: [{ name: 'Auth', description: 'People who sign in with a provider.' }],
  },
  identity: 'caller',
  notFound: {},
} as const satisfies Face<Actor, Context>
