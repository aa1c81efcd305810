// The web's own face: people sign in and look after their account, from pages of this server alone.
import type { Actor } from '../domain/actor.ts'
import { version } from '../files/package.ts'
import { jsonType } from '../http/answer-headers.ts'
import type { Face } from '../http/face.ts'
import { errorBody, failureBody } from '../http/reply.ts'
import type { Context } from '../request/context.ts'

const prefix = '/web'
const documentPath = '/openapi.json'

const description = `
The operations by which people sign in with a browser. A session has a cookie, which the other APIs take in place of an
access token.

### Good to know

- Every change needs the header \`Origin\` with this server's own address, as browsers send it, and bodies must be
  labelled \`application/json\`.
- With a cookie, that is so for changes by the other APIs too. A request with the header \`Authorization\` is answered for
  its access token, whatever cookies it has.
- Ids are strings of decimal digits. Times are UTC in RFC 3339, with milliseconds.
- Parameters and fields that an operation does not know are refused, by name.
`

export const web = {
  prefix,
  contentTypes: { bodies: ['application/json'], labelled: true, answers: jsonType },
  errors: ({ publicUrl }) => ({
    refusal: (refusal) => errorBody(refusal, `${publicUrl()}${prefix}${documentPath}`),
    failure: failureBody,
  }),
  document: {
    openapi: '3.1.0',
    documentation: 'Address of the document of these operations.',
    everyFailure: { any: [400, 403, 414, 503], body: [413, 415] },
    info: {
      title: 'Attrium Web',
      description: description.trim(),
      license: { name: 'MIT' },
      version: '1.0',
      'x-attrium-version': version,
    },
    tags: [
      { name: 'Session', description: 'Signing in and out.' },
      { name: 'Account', description: 'What people look after themselves.' },
      { name: 'Link', description: 'Links with which people choose a password.' },
      { name: 'Source', description: 'Providers with which people sign in.' },
      { name: 'Config', description: 'The document itself.' },
    ],
  },
  refusesUnknown: true,
  ownPagesOnly: true,
  identity: 'caller',
  notFound: {},
} as const satisfies Face<Actor, Context>
