// Compiles the program with some of its files changed, in a copy.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './repository.ts'

/** By path from the root of the repository, below `src/`: the change of a file's text. */
export type Edits = Readonly<Record<string, (text: string) => string>>

/** A compiler error: its file, from the root of the repository, and its line. */
export interface TypeFault {
  readonly file: string
  readonly line: string
}

/** The type errors of the edited files. Throws if an edit changes nothing. */
export function typeFaults(edits: Edits): TypeFault[] {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'attrium-type-check-')))
  try {
    for (const name of ['src', 'package.json', 'tsconfig.json']) {
      cpSync(join(repository, name), join(root, name), { recursive: true })
    }
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
    for (const [file, edit] of Object.entries(edits)) {
      const text = readFileSync(join(root, file), 'utf8')
      if (edit(text) === text) throw new Error(`${file} was not changed; mend the edit.`)
      writeFileSync(join(root, file), edit(text))
    }
    return faultsIn(root).filter(({ file }) => file in edits)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function faultsIn(root: string): TypeFault[] {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const told = spawnSync(
    process.execPath,
    [
      compiler,
      '-p',
      root,
      '--noEmit',
      '--incremental',
      'false',
      '--singleThreaded',
      '--pretty',
      'false',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  if (told.error) throw told.error
  return [...told.stdout.matchAll(/^(\S[^(]*)\((\d+),\d+\): error /gm)].map(
    ([, file = '', at]) => ({
      file,
      line: readFileSync(join(root, file), 'utf8').split('\n')[Number(at) - 1]?.trim() ?? '',
    }),
  )
}
