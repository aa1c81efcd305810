// The paths of the repository and the official specification, for compiled tests.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The directory with package.json. */
export const repository = ancestors(import.meta.dirname).find((dir) =>
  existsSync(join(dir, 'package.json')),
) as string

/** A file of the official specification, kept beside the repository; undefined if it is missing. */
export function officialFile(name: string): string | undefined {
  return ancestors(repository)
    .slice(0, 5)
    .map((dir) => join(dir, 'shared', 'looker', name))
    .find((file) => existsSync(file))
}

function ancestors(dir: string): string[] {
  const above = dirname(dir)
  return above === dir ? [dir] : [dir, ...ancestors(above)]
}
