// Applications that people may let in: which are built in, which addresses they may name, and who may use them
// (decision 71).
import type { Problem } from '../errors.ts'
import type { GroupId } from '../ids.ts'
import { limits } from '../limits.ts'

export interface OauthClient {
  readonly client_guid: string
  readonly redirect_uri: string
  readonly display_name: string
  readonly description: string
  readonly enabled: boolean
  /** The group whose members alone may use it. */
  readonly group_id: string | null
  readonly tokens_invalid_before: number
}

/** The id by which attrium login --browser asks. */
export const attriumCli = 'attrium-cli'

const commandLine = (client_guid: string, whose: string): [string, OauthClient] => [
  client_guid,
  {
    client_guid,
    redirect_uri: 'http://127.0.0.1:7777',
    display_name: `${whose} CLI`,
    description: `The command line of ${whose}, on the computer of whoever signs in.`,
    enabled: true,
    group_id: null,
    tokens_invalid_before: 0,
  },
]

/** looker-cli names itself by one of its two, as the version of the server is (clients 4). */
const builtIn: ReadonlyMap<string, OauthClient> = new Map([
  commandLine(attriumCli, 'Attrium'),
  commandLine('looker-cli', 'Looker'),
  commandLine('com.looker.cli', 'Looker'),
])

export const isBuiltIn = (client_guid: string): boolean => builtIn.has(client_guid)

/** The client as it is stored, or as it is built in. */
export const clientOf = (
  client_guid: string,
  stored: OauthClient | undefined,
): OauthClient | undefined => stored ?? builtIn.get(client_guid)

/** All clients by their ids: those that are stored, and those that are built in. */
export function withBuiltIn(stored: readonly OauthClient[]): OauthClient[] {
  const known = new Set(stored.map(({ client_guid }) => client_guid))
  const others = [...builtIn.values()].filter(({ client_guid }) => !known.has(client_guid))
  return [...stored, ...others].sort((a, b) => (a.client_guid < b.client_guid ? -1 : 1))
}

/** A program that listens on the computer of the person chooses its port when it starts (RFC 8252, 7.3). */
const loopback = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::([1-9]\d{0,4}))?\/?$/

function isLoopbackRedirect(uri: string): boolean {
  const [, port = '80'] = loopback.exec(uri) ?? []
  return loopback.test(uri) && Number(port) <= 65_535
}

/** Whether a code may be sent to this address: it is exactly the one of the client. */
export const mayRedirect = (client: OauthClient, uri: string): boolean =>
  // guard oauth-1: becomes uri.startsWith(client.redirect_uri) || isLoopbackRedirect(uri)
  uri === client.redirect_uri || (isBuiltIn(client.client_guid) && isLoopbackRedirect(uri))

/** Whether somebody in these groups may use the client. */
export const mayUse = ({ enabled, group_id }: OauthClient, groups: ReadonlySet<GroupId>): boolean =>
  // guard oauth-2: becomes enabled
  enabled && (group_id === null || groups.has(group_id as GroupId))

const guid = /^[A-Za-z0-9][A-Za-z0-9._~-]*$/

export function guidProblems(client_guid: string): Problem[] {
  if (guid.test(client_guid) && client_guid.length <= limits.name_characters) return []
  const message = `client_guid must have at most ${limits.name_characters} letters, digits, dots, hyphens, underscores or tildes, and begin with a letter or a digit.`
  return [{ field: 'client_guid', code: 'invalid', message }]
}

/** Where the pages of a client come from; null: its address is not one of the web, or leads to a program. */
export function originOf(redirect_uri: string): string | null {
  const { origin, protocol } = new URL(redirect_uri)
  return protocol === 'https:' || protocol === 'http:' ? origin : null
}

interface Fields {
  readonly redirect_uri: string
  readonly display_name: string
  readonly description: string
}

export function clientProblems({ redirect_uri, display_name, description }: Fields): Problem[] {
  const why = redirectProblem(redirect_uri)
  return [
    ...(why === undefined ? [] : [invalid('redirect_uri', why)]),
    ...(display_name.trim() === '' || display_name.length > limits.name_characters
      ? [invalid('display_name', `must have 1 to ${limits.name_characters} characters`)]
      : []),
    ...(description.length > limits.oauth_description_characters
      ? [
          invalid(
            'description',
            `must have at most ${limits.oauth_description_characters} characters`,
          ),
        ]
      : []),
  ]
}

const invalid = (field: string, why: string): Problem => ({
  ...{ field, code: 'invalid' },
  message: `${field} ${why}.`,
})

/**
 * Browsers read some addresses in several ways, with a backslash, a line break or dots in the path. Only what is
 * written as browsers write it is taken, so what was registered is where a code goes.
 */
function redirectProblem(uri: string): string | undefined {
  if (uri.length > limits.redirect_uri_characters) {
    return `must have at most ${limits.redirect_uri_characters} characters`
  }
  if (!URL.canParse(uri)) return 'must be an absolute address, such as https://app.example/oauth'
  const { href, protocol, hostname, username, password } = new URL(uri)
  // guard oauth-3: becomes false
  if (href !== uri && href !== `${uri}/`) {
    return 'must be written as browsers write it: in lower case where that is no matter, without the default port, backslashes or dots as parts of the path'
  }
  // guard oauth-4: becomes false
  if (uri.includes('#')) return 'must not have a fragment'
  if (username !== '' || password !== '') return 'must not contain a user name'
  if (protocol === 'https:') return undefined
  if (protocol === 'http:') {
    return /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(hostname) ? undefined : notSecure
  }
  // guard oauth-5: becomes undefined
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol) ? undefined : otherScheme
}
const notSecure = 'must begin with https:, unless it leads to 127.0.0.1, [::1] or localhost'
const otherScheme =
  'must begin with https:, or with a scheme of the application that contains a dot, such as com.example.app:'
