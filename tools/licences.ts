// The licences of the packages that a bundle contains.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export const manifestIn = (directory: string): Manifest =>
  JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))

/** The directory of the package that a module is part of; none for a module of ours. */
export const packageAround = (module: string): string[] =>
  /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module)?.slice(0, 1) ?? []

/** One after the other: name, release and text as its authors wrote it. */
export const licences = (packages: readonly string[]): string =>
  packages
    .map((directory) => {
      const { name, version, license = '' } = manifestIn(directory)
      const texts = readdirSync(directory)
        .filter((file) => /^(licen[cs]e|notice)/i.test(file))
        .map((file) => readFileSync(join(directory, file), 'utf8').trim())
      return [`${name} ${version} (${license})`, ...texts].join('\n\n')
    })
    .join(`\n\n${'-'.repeat(78)}\n\n`)
