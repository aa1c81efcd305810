// G-22: the number of packages in the server, including bundled ones; none of them runs a program during its
// installation.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../test/support/repository.ts'
import type { Figure } from './figure.ts'

const most = 60

interface Locked {
  /** Present when the name is not the last part of the place. */
  readonly name?: string
  readonly version: string
  readonly dev?: boolean
  /** A link to a directory of this repository, which has its own entry. */
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  /** The digest; npm leaves it out for packages that do not come from a registry. */
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** The lock file, by places in node_modules; the project itself is at ''. */
type Lock = Readonly<Record<string, Locked>>

const readLock = (): Lock =>
  JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages

/** The packages installed with the published one, by place; `--omit=optional` leaves out PostgreSQL's driver. */
const productionPackages = (lock: Lock): [string, Locked][] =>
  Object.entries(lock).filter(([place, { dev, link }]) => place !== '' && !dev && !link)

const nameOf = ([place, { name }]: [string, Locked]) =>
  name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** The names of these packages and of everything that they need. */
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

/** The packages that `npm sbom` lists. It runs without `--omit=dev`, which would leave out shared packages too. */
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

/** The packages inside the published program, according to its licences (tools/bundle.ts). */
function bundledReleases(): string[] {
  const text = readFileSync(join(repository, 'dist/package/licences.txt'), 'utf8')
  const headings = text.matchAll(/(?:^|\n-{78}\n\n)(\S+) (\S+) \(/g)
  return [...headings].map(([, name, version]) => `${name}@${version}`)
}

export const supplyChain: Figure = {
  id: 'G-22',
  about: 'packages that run in the server beyond those that are meant to',
  async run() {
    const lock = readLock()
    const installed = productionPackages(lock)
    const bundled = bundledReleases()
    const inBundle = Object.entries(lock).filter((entry) => bundled.includes(releaseOf(entry)))
    const needed = neededBy(Object.keys(lock['']?.dependencies ?? {}), installed)
    const packages = [...installed, ...inBundle]
    const installing = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    const listed = await billOfMaterials()
    const required = needed.size + bundled.length
    const problems = [
      ...(bundled.length > 0 ? [] : ['nothing is in the bundle']),
      ...(required <= most ? [] : [`${required} packages run in the server`]),
      ...installing.map(([place]) => `${place} runs a program when it is installed`),
      ...packages
        .filter(([, { integrity }]) => integrity === undefined)
        .map(([place]) => `${place} has no digest in the lock file`),
      ...bundled
        .filter((release) => !inBundle.some((entry) => releaseOf(entry) === release))
        .map((release) => `the bundle has ${release}, the lock file has not`),
      ...packages
        .map(releaseOf)
        .filter((release) => !listed.includes(release))
        .map((release) => `npm sbom does not list ${release}`),
    ]
    return {
      counts: {
        packages: required,
        in_the_bundle: bundled.length,
        with_postgresql: bundled.length + installed.length,
        install_scripts: installing.length,
        sbom: listed.length,
      },
      problems,
    }
  },
}
