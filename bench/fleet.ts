// Keeps the benchmark's child processes and its temporary directory, and removes both at the end.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kind } from './server.ts'

/** A running server. */
export interface ServerProcess {
  readonly port: number
  readonly pid: number
  /** CPU seconds that all its threads have used so far. */
  readonly cpu: () => number
  /** Resident memory in MB. */
  readonly memory: () => number
  /** Round trips to PostgreSQL so far. */
  readonly exchanges: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** A build of the program and the Node that runs it. */
export interface Build {
  /** Its folder `dist`. */
  readonly folder: URL
  readonly node: string
}

/** The current build under the current Node. */
export const thisBuild: Build = { folder: new URL('..', import.meta.url), node: process.execPath }

export class Fleet {
  /** Removed when the fleet is closed. */
  readonly directory: string
  readonly #children = new Set<ChildProcess>()

  constructor(parent = tmpdir()) {
    this.directory = mkdtempSync(join(parent, 'attrium-bench-'))
  }

  /** Starts a server; `flags` go to node. Throws if the server does not start to listen. */
  async start(
    kind: Kind,
    what: string,
    { flags = [], build = thisBuild }: { flags?: readonly string[]; build?: Build } = {},
  ): Promise<ServerProcess> {
    const child = fork(new URL('bench/server.js', build.folder), [kind, what], {
      execPath: build.node,
      execArgv: [...flags],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    this.#children.add(child)
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message) => resolve((message as { port: number }).port))
      child.once('exit', (code) => reject(new Error(`server ${kind} ended with ${code}`)))
      child.once('error', reject)
    })
    const pid = child.pid ?? 0
    const exchanges = () =>
      new Promise<number>((resolve) => {
        child.once('message', (message) => resolve((message as { exchanges: number }).exchanges))
        child.send('exchanges')
      })
    const stop = async () => {
      if (child.connected) child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await exited
      clearTimeout(late)
      this.#children.delete(child)
    }
    return {
      port,
      pid,
      cpu: () => cpuSeconds(pid),
      memory: () => residentMegabytes(pid),
      exchanges,
      stop,
    }
  }

  /** Ends all running processes at once and removes the directory. */
  close(): void {
    for (const child of this.#children) child.kill('SIGKILL')
    this.#children.clear()
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Fields 14 and 15 of /proc/PID/stat are user and system time in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const text = proc(pid, 'stat')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(proc(pid, 'status'))?.[1]) / 1024
}

/** Empty if there is no /proc; the figure is NaN then. */
function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
