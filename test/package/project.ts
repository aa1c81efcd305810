// An empty project that installs the packed program, with nothing on its PATH but Node, npm and a shell.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { repository } from '../support/repository.ts'

/** The output of a program, and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The tarball that `ATTRIUM_TARBALL` names, else one packed from the present build. */
export function tarball(directory: string): string {
  const given = process.env['ATTRIUM_TARBALL']
  if (given !== undefined) return join(repository, given)
  // Skips prepack, which would rebuild the files of the tests that run at the same time.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory]
  const said = execFileSync('npm', pack, { cwd: repository, stdio: ['ignore', 'pipe', 'ignore'] })
  const [{ filename }] = JSON.parse(said.toString()) as [{ filename: string }]
  return join(directory, filename)
}

export class Project {
  readonly directory = mkdtempSync(join(tmpdir(), 'attrium-package-'))
  readonly #tools = join(this.directory, 'tools')
  readonly #demos: (() => Promise<void>)[] = []

  constructor(node: string) {
    mkdirSync(this.#tools)
    symlinkSync(node, join(this.#tools, 'node'))
    for (const tool of ['npm', 'npx', 'sh']) {
      symlinkSync(realpathSync(onPath(tool)), join(this.#tools, tool))
    }
    this.write('package.json', '{ "name": "empty", "private": true }')
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text)
  }

  file(name: string): string {
    return join(this.directory, name)
  }

  run(tool: string, ...args: string[]): Promise<Ended> {
    const options = { cwd: this.directory, env: this.#environment() }
    return new Promise((resolve) => {
      execFile(join(this.#tools, tool), args, options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
        resolve({ code, stdout, stderr })
      })
    })
  }

  /** Runs `npx attrium demo`; returns its address and a function that stops it. */
  async demo(): Promise<{ url: string; stop: () => Promise<void> }> {
    const command = ['attrium', 'demo', '--ephemeral', '--port', '0']
    const child = spawn(join(this.#tools, 'npx'), command, {
      cwd: this.directory,
      env: this.#environment(),
      // In its own process group: npx starts a shell, which starts the program.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const closed = once(child, 'close')
    const stop = async () => {
      if (child.exitCode === null && child.signalCode === null)
        process.kill(-(child.pid ?? 0), 'SIGTERM')
      await closed
    }
    this.#demos.push(stop)
    let said = ''
    for await (const text of child.stdout) {
      said += text
      const url = /^ready (\S+)$/m.exec(said)?.[1]
      if (url !== undefined) return { url, stop }
    }
    throw new Error(`the demo ended: ${said}`)
  }

  /** The size of everything that is installed, in megabytes on disk. */
  installedMegabytes(): number {
    const said = execFileSync('du', ['-sk', this.file('node_modules')]).toString()
    return Number.parseInt(said, 10) / 1024
  }

  async remove(): Promise<void> {
    await Promise.all(this.#demos.map((stop) => stop()))
    rmSync(this.directory, { recursive: true })
  }

  /** The environment of a shell in this project, without the variables that npm gives the repository's tests. */
  #environment(): NodeJS.ProcessEnv {
    const ofNpm =
      /^(npm_(package|lifecycle|execpath|node|config_local|command)|INIT_CWD|NODE_(?!EXTRA_CA_CERTS))/
    const kept = Object.entries(process.env).filter(([name]) => !ofNpm.test(name))
    return { ...Object.fromEntries(kept), PATH: this.#tools, TMPDIR: this.directory }
  }
}

function onPath(tool: string): string {
  const find = `command -v ${tool}`
  const PATH = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => !dir.includes('node_modules'))
    .join(delimiter)
  return execFileSync('sh', ['-c', find], { env: { PATH } }).toString().trim()
}
