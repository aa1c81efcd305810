// The looker.ini that every official SDK reads (clients 8).
import { existsSync, readFileSync, rmSync } from 'node:fs'
import type { ApiKey } from './first-start.ts'
import { writePrivately } from './private-file.ts'

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

/** Its key came to nothing. */
export const removeLookerIni = (file: string): void => rmSync(file, { force: true })

/** The address may have changed since the file was written; the rest of it is left alone. */
export function refreshBaseUrl(file: string, baseUrl: string): void {
  if (!existsSync(file)) return
  const before = readFileSync(file, 'utf8')
  const after = before.replace(/^base_url=.*$/m, `base_url=${baseUrl}`)
  if (after !== before) writePrivately(file, after)
}
