// Runs the program as an operator does: a child process with flags, an environment and signals.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attriumMain } from '../support/repository.ts'

export interface Program {
  readonly pid: number
  /** The address in its `ready` line; rejects if the program ends without one. */
  readonly ready: Promise<string>
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>
  /** Its output on stdout so far. */
  readonly printed: () => string
  /** Its output on stderr so far. */
  readonly errors: () => string
  readonly signal: (name: NodeJS.Signals) => void
}

const running = new Set<ChildProcess>()

/** Runs `attrium serve` with these flags, and an environment with no settings but these. */
export const attrium = (flags: readonly string[], env: Record<string, string> = {}): Program =>
  attriumCommand('serve', flags, env)

/** The same for another command. */
export function attriumCommand(
  command: string,
  flags: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Program {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(process.execPath, [attriumMain, command, ...flags], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const seen = { stdout: '', stderr: '' }
  child.stderr.on('data', (text) => {
    seen.stderr += text
  })
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, ...seen }
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      seen.stdout += text
      const line = /^ready (https?:\S+)\n/m.exec(seen.stdout)
      if (line?.[1] !== undefined) resolve(line[1])
    })
    ended.then(({ code, stderr }) => reject(new Error(`ended with ${code}: ${stderr}`)), reject)
  })
  ready.catch(() => undefined)
  const printed = () => seen.stdout
  const errors = () => seen.stderr
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    printed,
    errors,
    signal: (name) => void child.kill(name),
  }
}

/** An environment in which a program treats its stdout as a terminal. */
export const onTerminal = {
  NODE_OPTIONS: '--import=data:text/javascript,process.stdout.isTTY=true',
}

/** The command that a server prints so that people can paste it. */
export const commandIn = (printed: string): string => printed.trimEnd().split('\n\n').at(-1) ?? ''

/** The sentence with which a server refused to start; it must be the only line of the log. */
export function refusalIn(stderr: string): string {
  const [line = '', ...others] = stderr.split('\n')
  const { level, time, why, msg, ...more } = JSON.parse(line)
  const known = level === 60 && time > 0 && msg === 'cannot start' && typeof why === 'string'
  if (!known || Object.keys(more).length > 0 || others.join() !== '') {
    throw new Error(`is no refusal in one line: ${stderr}`)
  }
  return why
}

/** Ends programs that a failed test has left running. */
export function endPrograms(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** A directory that does not exist yet, and a function that removes it. */
export function freshDirectory(): { directory: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'attrium-start-'))
  const remove = () => rmSync(parent, { recursive: true, force: true })
  return { directory: join(parent, 'data'), remove }
}
