// The introduction of the API document: its owner, how to sign in on its page, and its parts.
import type { About } from '../http/openapi.ts'

/** The release of Looker and the version of its API that this server speaks. */
export const release = { looker: '25.10.10', api: '4.0.25.10' } as const

const description = (version: string) => `
Attrium ${version} stores user attributes and the people, groups and roles around them. It speaks the
Looker API 4.0, so the version of this document is Looker's (${release.api}).

### Sign in on this page, \`/api-docs\`

1. Open **login**, the first operation below. Enter the \`client_id\` and \`client_secret\` of an API key
   in its form and press **Execute**. The first start of a server writes the administrator's key to
   \`looker.ini\` in the data directory; \`attrium demo\` prints where that file is.
2. The page now sends the access token with every operation, until you reload the page. A token lasts an
   hour; then execute **login** again.

If you have a token already, press **Authorize** and paste it.

### Try it out

The examples fit the sample company of \`attrium demo\`: user 2 is Maya Lindqvist and attribute 14 is
\`region\`. **On any other server, replace the ids first:** requests go to the server that this page came
from. The page asks before it sends a request that deletes something or replaces a list.

### Good to know

- Ids are strings of decimal digits. Times are UTC in ISO 8601.
- An object that you may not see gives a 404, as if it did not exist.
- Hidden values are never returned to anyone, administrators included.
- Without a valid token the answer is 401. Every error has a \`message\` and a \`documentation_url\`.
- What Looker's API lacks, such as explanations of values, is in the Attrium API: the second document of this page.
`

/** `version` is that of Attrium. */
export const apiDescription = (version: string): About => ({
  openapi: '3.0.0',
  documentation: "Address of a page in Looker's documentation about this status of this operation.",
  info: {
    title: 'Attrium',
    description: description(version).trim(),
    license: { name: 'MIT' },
    // Clients and code generators read the version of the API here.
    version: release.api,
    'x-looker-release-version': release.looker,
    'x-attrium-version': version,
  },
  tags: [
    { name: 'ApiAuth', description: 'Sign in, act as somebody else, sign out.' },
    { name: 'Auth', description: 'Applications that ask people for access, by OAuth 2 with PKCE.' },
    { name: 'UserAttribute', description: 'Define attributes, and rank the values of groups.' },
    {
      name: 'User',
      description: 'People and programs, with their values, roles, credentials and sessions.',
    },
    {
      name: 'Group',
      description: 'Groups, with their members, the groups inside them and their values.',
    },
    { name: 'Role', description: 'Roles, and the permission sets and model sets that they use.' },
    { name: 'Session', description: 'The state that belongs to your access token.' },
    { name: 'Config', description: 'Versions of the API and the document itself.' },
  ],
})
