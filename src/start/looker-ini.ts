// The looker.ini that every official SDK reads (clients 8).
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { writePrivately } from '../files/private-file.ts'
import type { ApiKey } from '../keys/api-key.ts'

export function writeLookerIni(file: string, baseUrl: string, key: ApiKey): void {
  writePrivately(
    file,
    [
      '[Looker]',
      `base_url=${baseUrl}`,
      `client_id=${key.client_id}`,
      `client_secret=${key.client_secret}`,
      `verify_ssl=${baseUrl.startsWith('https:')}`,
      '',
    ].join('\n'),
  )
}

/** Removes the file, because its key was not stored. */
export const removeLookerIni = (file: string): void => rmSync(file, { force: true })

/**
 * Writes the current address into the file and leaves the rest alone. Where the scheme changes, `verify_ssl`
 * follows it; otherwise it stays, because somebody may have set it for a certificate of their own.
 */
export function refreshBaseUrl(file: string, baseUrl: string): void {
  if (!existsSync(file)) return
  const before = readFileSync(file, 'utf8')
  const moved = before.replace(/^base_url=.*$/m, `base_url=${baseUrl}`)
  const isSecure = baseUrl.startsWith('https:')
  const wasSecure = /^base_url=https:/m.test(before)
  const after =
    isSecure === wasSecure ? moved : moved.replace(/^verify_ssl=.*$/m, `verify_ssl=${isSecure}`)
  if (after !== before) writePrivately(file, after)
}

/** The key in the file; undefined when there is no file or no key in it. */
export function keyInLookerIni(file: string): ApiKey | undefined {
  const [client_id, client_secret] = ['client_id', 'client_secret'].map((name) =>
    lineIn(file, name),
  )
  if (client_id === undefined || client_secret === undefined) return undefined
  return { client_id, client_secret }
}

export const baseUrlIn = (file: string): string | undefined => lineIn(file, 'base_url')

function lineIn(file: string, name: string): string | undefined {
  if (!existsSync(file)) return undefined
  const [, text] = new RegExp(`^${name}=(.+)$`, 'm').exec(readFileSync(file, 'utf8')) ?? []
  return text?.trim()
}
