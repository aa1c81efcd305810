// Signs in at the server that was found: clients of both APIs that keep their token, and renew it once.
import { CallFailed, CallRefused } from '../../client/answers.ts'
import type { Carrier } from '../../client/carrier.ts'
import {
  type AttriumClient,
  attriumClient,
  type Key,
  type LookerClient,
  lookerClient,
} from '../../client/client.ts'
import { bearing, overNetwork } from '../../client/over-network.ts'
import { CannotRun } from '../../errors.ts'
import type { Io } from '../io.ts'
import { type FoundServer, findServer, type ServerFlags } from './find-server.ts'
import { tellingWhatIsMissing, tellingWhatLookerLacks } from './not-known.ts'
import {
  forgetToken,
  type KeptToken,
  keepToken,
  keptGrant,
  keptToken,
  margin,
  personAt,
  sweepTokens,
} from './token-file.ts'

export interface Connection {
  readonly server: FoundServer
  readonly looker: LookerClient
  readonly attrium: AttriumClient
}

/** Finds the server and makes clients that sign in when they first need to. Throws CannotRun if nothing is found. */
export async function connect(flags: ServerFlags, io: Io): Promise<Connection> {
  return connectTo(await findServer(flags, io), flags, io)
}

/** Likewise, for a server that was found. */
export function connectTo(server: FoundServer, { su }: ServerFlags, io: Io): Connection {
  const { url } = server
  if (server.isGuess) io.err.write(`attrium: the demo at ${url}\n`)
  const bare = carrierTo(server, io)
  const own = ownCarrier(server, io, bare)
  const carrier = su === undefined ? own : actingAs(su, url, own, bare)
  return {
    server,
    looker: tellingWhatLookerLacks(lookerClient(url, undefined, carrier), url),
    attrium: tellingWhatIsMissing(attriumClient(url, undefined, carrier), url),
  }
}

/** How a command signs in at a server. */
export type By = 'token file' | 'key' | 'browser' | 'typed key'

/** Undefined: it cannot. */
export function signsInBy({ url, key, token }: FoundServer, io: Io): By | undefined {
  if (token !== undefined) return 'token file'
  if (key !== undefined) return 'key'
  const person = personAt(url)
  if (keptGrant(io, person) !== undefined) return 'browser'
  return keptToken(io, person, io.now()) === undefined ? undefined : 'typed key'
}

function ownCarrier(server: FoundServer, io: Io, bare: Carrier): Carrier {
  const { url, key, token } = server
  if (token !== undefined) return withToken(bare, token)
  if (key !== undefined) return withKey(server, key, { io, bare })
  if (signsInBy(server, io) === 'browser') return asPerson(url, io, bare)
  const typed = keptToken(io, personAt(url), io.now())
  if (typed === undefined) throw new CannotRun(noKey(server))
  return withToken(bare, typed.access_token)
}

export const carrierTo = (
  { milliseconds, verifiesCertificate }: FoundServer,
  { signal }: Io,
): Carrier => overNetwork({ milliseconds, verifiesCertificate, signal })

/** Loaded only for those who have signed in by browser. */
function asPerson(url: string, io: Io, bare: Carrier): Carrier {
  let own: Promise<Carrier> | undefined
  const begin = async () => (await import('./person-tokens.ts')).asPerson({ url, io, bare })
  return async (sending) => {
    own ??= begin()
    return (await own)(sending)
  }
}

const withToken =
  (bare: Carrier, token: string): Carrier =>
  (sending) =>
    bare(bearing(sending, token))

/** Uses the token that is kept, or signs in; if the server does not take the token any more, signs in once. */
function withKey(server: FoundServer, key: Key, { io, bare }: { io: Io; bare: Carrier }): Carrier {
  const { url } = server
  const owner = { url, client_id: key.client_id }
  let kept = keptToken(io, owner, io.now())
  const fresh = async (): Promise<KeptToken> => {
    kept = await signIn(server, key, io, bare)
    keepToken(io, owner, kept)
    sweepTokens(io, io.now())
    return kept
  }
  return async (sending) => {
    const isFresh = kept === undefined
    const { access_token } = kept ?? (await fresh())
    const answer = await bare(bearing(sending, access_token))
    if (answer.status !== 401 || isFresh) return answer
    // What nobody reads keeps its connection, and so the process.
    await answer.text()
    forgetToken(io, owner)
    return bare(bearing(sending, (await fresh()).access_token))
  }
}

const noKey = ({ from, url, isOfPerson }: FoundServer) =>
  isOfPerson
    ? `You are not signed in (${from}): run attrium login --browser with the same options.`
    : `${from} names a server but no key: set LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET, give --client-id and --client-secret-file, or run attrium login --browser --url ${url}.`

/** Throws CallRefused in words about the key. */
export async function signIn(
  { url, from }: Pick<FoundServer, 'url' | 'from'>,
  key: Key,
  io: Io,
  carrier: Carrier,
): Promise<KeptToken> {
  try {
    const { body } = await lookerClient(
      url,
      undefined,
      carrier,
    )('POST /login', {
      body: { client_id: key.client_id, client_secret: key.client_secret },
    })
    const { access_token, expires_in } = body
    if (typeof access_token !== 'string' || access_token === '') throw new CallFailed(strange(url))
    return { access_token, ends_at: io.now() + (expires_in ?? 0) * 1000 - margin }
  } catch (error) {
    if (!(error instanceof CallRefused) || ![401, 403, 404].includes(error.status)) throw error
    throw new CallRefused(
      401,
      `${url} does not accept this key (${from}): it may be mistyped, replaced, or of another server or a disabled user.`,
    )
  }
}

const strange = (url: string) => `${url} signs in without a token: it is no Attrium server.`

/** Acts as somebody else, for this command alone. */
function actingAs(user: string, url: string, own: Carrier, bare: Carrier): Carrier {
  let acting: Promise<string> | undefined
  const begin = async () => {
    const looker = lookerClient(url, undefined, own)
    const user_id = await userIdOf(looker, user)
    const { body } = await looker('POST /login/{user_id}', { path: { user_id } })
    return body.access_token
  }
  return async (sending) => {
    acting ??= begin()
    return bare(bearing(sending, await acting))
  }
}

const noUser = (user: string) =>
  `There is no user ${user}, or you may not see them. attrium user ls lists users.`

/** The id of a user who is named by id or by address. Throws CallRefused if nobody has the address. */
export async function userIdOf(looker: LookerClient, user: string): Promise<string> {
  if (/^\d+$/.test(user)) return user
  const path = { credential_type: 'email', credential_id: user }
  const { body } = await looker('GET /users/credential/{credential_type}/{credential_id}', {
    path,
  }).catch((error) => {
    const isUnknown = error instanceof CallRefused && error.status === 404
    throw isUnknown ? new CallRefused(404, noUser(user)) : error
  })
  return body.id ?? ''
}
