// The README's own code, every block of it from top to bottom, in a checkout of its own; what it shows is what is printed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/routes.ts'
import { repository } from '../repository.ts'
import { commandIn } from '../start/program.ts'
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
  // With dist/, so that the build has little to do; nothing else that git would not bring.
  const left = new Set(['.git', 'node_modules', 'coverage', 'attrium-data'])
  const filter = (path: string) => !left.has(relative(repository, path))
  cpSync(repository, checkout, { recursive: true, filter })
  environment = { ...withoutRunner(process.env), TMPDIR: join(root, 'tmp') }
  // Another server may run on the default port.
  environment['ATTRIUM_PORT'] = String(await freePort())
  // What was downloaded once needs no network.
  environment['npm_config_prefer_offline'] = 'true'
})
afterAll(async () => {
  await stopServer()
  rmSync(root, { recursive: true })
})

/** As in a shell of its own: without what npm and vitest add. */
const withoutRunner = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(ATTRIUM_|VITEST|NODE_ENV|NODE_OPTIONS|INIT_CWD|npm_(?!config)|npm_config_local_prefix)/.test(
          name,
        ),
    ),
  )

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  taken.close()
  await once(taken, 'close')
  return port
}

/** Runs shell in the checkout; answers what it printed when it ends, or says `ready` and goes on. */
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

/** Ctrl-C goes to the whole group. */
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
      // As the README says before it starts another one.
      if (/npm (start|run demo)/.test(code)) await stopServer()
      printed.set(code.trim(), withoutNpm(await run(code)))
    }
    const demo = printed.get('npm run demo') ?? ''
    printed.set('the command of the demo', await run(commandIn(demo)))
    for (const { language, note, code } of blocks) {
      if (language !== 'text') continue
      const by = note.replace('printed by: ', '')
      expect([by, oneLine(code)]).toEqual([by, oneLine(asThere(printed.get(by) ?? ''))])
    }
  })
})

/** npm says which script it runs; the SDK, that it has no timeout of its own. */
const withoutNpm = (printed: string) =>
  printed
    .split('\n')
    .filter((line) => !/^> |^AbortSignal/.test(line))
    .join('\n')
    .trim()

/** With the port and the directory of the README's own run. */
const asThere = (printed: string) =>
  printed
    .replaceAll(`127.0.0.1:${environment['ATTRIUM_PORT']}`, '127.0.0.1:19999')
    .replaceAll(/\S*\/attrium-demo-\w{6}/g, (path) =>
      path.replace(/.*/, '/tmp/attrium-demo-a1B2c3'),
    )

/** A long line of JSON may be broken between its items to be read. */
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
