// The profiles of a person: servers by name, in config.yaml, which only they can read.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CannotRun } from '../../errors.ts'
import { writePrivately } from '../../files/private-file.ts'
import type { Io } from '../io.ts'
import { readText } from '../named-file.ts'

export interface Profile {
  readonly base_url: string
  readonly client_id?: string
  readonly client_secret?: string
  readonly verify_ssl?: boolean
  readonly timeout?: number
  /** A person signs in by browser, in place of a key. */
  readonly sign_in?: 'browser'
}

export interface Profiles {
  /** The name of the profile that is used if none is named. */
  readonly current: string | undefined
  readonly named: ReadonlyMap<string, Profile>
}

export const configFile = ({ env, home }: Pick<Io, 'env' | 'home'>): string =>
  join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'attrium', 'config.yaml')

/** Throws CannotRun with the place if the file is no list of profiles. */
export async function readProfiles(io: Pick<Io, 'env' | 'home'>): Promise<Profiles> {
  const file = configFile(io)
  if (!existsSync(file)) return { current: undefined, named: new Map() }
  const text = readText({ directory: '' }, file)
  const content = await parsed(text, file)
  const { current, profiles = {} } = isObject(content) ? content : {}
  const named = new Map<string, Profile>()
  for (const [name, profile] of Object.entries(isObject(profiles) ? profiles : {})) {
    if (!isObject(profile) || typeof profile['base_url'] !== 'string') {
      throw new CannotRun(`${file}: profile ${name} needs a base_url; write one, or remove it.`)
    }
    named.set(name, {
      base_url: profile['base_url'],
      ...textField(profile, 'client_id'),
      ...textField(profile, 'client_secret'),
      ...(typeof profile['verify_ssl'] === 'boolean' && { verify_ssl: profile['verify_ssl'] }),
      ...(typeof profile['timeout'] === 'number' && { timeout: profile['timeout'] }),
      ...(profile['sign_in'] === 'browser' && { sign_in: 'browser' as const }),
    })
  }
  return { current: typeof current === 'string' ? current : undefined, named }
}

export async function writeProfiles(
  io: Pick<Io, 'env' | 'home'>,
  { current, named }: Profiles,
): Promise<void> {
  const { stringify } = await import('yaml')
  const file = configFile(io)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const content = { ...(current !== undefined && { current }), profiles: Object.fromEntries(named) }
  writePrivately(file, stringify(content))
}

async function parsed(text: string, file: string): Promise<unknown> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { uniqueKeys: true })
  const [error] = document.errors
  if (error === undefined) return document.toJS({ maxAliasCount: 0 })
  const at = error.linePos?.[0]
  throw new CannotRun(`${file}${at === undefined ? '' : `, line ${at.line}`} is no YAML: mend it.`)
}

type Fields = Readonly<Record<string, unknown>>
const isObject = (it: unknown): it is Fields =>
  typeof it === 'object' && it !== null && !Array.isArray(it)

/** A text, or the number that YAML makes of digits without quotes. */
const textField = (profile: Fields, name: string) => {
  const given = profile[name]
  return typeof given === 'string' || typeof given === 'number' ? { [name]: String(given) } : {}
}
