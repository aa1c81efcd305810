// Keeps access tokens between commands, each with its end, in files that only their owner can read.
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { limits } from '../../limits.ts'
import type { Io } from '../io.ts'

export type Place = Pick<Io, 'env' | 'home' | 'uid'>

export interface KeptToken {
  readonly access_token: string
  /** Milliseconds since 1970. */
  readonly ends_at: number
}

/** What a person has who signed in by browser: the refresh token gets the next two, once. */
export interface KeptGrant extends KeptToken {
  readonly refresh_token: string
}

/** Whose token it is: each server, key and person acted as has one of its own. */
export interface Owner {
  readonly url: string
  readonly client_id: string
}

/** The owner of what a person keeps at a server: no key, so no id of one. */
export const personAt = (url: string): Owner => ({ url, client_id: '' })

/** A minute less than the server says, so that a token does not end on its way. */
export const margin = 60_000

const cache = ({ env, home }: Place) =>
  join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'attrium')
/** Where tokens are kept. */
export const tokenDirectory = (place: Place) => join(cache(place), 'tokens')

/** Readable, because a digest costs the start of a command 15 ms; undefined for a name that no file may have. */
function nameOf({ url, client_id }: Owner): string | undefined {
  const name = encodeURIComponent(`${url} ${client_id}`).replaceAll('*', '%2A')
  return name.length > 200 ? undefined : name
}

export function fileOf(place: Place, owner: Owner): string | undefined {
  const name = nameOf(owner)
  return name === undefined ? undefined : join(tokenDirectory(place), `${name}.json`)
}

/** The file whose lock belongs to whoever renews; it is never removed, or two might have it. */
export const lockFileOf = (place: Place, owner: Owner): string =>
  join(cache(place), 'locks', nameOf(owner) ?? 'any')

/** What the file says; undefined if there is none, or if others could have read or written it. */
function kept(place: Place, owner: Owner): Partial<KeptGrant> | undefined {
  try {
    const file = fileOf(place, owner)
    if (file === undefined) return undefined
    const { mode, uid } = lstatSync(file)
    // guard cli-2: becomes false
    if ((mode & 0o177) !== 0 || (place.uid !== undefined && uid !== place.uid)) return undefined
    const { access_token, ends_at, refresh_token } = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof access_token !== 'string' || typeof ends_at !== 'number') return undefined
    return { access_token, ends_at, ...(typeof refresh_token === 'string' && { refresh_token }) }
  } catch {
    // A cache that cannot be read is no cache.
    return undefined
  }
}

/** The token of a key; undefined if there is none, or if it has ended. */
export function keptToken(place: Place, owner: Owner, now: number): KeptToken | undefined {
  const { access_token, ends_at = 0 } = kept(place, owner) ?? {}
  return access_token !== undefined && ends_at > now ? { access_token, ends_at } : undefined
}

/** What a person has who signed in by browser, also if its access token has ended. */
export function keptGrant(place: Place, owner: Owner): KeptGrant | undefined {
  const { access_token, ends_at, refresh_token } = kept(place, owner) ?? {}
  if (access_token === undefined || ends_at === undefined || refresh_token === undefined) {
    return undefined
  }
  return { access_token, ends_at, refresh_token }
}

/** Writes it whole or not at all; without a place to write, the next command signs in again. */
export function keepToken(place: Place, owner: Owner, kept: KeptToken): void {
  try {
    mkdirSync(tokenDirectory(place), { recursive: true, mode: 0o700 })
    const file = fileOf(place, owner)
    if (file === undefined) return
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, JSON.stringify(kept), { mode: 0o600, flag: 'wx' })
    renameSync(draft, file)
  } catch {}
}

export function forgetToken(place: Place, owner: Owner): void {
  const file = fileOf(place, owner)
  if (file !== undefined) rmSync(file, { force: true })
}

/** Removes tokens that have ended. */
export function sweepTokens(place: Place, now: number): void {
  try {
    for (const name of readdirSync(tokenDirectory(place))) {
      const file = join(tokenDirectory(place), name)
      // Whatever is there is older than any token can be, or than any refresh token that nobody has used.
      // guard cli-12: becomes 24 * 60 * 60 * 1000
      const longest = readFileSync(file, 'utf8').includes('"refresh_token"')
        ? limits.refresh_idle_milliseconds
        : 24 * 60 * 60 * 1000
      if (lstatSync(file).mtimeMs < now - longest) rmSync(file, { force: true })
    }
  } catch {}
}
