// The guides whose commands work on the demo: each runs in one shell, and prints what the guide shows.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { attriumCommand, endPrograms } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { type Block, blocksOf } from './readme.ts'

const run = promisify(execFile)

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-guide-'))
})
afterEach(() => {
  endPrograms()
  rmSync(temporary, { recursive: true, force: true })
})

const end = '---- end of a block ----'

/** What each block of commands of a page prints, on a demo of its own. */
async function printedBy(blocks: readonly Block[]): Promise<string[]> {
  const demo = attriumCommand('demo', ['--port', '0'], { TMPDIR: temporary })
  const url = await demo.ready
  const ini = /Key file +(\S+)/.exec(demo.printed())?.[1] ?? ''
  const script = blocks
    .flatMap(({ language, code }) => (language === 'bash' ? [`${code}echo '${end}'`] : []))
    .join('\n')
    .replaceAll('http://127.0.0.1:19999', url)
    .replaceAll('/tmp/attrium-demo-a1B2c3/looker.ini', ini)
    .replaceAll('PORT=3000', 'PORT=0')
  const { stdout } = await run('bash', ['-euc', script], { cwd: theCheckout() })
  return stdout
    .split(`${end}\n`)
    .slice(0, -1)
    .map((text) => asThere(text, url))
}

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
const asThere = (text: string, url: string) =>
  text
    .trimEnd()
    .replaceAll('\r\n', '\n')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-03-03T09:00:00.000Z')
    .replaceAll(new RegExp(`${today()}|${started}`, 'g'), '2026-03-03')
    .replaceAll(/"(iat|exp)":\d+/g, '"$1":1772528400')
    .replaceAll(/"request_id":"[^"]+"/g, '"request_id":"mx1nt50e-7"')
    .replaceAll(/"next":"[^"]+"/g, '"next":"…"')
    .replaceAll(url, 'http://127.0.0.1:19999')
const started = today()

/** JSON is printed on one line; a guide may break and indent it between its items. */

/** The same among other lines, indented by four. */
const unwrapped = (text: string) => text.trimEnd().replaceAll(/\n {4}(?=\S)/g, '')
const oneLine = (text: string) => text.trimEnd().replaceAll(/\n */g, '')

it.each([
  'why-does-this-user-see-this',
  'who-can-see-emea',
  'what-was-true-then',
  'claims-in-your-application',
  'import-and-undo',
  'first-or-union',
])('%s: its commands print what it shows', { timeout: 120_000 }, async (name) => {
  const page = readFileSync(join(repository, `docs/guides/${name}.md`), 'utf8')
  const blocks = blocksOf(page)
  const printed = await printedBy(blocks)
  const compared: string[] = []
  for (const [at, { language, code }] of blocks.entries()) {
    if (language !== 'json' && language !== 'text') continue
    const commands = blocks.slice(0, at).filter((block) => block.language === 'bash')
    const told = printed[commands.length - 1] ?? ''
    compared.push(told)
    if (language === 'json') expect(oneLine(told)).toBe(oneLine(code))
    else expect(told.split('\n')).toEqual(unwrapped(code).split('\n'))
  }
  expect(compared.length).toBeGreaterThan(4)
})
