// Files of definitions and of hidden values, as they lie on disk.
import { readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { File } from '../definitions/definitions.ts'
import type { Secrets } from '../definitions/sending.ts'
import { CannotRun } from '../errors.ts'
import { noText } from '../files/text.ts'
import type { Io } from './io.ts'
import { readInput, readText, troubleOf } from './named-file.ts'

const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name)

/** The files of these names: files, folders with all YAML files in them, or `-` for stdin. */
export async function readDefinitionFiles(names: readonly string[], io: Io): Promise<File[]> {
  const files: File[] = []
  for (const name of names) {
    if (name === '-') files.push({ file: 'stdin', text: await readInput(io) })
    else files.push(...filesAt(name, io))
  }
  return files
}

function filesAt(name: string, io: Io): File[] {
  const path = resolve(io.directory, name)
  const read = (file: string): File => ({ file, text: readText(io, file) })
  if (!isFolder(path, name)) return [read(name)]
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' })
  const found = inside.filter(isYaml).sort()
  if (found.length === 0) throw new CannotRun(`${name} has no file that ends with .yaml or .yml.`)
  return found.map((file) => read(join(name, file)))
}

function isFolder(path: string, name: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CannotRun(`${name} does not exist.`)
  return found.isDirectory()
}

/** Hidden values come from the environment or from files; a line break at the end of a file is not a part of them. */
export const secretsOf =
  (io: Io): Secrets =>
  (source, { file }) => {
    if ('env' in source) {
      const text = io.env[source.env]
      return text === undefined || text === ''
        ? { problem: `the environment variable ${source.env} is not set.` }
        : { text }
    }
    const folder = file === 'stdin' ? io.directory : dirname(resolve(io.directory, file))
    try {
      return { text: readText({ directory: folder }, source.file).replace(/\r?\n$/, '') }
    } catch (error) {
      return { problem: `the file ${source.file} ${troubleOf(error) ?? noText}.` }
    }
  }
