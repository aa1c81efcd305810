// Attrium's own face: operations that Looker does not have, with the same tokens and errors of the same shape.
import type { Actor } from '../domain/actor.ts'
import { version } from '../files/package.ts'
import { jsonType } from '../http/answer-headers.ts'
import type { Face } from '../http/face.ts'
import { errorBody, failureBody } from '../http/reply.ts'
import type { Context } from '../request/context.ts'

const prefix = '/api/attrium/1.0'
const documentPath = '/openapi.json'

const description = `
Operations of Attrium beyond the Looker API. They use the same access tokens: \`login\` of the Looker API returns them.
On the page \`/api-docs\`, a token that you got there is kept when you change to this document.

### Good to know

- A user is named by id, by e-mail address (in any case), or by \`external_user_id:\` and the id of an embedded user. An
  attribute or a group is named by id or by name. Digits alone are read as an id.
- E-mail addresses and embed ids of others name somebody only to callers who have the permission \`see_users\`.
- Ids are strings of decimal digits. Times are UTC in RFC 3339, with milliseconds.
- Long lists are paged by key: \`next\` of an answer is the \`after\` of the next request.
- A hidden value is null with \`"hidden": true\`, and takes part in nothing that compares values.
- Parameters and fields that an operation does not know are refused, by name.
- Without a valid token the answer is 401. Every error has a \`message\` and a \`documentation_url\`.
`

export const attrium = {
  prefix,
  contentTypes: { bodies: ['application/json'], answers: jsonType },
  errors: ({ publicUrl }) => ({
    refusal: (refusal) => errorBody(refusal, `${publicUrl()}${prefix}${documentPath}`),
    failure: failureBody,
  }),
  document: {
    openapi: '3.1.0',
    documentation: 'Address of the document of this API, which describes the operation.',
    everyFailure: { any: [400, 414, 503], body: [413, 415] },
    info: {
      title: 'Attrium API',
      description: description.trim(),
      license: { name: 'MIT' },
      version: '1.0',
      'x-attrium-version': version,
    },
    tags: [
      {
        name: 'Attribute',
        description: 'Definitions, with the fields that the Looker API does not have.',
      },
      { name: 'Change', description: 'Lists of operations: previewed, applied whole, undone.' },
      { name: 'Claims', description: 'Effective values for applications, in one small object.' },
      { name: 'Event', description: 'What has changed, for those who keep a copy.' },
      { name: 'Explanation', description: 'Why a user has a value, and what would change it.' },
      { name: 'Config', description: 'The document itself.' },
      { name: 'History', description: 'Who changed what, from what to what.' },
      { name: 'Key', description: 'API keys, with when they were used last.' },
      { name: 'Membership', description: 'Who is in which group, from when and until when.' },
      { name: 'Sign-in', description: 'The providers with which people sign in.' },
      { name: 'Value', description: 'Who has which value.' },
      { name: 'Demo', description: 'Operations that only a demo has.' },
    ],
  },
  refusesUnknown: true,
  crossOrigin: true,
  identity: 'caller',
  notFound: {},
} as const satisfies Face<Actor, Context>
