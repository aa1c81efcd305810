// The daily jobs of docs/guides/README.md, and two servers on which their commands run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { company } from '../../src/demo/company.ts'
import { repository } from '../support/repository.ts'
import { blocksOf } from './readme.ts'

export interface Job {
  readonly number: string
  readonly title: string
  /** Commands that only prepare it. */
  readonly before: readonly string[]
  readonly commands: readonly string[]
  /** A command that starts a server and goes on. */
  readonly server: string | undefined
}

export const jobsPage = (): string =>
  readFileSync(join(repository, 'docs', 'guides', 'README.md'), 'utf8')

export const jobsIn = (page: string): Job[] =>
  page.split(/^## (?=\d)/m).flatMap((section) => {
    const [, number, title = ''] = /^(\d+)\. (.*)/.exec(section) ?? []
    if (number === undefined) return []
    const blocks = blocksOf(section)
    const bash = blocks.filter(({ language }) => language === 'bash')
    return {
      ...{ number, title },
      before: bash.filter(({ note }) => note === 'before').map(({ code }) => code),
      commands: bash.filter(({ note }) => note !== 'before').map(({ code }) => code),
      server: blocks.find(({ language }) => language === 'sh')?.code,
    }
  })

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

export interface Stage {
  readonly staging: string
  readonly production: string
  /** Runs a script where the page runs its commands. */
  readonly run: (script: string) => Promise<Ran>
  /** Starts a server, waits until it is ready, and stops it. */
  readonly serve: (command: string) => Promise<Ran>
  readonly stop: () => Promise<void>
}

/** A demo with so many people, and an empty server beside it; `main` is the program. */
export async function startStage(people: number, main: string): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'attrium-jobs-'))
  const [bin, directory] = [join(home, 'bin'), join(home, 'checkout')]
  for (const made of [bin, directory]) mkdirSync(made)
  for (const [name, words] of [
    ['attrium', `"${process.execPath}" "${main}"`],
    ['node', `"${process.execPath}"`],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${words} "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  cpSync(join(repository, 'examples'), join(directory, 'examples'), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'))
  const env = {
    ...{ HOME: home, TMPDIR: home, PATH: `${bin}${delimiter}${process.env['PATH']}` },
    ...{ WAREHOUSE_PASSWORD_ACME: 'one', WAREHOUSE_PASSWORD_GLOBEX: 'two' },
  }
  const started = (script: string) =>
    spawn('bash', ['-euo', 'pipefail', '-c', script], {
      ...{ cwd: directory, env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  /** Until the process ends, or until it has printed what is waited for. */
  async function run(script: string, isReady = (_: string) => false) {
    const began = performance.now()
    const child = started(script)
    const printed = { stdout: '', stderr: '' }
    const ended = once(child, 'close')
    const ready = new Promise<void>((resolve) => {
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].on('data', (text) => {
          printed[name] += text
          if (isReady(printed.stdout)) resolve()
        })
      }
    })
    await Promise.race([ended, ready])
    return { child, ended, ...printed, milliseconds: performance.now() - began }
  }
  const server = async (command: string) => {
    const it = await run(`exec ${command}`, (text) => /^ready .*\n/m.test(text))
    const stop = async () => {
      it.child.kill('SIGTERM')
      await it.ended
    }
    return { ...it, stop }
  }

  writeFileSync(join(home, 'seed.json'), JSON.stringify(companyOf(people)))
  const demo = await server(`attrium demo --port 0 --seed "${join(home, 'seed.json')}"`)
  const staging = /Key file +(\S+)/.exec(demo.stdout)?.[1] ?? ''
  if (staging === '') throw new Error(`the demo did not start: ${demo.stderr}`)
  symlinkSync(dirname(staging), join(directory, 'attrium-data'))
  const production = join(home, 'production', 'looker.ini')
  const other = await server(`attrium serve --port 0 --data "${dirname(production)}"`)
  const { code } = await whole(
    run(
      `attrium profile add staging --ini "${staging}"; attrium profile add production --ini "${production}"
      attrium key new ana@acme.example --output first.ini`,
    ),
  )
  if (code !== 0) throw new Error('the stage could not be prepared')
  return {
    ...{ staging, production },
    run: (script) => whole(run(script)),
    async serve(command) {
      const { stop, ...it } = await server(`${command.trim()} --port 0 --data proxied`)
      await stop()
      return { ...it, code: it.child.exitCode }
    },
    async stop() {
      await Promise.all([demo.stop(), other.stop()])
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const whole = async (
  running: Promise<{ readonly child: { readonly exitCode: number | null } } & Omit<Ran, 'code'>>,
): Promise<Ran> => {
  const it = await running
  return { ...it, code: it.child.exitCode }
}

/** The company of the demo, with more people at the end of each of its groups. */
function companyOf(people: number): object {
  const { users } = company
  const more = Array.from({ length: Math.max(0, people - users.length) }, (_, at) => ({
    ...{ first_name: `P${at}`, last_name: 'L', email: `p${at}@acme.example` },
    groups: [at % 2 === 0 ? 'EMEA' : 'AMER'],
  }))
  return { ...company, users: [...users, ...more] }
}
