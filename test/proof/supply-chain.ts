// G-22: how many packages run in the server, and which of them run a program when they are installed.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../repository.ts'
import type { Figure } from './figure.ts'

const most = 60
/** Compiles the driver of SQLite (decision 24). */
const mayInstall = ['node_modules/better-sqlite3']

interface Locked {
  /** Where it is not the last part of its place. */
  readonly name?: string
  readonly version: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  /** Left out of what npm takes from a registry. */
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** The lock file, by places in node_modules; the project itself is at ''. */
type Lock = Readonly<Record<string, Locked>>

const readLock = (): Lock =>
  JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages

/** What `npm ci --omit=dev` installs, by its place; with `--omit=optional` without PostgreSQL's driver. */
const productionPackages = (lock: Lock): [string, Locked][] =>
  Object.entries(lock).filter(([place, { dev }]) => place !== '' && dev !== true)

const nameOf = ([place, { name }]: [string, Locked]) =>
  name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Names of everything that these need, themselves included. */
function neededBy(names: readonly string[], packages: readonly [string, Locked][]): Set<string> {
  const found = new Set<string>()
  const look = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    for (const entry of packages) {
      if (nameOf(entry) === name) Object.keys(entry[1].dependencies ?? {}).forEach(look)
    }
  }
  names.forEach(look)
  return new Set([...found].filter((name) => packages.some((entry) => nameOf(entry) === name)))
}

/** What `npm sbom` lists. Not with `--omit=dev`: it then leaves out what development uses as well. */
async function billOfMaterials(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'],
    { cwd: repository, maxBuffer: 2 ** 24 },
  )
  const { components } = JSON.parse(stdout) as { components: { 'bom-ref': string }[] }
  return components.map((component) => component['bom-ref'])
}

const releaseOf = (entry: [string, Locked]) => `${nameOf(entry)}@${entry[1].version}`

export const supplyChain: Figure = {
  id: 'G-22',
  about: 'packages that run in the server beyond those that are meant to',
  async run() {
    const lock = readLock()
    const packages = productionPackages(lock)
    const direct = Object.keys(lock['']?.dependencies ?? {})
    const needed = neededBy(direct, packages)
    const all = new Set(packages.map(nameOf))
    const installing = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    const listed = await billOfMaterials()
    const problems = [
      ...(needed.size <= most ? [] : [`${needed.size} packages run in the server`]),
      ...installing
        .filter(([place]) => !mayInstall.includes(place))
        .map(([place]) => `${place} runs a program when it is installed`),
      ...packages
        .filter(([, { integrity }]) => integrity === undefined)
        .map(([place]) => `${place} has no digest in the lock file`),
      ...packages
        .map(releaseOf)
        .filter((release) => !listed.includes(release))
        .map((release) => `npm sbom does not list ${release}`),
    ]
    return {
      counts: {
        packages: needed.size,
        with_postgresql: all.size,
        install_scripts: installing.length,
        sbom: listed.length,
      },
      problems,
    }
  },
}
