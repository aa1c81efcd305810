// The tokens of a person who has signed in by browser: renewed once at a time, whatever commands run at once, because
// a refresh token that comes twice ends all of them (decision 71).
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { CallFailed, CallRefused, parsed } from '../../client/answers.ts'
import type { Carrier } from '../../client/carrier.ts'
import { bearing } from '../../client/over-network.ts'
import { attriumCli } from '../../domain/oauth-client.ts'
import { CannotOpen, CannotRun } from '../../errors.ts'
import { writePrivately } from '../../files/private-file.ts'
import type { Io } from '../io.ts'
import {
  fileOf,
  forgetToken,
  type KeptGrant,
  keptGrant,
  lockFileOf,
  margin,
  type Owner,
  personAt,
  tokenDirectory,
} from './token-file.ts'

interface Place {
  readonly url: string
  readonly io: Io
  /** Without a token. */
  readonly bare: Carrier
}

/** Calls as the person; if the token has ended or is not taken, with the next one, once. */
export function asPerson(place: Place): Carrier {
  const { url, io, bare } = place
  let renewing: Promise<KeptGrant> | undefined
  const renewed = (used: KeptGrant | undefined) => {
    renewing ??= renew(place, used).finally(() => {
      renewing = undefined
    })
    return renewing
  }
  return async (sending) => {
    const kept = keptGrant(io, personAt(url))
    const isOver = kept === undefined || kept.ends_at <= io.now()
    const { access_token } = isOver ? await renewed(kept) : kept
    const answer = await bare(bearing(sending, access_token))
    if (answer.status !== 401 || isOver) return answer
    await answer.text()
    return bare(bearing(sending, (await renewed(kept)).access_token))
  }
}

/** Tokens other than the one that was used; of several commands one gets them, and the others find them. */
async function renew({ url, io, bare }: Place, used: KeptGrant | undefined): Promise<KeptGrant> {
  const owner = personAt(url)
  const free = await lock(url, io)
  try {
    const kept = keptGrant(io, owner)
    if (kept === undefined) throw new CallRefused(401, ended(url))
    // guard cli-10: gone
    if (kept.ends_at !== used?.ends_at && kept.ends_at > io.now()) return kept
    const { refresh_token } = kept
    const asked = { grant_type: 'refresh_token', refresh_token }
    const next = await tokensFor(url, asked, { carrier: bare, now: io.now() }).catch((error) => {
      if (!isOver(error)) throw error
      forgetToken(io, owner)
      throw new CallRefused(401, ended(url))
    })
    keepGrant(io, owner, next)
    return next
  } finally {
    free()
  }
}

const isOver = (error: unknown): boolean =>
  error instanceof CallRefused && (error.status === 400 || error.status === 401)

const ended = (url: string) =>
  `Your sign-in at ${url} has ended: run attrium login --browser again.`

/** Waits until no other command renews. Throws CannotRun where nothing can be written. */
async function lock(url: string, io: Io): Promise<() => void> {
  const file = lockFileOf(io, personAt(url))
  const { takeLock } = await import('../../store/sqlite/lock.ts')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  for (;;) {
    if (io.signal.aborted) throw new CallFailed('Stopped.')
    try {
      // guard cli-11: becomes () => undefined
      const free = takeLock(file, () => 'Another command renews the sign-in.')
      return free
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw new CannotRun(cannotWrite(file))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const cannotWrite = (file: string) =>
  `${file} cannot be written, so the sign-in cannot be renewed: mend its permissions, or set XDG_CACHE_HOME.`

/** Writes it whole and durably, since nobody gets these tokens again. Throws CannotRun. */
export function keepGrant(io: Io, owner: Owner, grant: KeptGrant): void {
  const file = fileOf(io, owner)
  if (file === undefined) throw new CannotRun('The address of the server is too long to sign in.')
  try {
    mkdirSync(tokenDirectory(io), { recursive: true, mode: 0o700 })
    writePrivately(file, JSON.stringify(grant))
  } catch {
    throw new CannotRun(
      `${file} cannot be written, so you are not signed in: mend its permissions, or set XDG_CACHE_HOME.`,
    )
  }
}

/** Ends at the server what is kept, and removes it. Throws if the server cannot be asked. */
export async function endSignIn(place: Place): Promise<void> {
  const { url, io, bare } = place
  const address = `${url}/api/4.0/logout`
  const leave = async (token: string): Promise<number> => {
    const sending = { method: 'DELETE', address, headers: {}, body: undefined }
    const answer = await bare(bearing(sending, token))
    // What nobody reads keeps its connection, and so the process.
    await answer.text()
    return answer.status
  }
  try {
    const kept = keptGrant(io, personAt(url))
    const isOver = kept === undefined || kept.ends_at <= io.now()
    let status = isOver ? 404 : await leave(kept.access_token)
    // The access token is not known any more, but the refresh token may be.
    // guard cli-13: becomes false
    if (status === 404) status = await leave((await renew(place, kept)).access_token)
    if (status >= 400) {
      throw new CallFailed(`${url} answered ${status}: you may still be signed in there.`)
    }
  } catch (error) {
    if (!(error instanceof CallRefused) || error.status !== 401) throw error
  }
  forgetToken(io, personAt(url))
}

/** The tokens for a code or a refresh token. Throws CallRefused with the sentence of the server. */
export async function tokensFor(
  url: string,
  asked: Readonly<Record<string, string>>,
  { carrier, now }: { readonly carrier: Carrier; readonly now: number },
): Promise<KeptGrant> {
  const answer = await carrier({
    method: 'POST',
    address: `${url}/api/token`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...asked, client_id: attriumCli }),
  })
  const text = await answer.text()
  const said = answer.headers.get('content-type')?.startsWith('application/json')
    ? (parsed(text) as Partial<Record<string, unknown>> | null)
    : null
  if (answer.status !== 200) {
    const why = said?.['error_description']
    throw new CallRefused(answer.status, typeof why === 'string' ? why : strange(url))
  }
  const { access_token, refresh_token, expires_in } = said ?? {}
  const isWhole =
    typeof access_token === 'string' && access_token !== '' && typeof refresh_token === 'string'
  if (!isWhole || typeof expires_in !== 'number') throw new CallFailed(strange(url))
  return { access_token, refresh_token, ends_at: now + expires_in * 1000 - margin }
}

const strange = (url: string) => `${url} gives no tokens to a command: it is no Attrium server.`
