// The guides whose commands work on the demo: each runs in one shell, and prints what the guide shows.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { printedBy } from './guide-shell.ts'
import { blocksOf } from './readme.ts'

/** JSON is printed on one line; a guide may break and indent it between its items. */
const oneLine = (text: string) => text.trimEnd().replaceAll(/\n */g, '')
/** The same among other lines, indented by four; what is indented by itself stands in a block of `console`. */
const unwrapped = (text: string) => text.trimEnd().replaceAll(/\n {4}(?=\S)/g, '')

/** CI has it. */
const hasNginx = spawnSync('nginx', ['-v']).status === 0

it.each([
  'why-does-this-user-see-this',
  'who-can-see-emea',
  'what-was-true-then',
  'claims-in-your-application',
  'import-and-undo',
  'definitions-in-a-file',
  'first-or-union',
  'keep-a-cache-fresh',
  'a-value-until-friday',
  'oauth',
  'create-an-attribute',
  'onboard-somebody',
  'rotate-keys',
  'review-hidden-values',
  'staging-to-production',
  'upgrade',
  'in-continuous-integration',
  'use-an-sdk',
])('%s: its commands print what it shows', { timeout: 120_000 }, shows)

it.skipIf(!hasNginx)('behind-a-proxy: likewise, with nginx', { timeout: 120_000 }, () =>
  shows('behind-a-proxy'),
)

async function shows(name: string): Promise<void> {
  const page = readFileSync(join(repository, `docs/guides/${name}.md`), 'utf8')
  const blocks = blocksOf(page)
  const printed = await printedBy(blocks)
  const compared: string[] = []
  for (const [at, { language, code }] of blocks.entries()) {
    if (!['json', 'text', 'console'].includes(language)) continue
    const commands = blocks.slice(0, at).filter((block) => block.language === 'bash')
    const told = printed[commands.length - 1] ?? ''
    compared.push(told)
    if (language === 'json') expect(oneLine(told)).toBe(oneLine(code))
    else if (language === 'console') expect(told.split('\n')).toEqual(code.trimEnd().split('\n'))
    else expect(told.split('\n')).toEqual(unwrapped(code).split('\n'))
  }
  expect(compared.length).toBeGreaterThan(2)
}
