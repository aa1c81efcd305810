// docs/guides/command-line.md: its commands work on the demo, and print what it shows.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { demoForCommands } from '../cli/demo-for-commands.ts'
import { repository } from '../support/repository.ts'
import { wordsIn } from '../support/words.ts'
import { blocksOf } from './readme.ts'

const { put, attrium } = demoForCommands()
const guide = readFileSync(join(repository, 'docs', 'guides', 'command-line.md'), 'utf8')

/** Times of now become those of the guide, and ends of lines those of its file. */
const asThere = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/\d{4}-\d\d-\d\d(?=[ .T])/g, '2026-03-03')
    .replace(/\d\d:\d\d UTC/g, '09:00 UTC')

it('shows what its commands print', async () => {
  const blocks = blocksOf(guide)
  expect(blocks.length).toBeGreaterThan(15)
  let printed: string | undefined
  for (const { language, note, code } of blocks) {
    if (language === 'csv') put(note, code)
    if (language === 'text') expect(code).toBe(printed)
    if (language !== 'bash') continue
    printed = ''
    for (const line of code.trimEnd().split('\n')) {
      const { words, input } = wordsIn(line)
      const { code, seen } = await attrium(words, { ...(input !== undefined && { input }) })
      const isRefused = line.includes('--dry-run') && seen.includes('refused')
      expect([line, code]).toEqual([line, isRefused ? 1 : line.includes('--dry-run') ? 3 : 0])
      printed += asThere(seen)
    }
  }
})
