// Changes lines of the built program: a proof must fail when the program loses the proven property.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../test/support/repository.ts'

/** One piece of a built file, which occurs there exactly once, and its replacement. */
export interface Edit {
  /** Below dist/src. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Makes the program in a new directory, with its tests beside it; returns the path of its `dist`. */
export function editedProgram(directory: string, edits: readonly Edit[]): string {
  const root = join(directory, 'edited')
  const dist = join(root, 'dist')
  cpSync(join(repository, 'dist'), dist, {
    recursive: true,
    filter: (path) => !/\.(test\.js|map)$/.test(path),
  })
  for (const beside of ['node_modules', 'assets', 'package.json']) {
    symlinkSync(join(repository, beside), join(root, beside))
  }
  for (const { file, from, to } of edits) {
    const path = join(dist, 'src', file)
    const parts = readFileSync(path, 'utf8').split(from)
    if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${from}`)
    writeFileSync(path, parts.join(to))
  }
  return dist
}
