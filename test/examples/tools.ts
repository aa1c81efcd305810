// The tools that run examples, if `.ci/example-tools` and the machine have them.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../support/repository.ts'

/** `missing` says why an example cannot be run here; undefined if it can. */
export interface Tool {
  readonly command: string
  readonly missing: string | undefined
}

const get = 'run .ci/example-tools'
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
const venv = join(cache, 'attrium-examples', 'python')

/** Python with the version of the SDK that the example requires. */
export function python(): Tool {
  const text = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)
  const wanted = text(join(repository, 'examples/python/requirements.txt'))
  const held = text(join(venv, 'requirements.txt'))
  const missing = held === wanted ? undefined : `the Python SDK is not there: ${get}`
  return { command: join(venv, 'bin', 'python'), missing }
}

/** Go with every module of the example already downloaded, so that no test waits for the network. */
export function go(): Tool {
  const command = ['go', join(venv, 'bin', 'go')].find(
    (path) => spawnSync(path, ['version']).status === 0,
  )
  if (command === undefined) return { command: 'go', missing: `there is no Go: ${get}` }
  const cwd = join(repository, 'examples/go')
  const { status } = spawnSync(command, ['list', '-deps', '.'], { cwd, env: offline() })
  return { command, missing: status === 0 ? undefined : `Go lacks modules: ${get}` }
}

/** The environment of a Go that downloads nothing and needs no C compiler. */
export const offline = () => ({
  ...process.env,
  GOPROXY: 'off',
  GOFLAGS: '-mod=readonly',
  CGO_ENABLED: '0',
})

/** Looker's own command line, where somebody has built it and names it: no registry has it. */
export const lookerCommandLine = process.env['ATTRIUM_LOOKER_CLI']
