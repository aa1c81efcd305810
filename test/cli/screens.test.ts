// What commands show on terminals of 40, 80 and 200 columns: as test/cli/screens has it, which `vitest -u` writes
// again. Colours change nothing else.
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../src/cli/screen/width.ts'
import { repository } from '../support/repository.ts'
import { demoForCommands } from './demo-for-commands.ts'

const { attrium, demo } = demoForCommands()
beforeAll(async () => {
  await demo().reset()
  await attrium(
    "attribute set user value jonas@acme.example region AMER --reason 'moved to Austin'",
  )
  await attrium([
    'user',
    'create',
    'yui@acme.example',
    '--first-name',
    '結衣',
    '--last-name',
    '田中',
  ])
  await attrium(['user', 'update', '25', '--first-name', 'عمر'])
  await attrium(['attribute', 'set', 'user', 'value', '25', 'region', 'عربي \u202eabc\u001b[31m'])
})

/** Commands that change nothing, and show nothing that is drawn by lot. */
const commands = [
  'explain maya@acme.example region',
  "explain jonas@acme.example region --if 'add_group_user:Global leads'",
  'who region --limit 6',
  'who region = عربي --own',
  'who warehouse_password --group-values',
  'who region --expires-before 7d',
  'summary region',
  'attribute ls',
  'attribute cat discount_cap',
  'attribute get user value maya@acme.example',
  'attribute get user value maya@acme.example region',
  'attribute get group value EMEA region',
  'attribute set user value 4 region --value-file regions.csv --dry-run',
  'attribute unset group value APAC region --dry-run',
  'attribute order region EMEA --dry-run',
  'attribute set user value 4 discount_cap lots',
  'import regions.csv --empty keep --dry-run',
  'import regions.csv --dry-run',
  'history --limit 4',
  'changes --limit 2',
  'plan more.yaml',
  'user ls --limit 4',
  'user ls --email yui',
  'user cat 25',
  'group ls',
  'group cat EMEA',
  'group members Acme --nested --limit 4',
  'user groups 4 --nested',
  'role ls',
  'role cat Viewer',
  'undo 999999',
  'who regio',
  'attribute set region',
] as const

/** Times of now become one of the same width. */
const asThere = (text: string) =>
  text
    .replace(/\d{4}-\d\d-\d\d(?=[ .T,])/g, '2026-03-03')
    .replace(/\d\d:\d\d(?= +UTC|\n)/g, '09:00')

describe.each([40, 80, 200])('in %i columns', (columns) => {
  it('is what commands show, and no line is wider', { timeout: 60_000 }, async () => {
    const shown: string[] = []
    for (const line of commands) {
      const { seen, stdout, code } = await attrium(line, { columns })
      shown.push(`$ attrium ${line}\n${asThere(seen)}[${code}]\n`)
      expect(seen).not.toContain('demo-acme-password')
      // Sentences on stderr and plans, which are texts, are broken by the terminal.
      const lines = line.startsWith('plan') ? [] : stdout.split('\n')
      const wide = lines.filter((text) => widthOf(text) > columns)
      expect([line, wide]).toEqual([line, []])
      // Signs of others never act on a terminal.
      for (const sign of ['\u001b', '\u202e'])
        expect([line, seen.includes(sign)]).toEqual([line, false])
    }
    const file = join(repository, 'test', 'cli', 'screens', `${columns}.txt`)
    await expect(shown.join('\n')).toMatchFileSnapshot(file)
  })

  it('has the same text with colours', { timeout: 60_000 }, async () => {
    let coloured = 0
    for (const line of commands) {
      const bare = await attrium(line, { columns })
      const { stdout, stderr } = await attrium(line, { columns, colour: true })
      const told = [stdout, stderr].map(stripVTControlCharacters)
      expect([line, ...told].map(asThere)).toEqual([line, bare.stdout, bare.stderr].map(asThere))
      if (stdout.includes('\u001b[')) coloured++
    }
    expect(coloured).toBeGreaterThan(15)
  })
})
