// What package.json says, and where it lies.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Above dist/. */
export const packageDirectory = join(import.meta.dirname, '..', '..', '..')

export const { version } = JSON.parse(
  readFileSync(join(packageDirectory, 'package.json'), 'utf8'),
) as { readonly version: string }
