// The README's code: every block runs from top to bottom in a separate checkout, and must print the README's output.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/routes.ts'
import { commandIn } from '../start/program.ts'
import { freePort } from '../support/free-port.ts'
import { repository } from '../support/repository.ts'
import { blocksOf } from './readme.ts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const blocks = blocksOf(readme)

let root: string
let checkout: string
let environment: Record<string, string | undefined>
let server: { child: ChildProcess; ended: Promise<unknown[]> } | undefined

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'attrium-readme-'))
  checkout = join(root, 'attrium')
  mkdirSync(join(root, 'tmp'))
  // Includes dist/, so that the build has little to do; everything else is what git has.
  const left = new Set(['.git', 'node_modules', 'coverage', 'attrium-data'])
  const filter = (path: string) => !left.has(relative(repository, path))
  cpSync(repository, checkout, { recursive: true, filter })
  const [TMPDIR, XDG_CACHE_HOME] = [join(root, 'tmp'), join(root, 'cache')]
  environment = { ...withoutRunner(process.env), TMPDIR, XDG_CACHE_HOME }
  // Another server may be using the default port.
  environment['ATTRIUM_PORT'] = String(await freePort())
  // Packages that were downloaded before need no network.
  environment['npm_config_prefer_offline'] = 'true'
})
afterAll(async () => {
  await stopServer()
  rmSync(root, { recursive: true })
})

/** The environment of a separate shell, without the variables that npm and vitest add. */
const withoutRunner = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(ATTRIUM_|VITEST|NODE_ENV|NODE_OPTIONS|INIT_CWD|npm_(?!config)|npm_config_local_prefix)/.test(
          name,
        ),
    ),
  )

/** Runs a script in the checkout; returns its output when it ends, or at `ready` while it goes on running. */
async function run(script: string): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: checkout,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let [printed, errors] = ['', '']
  child.stderr.on('data', (text) => {
    errors += text
  })
  const ready = new Promise<'ready'>((resolve) => {
    child.stdout.on('data', (text) => {
      printed += text
      if (/^ready http:/m.test(printed)) resolve('ready')
    })
  })
  if ((await Promise.race([ready, ended])) === 'ready') server = { child, ended }
  else expect([script, child.exitCode, errors]).toEqual([script, 0, expect.anything()])
  return printed
}

/** Ctrl-C goes to the whole process group. */
async function stopServer(): Promise<void> {
  if (server === undefined) return
  const { child, ended } = server
  server = undefined
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await ended
}

describe('the README', () => {
  it('says of each block how it is run, or what prints it', () => {
    for (const { language, note } of blocks) {
      expect(language).toMatch(/^(bash|ts|text)$/)
      if (language === 'ts') expect(note).toMatch(/^[\w-]+\.ts$/)
      if (language === 'text') expect(note).toMatch(/^printed by: /)
    }
  })

  it('works from top to bottom as it stands', { timeout: 600_000 }, async () => {
    const printed = new Map<string, string>()
    for (const { language, note, code } of blocks) {
      if (language === 'ts') writeFileSync(join(checkout, note), code)
      if (language !== 'bash') continue
      // The README says to stop the server before another one is started.
      if (/npm (start|run demo)/.test(code)) await stopServer()
      printed.set(code.trim(), withoutNpm(await run(asHere(code, printed.get('npm run demo')))))
    }
    const path = await run(commandIn(printed.get('npm run demo') ?? ''))
    expect(JSON.parse(path)).toContainEqual({ value: '%', source: 'Group: Global leads' })
    for (const { language, note, code } of blocks) {
      if (language !== 'text') continue
      const by = note.replace('printed by: ', '')
      expect([by, oneLine(code)]).toEqual([by, oneLine(asThere(printed.get(by) ?? ''))])
    }
  })
})

/** Removes the script name that npm prints, and the message of the SDK that it has no timeout of its own. */
const withoutNpm = (printed: string) =>
  printed
    .split('\n')
    .filter((line) => !/^> |^AbortSignal/.test(line))
    .join('\n')
    .trim()

/** Replaces the directory in the README by that of the demo. */
const asHere = (code: string, demo = '') =>
  code.replace('/tmp/attrium-demo-a1B2c3/looker.ini', /Key file +(\S+)/.exec(demo)?.[1] ?? '')

/** Replaces the port, the directory and the day by those in the README. */
const asThere = (printed: string) =>
  printed
    .replaceAll(`127.0.0.1:${environment['ATTRIUM_PORT']}`, '127.0.0.1:19999')
    .replaceAll(/#token=1\.[\w-]{43}/g, '#token=1.uqYxT0bXGJ9cW3hU5mJ7o2kLr8sVnEaPdFtZy6Qw1Hg')
    .replaceAll(/ on \d{4}-\d\d-\d\d/g, ' on 2026-03-03')
    .replaceAll(/\S*\/attrium-demo-\w{6}/g, (path) =>
      path.replace(/.*/, '/tmp/attrium-demo-a1B2c3'),
    )

/** A long line of JSON may be broken between its items so that it can be read. */
const oneLine = (text: string) => text.replaceAll('},\n{', '},{').trim()

describe('the table of operations', () => {
  it('has every tag with its number, and their sum before it', () => {
    const rows = [...readme.matchAll(/^\| (\w+) \| (\d+) \|/gm)].map(([, tag, count]) => [
      tag,
      Number(count),
    ])
    const counts = new Map<string, number>()
    for (const { tag } of routes) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(counts))
    expect(readme).toContain(`The ${routes.length} operations follow`)
  })
})
