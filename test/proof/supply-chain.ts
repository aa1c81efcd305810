// G-22: how many packages run in the server, and which of them run a program when they are installed.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../repository.ts'
import type { Figure } from './figure.ts'

const most = 60
/** Compiles the driver of SQLite (docs/decisions/0015). */
const mayInstall = ['node_modules/better-sqlite3']

interface Locked {
  /** Where it is not the last part of its place. */
  readonly name?: string
  readonly version: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  /** Left out of what npm takes from a registry. */
  readonly integrity?: string
}

/** What `npm ci --omit=dev` installs, by its place. */
function productionPackages(): [string, Locked][] {
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages).filter(([place, { dev }]) => place !== '' && dev !== true)
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

const releaseOf = ([place, { name, version }]: [string, Locked]) =>
  `${name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`

export const supplyChainFigure: Figure = {
  id: 'G-22',
  about: 'packages that run in the server beyond those that are meant to',
  async run() {
    const packages = productionPackages()
    const installing = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    const listed = await billOfMaterials()
    const problems = [
      ...(packages.length <= most ? [] : [`${packages.length} packages run in the server`]),
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
        packages: packages.length,
        install_scripts: installing.length,
        sbom: listed.length,
      },
      problems,
    }
  },
}
