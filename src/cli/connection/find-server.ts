// Finds the server and how to sign in, as Looker's tools do; the first place that names a server wins.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Key } from '../../client/client.ts'
import { CannotRun } from '../../errors.ts'
import type { Io } from '../io.ts'
import { readNamed } from '../named-file.ts'
import { isNo, keyOf, readIni, readNetrc, secondsIn } from './ini.ts'
import { configFile, type Profile, readProfiles } from './profiles.ts'

/** The options that every command with a server has. */
export interface ServerFlags {
  readonly url?: string
  readonly host?: string
  readonly port?: string
  readonly ssl?: boolean
  readonly profile?: string
  readonly ini?: string
  readonly clientId?: string
  readonly clientSecretFile?: string
  readonly tokenFile?: string
  readonly su?: string
  /** Seconds. */
  readonly timeout?: string
  readonly verifySsl?: boolean
}

export interface FoundServer {
  /** Without a path, such as `https://users.example`. */
  readonly url: string
  readonly key: Key | undefined
  readonly token: string | undefined
  readonly verifiesCertificate: boolean
  readonly milliseconds: number
  /** Where the address comes from, for a person. */
  readonly from: string
  /** Nobody has named it: it is the newest demo. */
  readonly isGuess: boolean
  /** The profile is of a person who signs in by browser, so no key is looked for. */
  readonly isOfPerson: boolean
}

interface Place {
  readonly isGuess?: true
  readonly isOfPerson?: true
  readonly url: string
  readonly from: string
  readonly key?: Key | undefined
  readonly verifiesCertificate?: boolean
  readonly timeout?: number | undefined
}

/** As the official SDKs wait. */
const defaultSeconds = 120

/** Throws CannotRun if nothing names a server. */
export async function findServer(flags: ServerFlags, io: Io): Promise<FoundServer> {
  const place = await firstPlace(flags, io)
  if (place === undefined) throw new CannotRun(nowhere)
  const url = addressOf(place.url, place.from)
  const { env } = io
  const noVerifying = flags.verifySsl === false || isNo(env['LOOKERSDK_VERIFY_SSL'])
  const seconds =
    secondsGiven(flags.timeout) ??
    secondsIn(env['LOOKERSDK_TIMEOUT']) ??
    place.timeout ??
    defaultSeconds
  return {
    url,
    from: place.from,
    isGuess: place.isGuess ?? false,
    token:
      flags.tokenFile === undefined ? undefined : firstLine(flags.tokenFile, io, '--token-file'),
    isOfPerson: place.isOfPerson ?? false,
    key: keyFrom(flags, io) ?? (place.isOfPerson ? undefined : keyFor(place, url, io)),
    verifiesCertificate: noVerifying ? false : (place.verifiesCertificate ?? true),
    milliseconds: seconds * 1000,
  }
}

const keyFor = ({ key }: Place, url: string, io: Io): Key | undefined =>
  key ?? keyOfEnvironment(io) ?? keyOfNetrc(io, url)

const nowhere =
  'No server is named: give --url, set LOOKERSDK_BASE_URL, run attrium profile add, or go to a directory with a looker.ini. attrium demo starts a server to try.'

async function firstPlace(flags: ServerFlags, io: Io): Promise<Place | undefined> {
  const { env } = io
  if (flags.url !== undefined) return { url: flags.url, from: '--url' }
  if (flags.host !== undefined || flags.port !== undefined) {
    const { host = 'localhost', port = '19999', ssl } = flags
    return { url: `${ssl ? 'https' : 'http'}://${host}:${port}`, from: '--host and --port' }
  }
  // Who names a profile or a file means it, whatever the environment says.
  if (flags.profile !== undefined) return profileNamed(flags.profile, io)
  if (flags.ini !== undefined) {
    const file = resolve(io.directory, flags.ini)
    return (
      iniAt(file, '--ini') ??
      refuse(`--ini names ${flags.ini}, which is no looker.ini with a base_url.`)
    )
  }
  const url = env['LOOKERSDK_BASE_URL']
  if (url) return { url, from: 'LOOKERSDK_BASE_URL', key: keyOfEnvironment(io) }
  const { current } = await readProfiles(io)
  if (current !== undefined) return profileNamed(current, io)
  return (
    iniAt(join(io.directory, 'attrium-data', 'looker.ini')) ??
    iniAt(join(io.directory, 'looker.ini')) ??
    newestDemo(io)
  )
}

async function profileNamed(name: string, io: Io): Promise<Place> {
  const { named } = await readProfiles(io)
  const profile: Profile | undefined = named.get(name)
  if (profile === undefined) {
    const others = named.size === 0 ? 'there is none' : `there are ${[...named.keys()].join(', ')}`
    throw new CannotRun(
      `There is no profile ${name} in ${configFile(io)}; ${others}. attrium profile add ${name} makes it.`,
    )
  }
  return {
    url: profile.base_url,
    from: `profile ${name}`,
    key: keyOf(profile.client_id, profile.client_secret),
    ...(profile.sign_in === 'browser' && { isOfPerson: true as const }),
    verifiesCertificate: profile.verify_ssl ?? true,
    timeout: profile.timeout,
  }
}

function iniAt(file: string, option = 'The place of a key'): Place | undefined {
  if (!existsSync(file)) return undefined
  const { url, key, verifiesCertificate, timeout } = readIni(
    readNamed({ directory: '' }, file, option),
  )
  return url === undefined ? undefined : { url, from: file, key, verifiesCertificate, timeout }
}

/**
 * The demo that was started last, of those that run if one does. Only files of one's own count, because anybody may
 * make a name in this directory.
 */
function newestDemo({ temporary, uid }: Io): Place | undefined {
  if (!existsSync(temporary)) return undefined
  const files = readdirSync(temporary)
    .filter((name) => name.startsWith('attrium-demo-'))
    .flatMap((name) => {
      const directory = join(temporary, name)
      const file = join(directory, 'looker.ini')
      try {
        const [around, { mtimeMs }] = [lstatSync(directory), lstatSync(file)]
        const isOwn = around.isDirectory() && (uid === undefined || around.uid === uid)
        // guard cli-4: becomes [{ file, mtimeMs, runs: false }]
        return isOwn && (around.mode & 0o077) === 0
          ? [{ file, mtimeMs, runs: runsIn(directory) }]
          : []
      } catch {
        return []
      }
    })
    .sort((one, other) => Number(other.runs) - Number(one.runs) || other.mtimeMs - one.mtimeMs)
  const found = files[0] && iniAt(files[0].file)
  return found && { ...found, isGuess: true }
}

/** Whether the process that has written its number there is alive. */
function runsIn(directory: string): boolean {
  try {
    const pid = Number(readFileSync(join(directory, 'attrium.pid'), 'utf8'))
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

function keyFrom({ clientId, clientSecretFile }: ServerFlags, io: Io): Key | undefined {
  if (clientId === undefined && clientSecretFile === undefined) return undefined
  if (clientId === undefined) throw new CannotRun('--client-secret-file needs --client-id.')
  const secret =
    clientSecretFile === undefined
      ? io.env['LOOKERSDK_CLIENT_SECRET']
      : firstLine(clientSecretFile, io, '--client-secret-file')
  if (!secret) {
    throw new CannotRun('--client-id needs --client-secret-file, or LOOKERSDK_CLIENT_SECRET.')
  }
  return { client_id: clientId, client_secret: secret }
}

const keyOfEnvironment = ({ env }: Io): Key | undefined =>
  keyOf(env['LOOKERSDK_CLIENT_ID'] || undefined, env['LOOKERSDK_CLIENT_SECRET'] || undefined)

function keyOfNetrc({ env, home }: Io, url: string): Key | undefined {
  const file = env['NETRC'] || join(home, '.netrc')
  return existsSync(file) ? readNetrc(readFileSync(file, 'utf8'), new URL(url).hostname) : undefined
}

function firstLine(name: string, { directory }: Io, flag: string): string {
  const [line = ''] = readNamed({ directory }, name, flag).split(/\r?\n/)
  return line.trim() === ''
    ? refuse(`${flag} names ${name}, whose first line is empty.`)
    : line.trim()
}

/** The origin; Looker's tools write addresses with `/api/4.0`, with `/api` or with nothing behind it. */
function addressOf(text: string, from: string): string {
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  const url = URL.parse(whole)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CannotRun(`${from} names no address; write one such as https://users.example.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new CannotRun(`${from} has a name or a password in its address; give a key instead.`)
  }
  const path = url.pathname.replace(/\/api(\/.*)?$/, '').replace(/\/+$/, '')
  return `${url.origin}${path}`
}

function secondsGiven(text: string | undefined): number | undefined {
  const seconds = secondsIn(text)
  if (text !== undefined && seconds === undefined) {
    throw new CannotRun('--timeout must be a number of seconds, such as 30.')
  }
  return seconds
}

function refuse(sentence: string): never {
  throw new CannotRun(sentence)
}
