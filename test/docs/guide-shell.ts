// Runs the commands of a guide in one shell, on a demo of its own.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach } from 'vitest'
import { attriumCommand, endPrograms } from '../start/program.ts'
import { freePort } from '../support/free-port.ts'
import { attriumMain, repository } from '../support/repository.ts'
import type { Block } from './readme.ts'

const run = promisify(execFile)

let temporary: string
/** Removed after each test. */
export const temporaryDirectory = (): string => temporary
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-guide-'))
})
afterEach(() => {
  endPrograms()
  rmSync(temporary, { recursive: true, force: true })
})

const end = '---- end of a block ----'

/** What each block of commands prints; a block of something else with a note is a file of that name. */
export async function printedBy(
  blocks: readonly Block[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const demo = attriumCommand('demo', ['--port', '0'], { TMPDIR: temporary })
  const url = await demo.ready
  const ini = /Key file +(\S+)/.exec(demo.printed())?.[1] ?? ''
  const folder = theCheckout()
  const places: readonly Place[] = [
    ['http://127.0.0.1:19999', url],
    ['/tmp/attrium-demo-a1B2c3', dirname(ini)],
    ['/home/me', folder],
    // Ports of a guide with servers of its own.
    ...(await Promise.all(
      ['8443', '19998'].map(async (port) => [`:${port}`, `:${await freePort()}`] as const),
    )),
  ]
  const here = (text: string) =>
    places.reduce((told, [there, here]) => told.replaceAll(there, here), text)
  for (const { note, code } of blocks)
    if (note !== '') writeFileSync(join(folder, note), here(code))
  const script = here(
    blocks
      .flatMap(({ language, code }) => (language === 'bash' ? [`${code}echo '${end}'`] : []))
      .join('\n'),
  )
    .replaceAll('PORT=3000', 'PORT=0')
    .replaceAll('--port 19998', `--port ${here(':19998').slice(1)}`)
    .replaceAll('npx attrium', `"${process.execPath}" "${attriumMain}"`)
  // Commands keep tokens and profiles there, and find the demo there.
  const own = { HOME: temporary, TMPDIR: temporary, XDG_CACHE_HOME: temporary }
  const env = { ...process.env, ...own, ...environment }
  const { stdout } = await run('bash', ['-euc', leavingNothing + script], { cwd: folder, env })
  return stdout
    .split(`${end}\n`)
    .slice(0, -1)
    .map((text) => asThere(text, places))
}

/** Servers of a guide end with it, also where one of its commands fails. */
const leavingNothing = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"

/** What a guide names, and what it is here. */
type Place = readonly [string, string]

/** A folder with what the commands use, in which they may write. */
function theCheckout(): string {
  const folder = join(temporary, 'checkout')
  mkdirSync(folder)
  cpSync(join(repository, 'examples'), join(folder, 'examples'), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const today = () => new Date().toISOString().slice(0, 10)

/** Replaces times, the address and what is drawn by lot by those of the guide. */
const asThere = (text: string, places: readonly Place[]) =>
  places
    .reduce((told, [there, here]) => told.replaceAll(here, there), text)
    // A command says which demo it has found.
    .replaceAll(/^attrium: the demo at .*\n/gm, '')
    .trimEnd()
    .replaceAll('\r\n', '\n')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-03-03T09:00:00.000Z')
    .replaceAll(new RegExp(`${today()}|${started}`, 'g'), '2026-03-03')
    .replaceAll(/2026-03-03 \d\d:\d\d UTC/g, '2026-03-03 09:00 UTC')
    .replaceAll(/"(iat|exp)":\d+/g, '"$1":1772528400')
    .replaceAll(/"request_id":"[^"]+"/g, '"request_id":"mx1nt50e-7"')
    .replaceAll(/"next":"[^"]+"/g, '"next":"…"')
const started = today()
