// The paths of the repository and the official specification, for compiled tests.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The directory with package.json. */
export const repository = ancestors(import.meta.dirname).find((dir) =>
  existsSync(join(dir, 'package.json')),
) as string

/**
 * The program that tests start. `npm test` starts it as it is published; other runs start the compiled modules, so that
 * one that has changed counts at once.
 */
export const attriumMain = join(
  repository,
  'dist',
  process.env['ATTRIUM_TEST_PROGRAM'] ?? 'src',
  'main.js',
)

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
