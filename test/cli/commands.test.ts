// Every command against a demo, in this process: its examples work, its JSON is as documented, and its exit code says
// what happened.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/cli/client-command.ts'
import { clientCommands } from '../../src/cli/client-commands.ts'
import { commandsWithJson, jsonOf } from '../docs/cli-json.ts'
import { exitCodes } from '../docs/cli-page.ts'
import { wordsIn } from '../support/words.ts'
import { administratorOf } from './demo-browser.ts'
import { demoForCommands } from './demo-for-commands.ts'

const { put, attrium, demo, home } = demoForCommands()

/** Makes what an example is about. */
const before: Readonly<Record<string, readonly string[]>> = {
  'undo 65': ['attribute set user value 4 region AMER'],
  'role update Auditor': ['role create Auditor --permission-set User'],
  'role update Operator': ['role create Operator --permission-set User'],
  'role rm Reviewer': ['role create Reviewer --permission-set User'],
  'role rm Operator': ['role create Operator --permission-set User'],
  'key revoke': ['key new 3'],
  'profile use': [
    'profile add local --ini attrium-data/looker.ini',
    'profile add prod --ini attrium-data/looker.ini',
  ],
  'profile rm': [
    'profile add local --ini attrium-data/looker.ini',
    'profile add prod --ini attrium-data/looker.ini',
  ],
  diff: [
    'profile add staging --ini attrium-data/looker.ini',
    'profile add production --ini attrium-data/looker.ini',
  ],
  result: ['import regions.csv --yes --empty keep'],
  'logout --profile': ['profile add prod --ini attrium-data/looker.ini'],
}

describe('the examples', () => {
  const examples = clientCommands.flatMap(({ usage, examples }) =>
    examples.map((line) => [line, wordsOf(usage)] as const),
  )
  beforeEach(() => demo().reset())

  it.each(examples)('%s', async (line, words) => {
    const written = wordsIn(line.replace(/^source <\((.*)\)$|^(.*) \| source$/, '$1$2'))
    const shown = written.words.join(' ')
    const isOfHere = /https:\/\/users\.example/.test(line)
    const given = isOfHere
      ? written.words.map((it) => (it.startsWith('https:') ? demo().url : it))
      : written.words
    expect(shown.startsWith(words)).toBe(true)
    for (const [begin, commands] of Object.entries(before)) {
      if (shown.startsWith(begin)) for (const it of commands) await attrium(it)
    }
    const id = /^(undo|result)/.test(shown)
      ? JSON.parse((await attrium('changes --json')).stdout)[0].id
      : ''
    const key = shown.startsWith('key revoke')
      ? JSON.parse((await attrium('key ls 3 --json')).stdout)[0].id
      : ''
    const ids = given.map((word, at) => (word === '65' ? id : key !== '' && at === 3 ? key : word))
    const file =
      written.from === undefined ? undefined : readFileSync(join(home(), written.from), 'utf8')
    const input = written.input ?? file
    const browse = line.includes('--browser') ? await administratorOf(demo()) : () => undefined
    const ran = await attrium(ids, { browse, ...(input !== undefined && { input }) })
    expect([ran.code, ran.code === 0 || ran.code === 3 ? '' : ran.stderr]).toEqual([
      line.includes('--dry-run') ? 3 : 0,
      '',
    ])
  })
})

describe('--json', () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  beforeAll(() => demo().reset())

  it('is documented for every command that has it', () => {
    expect(Object.keys(jsonOf).sort()).toEqual([...commandsWithJson].sort())
  })

  const cases: readonly string[] = [
    'explain maya@acme.example region warehouse_password office_zip',
    "explain jonas@acme.example region --if 'add_group_user:Global leads'",
    'explain 2 region --as-of 2020-01-01',
    'who region',
    'who warehouse_password --group-values',
    'summary region',
    'summary warehouse_password',
    'attribute ls',
    'attribute cat warehouse_password',
    'attribute get user value maya@acme.example region',
    'attribute get user value maya@acme.example',
    'who region --expires-before 7d',
    'attribute get group value Acme warehouse_password',
    'attribute create tier --choice gold --choice silver',
    'attribute update tier --label Tier',
    'attribute set user value 4 tier gold',
    'attribute unset user value 4 tier',
    'undo LAST',
    'attribute set group value EMEA tier gold',
    'attribute order tier EMEA',
    'attribute unset group value EMEA tier',
    'attribute rm tier --yes',
    'import regions.csv --empty keep --dry-run',
    'import regions.csv --empty keep --yes',
    'plan definitions.yaml',
    'plan more.yaml --prune',
    'apply more.yaml --yes',
    'apply more.yaml',
    'diff staging production',
    'history',
    'events',
    'changes',
    'user ls',
    'user ls --group EMEA',
    'user ls --name Maya',
    'user cat 2',
    'user groups 2 --nested',
    'user sessions 1',
    'user create new@acme.example',
    'user update new@acme.example --first-name New --role Viewer',
    'group create Interns',
    'group update Interns --name Trainees',
    'group add Trainees new@acme.example --child Contractors',
    'group remove Trainees new@acme.example',
    'group members EMEA --nested',
    'group ls',
    'group cat Acme',
    'group rm Trainees --yes',
    'role ls',
    'role cat Admin',
    'role create Auditor --permission-set User',
    'role update Auditor --name Reader',
    'login',
    'whoami',
    'profile ls',
    'key new 3',
    'key ls 3',
    'provider ls',
  ]
  it.each(cases)('%s', async (line) => {
    const words = wordsIn(`attrium ${line}`).words
    const last = line.endsWith('LAST')
      ? JSON.parse((await attrium('changes --json')).stdout)[0].id
      : ''
    const { code, stdout, stderr } = await attrium([
      ...words.map((word) => (word === 'LAST' ? last : word)),
      '--json',
    ])
    // A moment before the store was made is refused, and then nothing is printed.
    if (line.includes('--as-of')) return expect([code, stdout]).toEqual([1, ''])
    expect([line, code === 3 ? 0 : code, code === 1 ? stderr : '']).toEqual([line, 0, ''])
    const name = Object.keys(jsonOf).find((it) => line === it || line.startsWith(`${it} `)) ?? ''
    const isFitting = ajv.compile(jsonOf[name] ?? false)
    const json = JSON.parse(stdout)
    expect([isFitting(json), isFitting.errors ?? []]).toEqual([true, []])
  })

  it('of an export is a line for each value', async () => {
    const { stdout } = await attrium('export --json --attributes region,warehouse_password')
    const isFitting = ajv.compile(jsonOf['export'] ?? false)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(40)
    for (const line of lines) expect([isFitting(JSON.parse(line)), line]).toEqual([true, line])
  })
})

describe('the exit code', () => {
  beforeAll(async () => {
    put('capitals.csv', 'Email,Region\njonas@acme.example,AMER\n')
    put('nobody.csv', 'who,region\njonas@acme.example,AMER\n')
    await demo().reset()
  })

  const cases: readonly (readonly [number, string, RegExp])[] = [
    [0, 'who region = EMEA', /^$/],
    [0, 'who region = nowhere', /^Nobody\.$/],
    [1, 'who regio = EMEA', /did you mean region\?$/],
    [1, 'explain nobody@acme.example region', /There is no user nobody@acme\.example/],
    [1, 'attribute cat nothing', /there is no such attribute\. attrium attribute ls lists them\.$/],
    [1, 'attribute set user value 4 discount_cap lots', /must be a filter expression/],
    [1, 'attribute set user value 4 regoin x', /did you mean region\?$/],
    [1, 'group cat Emeaa', /did you mean EMEA\?$/],
    [1, 'user cat nobody@acme.example', /There is no user nobody@acme\.example/],
    [1, 'undo 999999', /There is no change 999999/],
    [1, 'role create Auditor --permission-set Usre', /did you mean User\?$/],
    [2, 'who region = -LATAM', /write -- before a value that begins with a dash/],
    [0, 'who region = -- -LATAM', /^$/],
    [2, 'who', /missing required argument 'ATTRIBUTE'/],
    [2, 'who region == EMEA', /Between attribute and value stands one of/],
    [2, 'who region = EMEA AMER', /too many arguments|Put the value into quotes/],
    [2, 'who region --limit many', /--limit must be/],
    [2, 'who region --expires-before friday', /--expires-before must be a time with its offset/],
    [2, 'attribute set user value 4 region AMER --expires-at 2030-01-01', /or how long from now/],
    [2, 'why 4 region', /unknown command 'why'\n\(Did you mean explain\?\)$/m],
    [
      2,
      'attribute set region AMER',
      /^ {2}attrium attribute set user value <USER> <ATTRIBUTE> \[VALUE\]$/m,
    ],
    [2, 'undo', /^Usage: attrium undo <CHANGE>\nattrium undo --help lists the options\.$/m],
    [2, 'who region --json --csv', /only one of --json and --csv/],
    [2, 'explain 2 region --if nonsense', /--if must be such as/],
    [2, 'explain 2 region --if set_user_value:region', /needs ATTRIBUTE=VALUE/],
    [2, 'explain 2 region --if clear_user_value:region --as-of 2026-01-01', /only one of --as-of/],
    [2, 'attribute set user value 4 region', /^$|missing/],
    [2, 'attribute set user value 4 warehouse_password secret', /others can see the words/],
    [2, 'attribute create x --is-hidden --default-value secret', /must not be a word/],
    [2, 'attribute rm start_page', /add --yes to do it/],
    [2, 'user rm 24', /add --yes to do it/],
    [2, 'import nothing.csv', /There is no file nothing\.csv/],
    [3, 'import capitals.csv --dry-run', /this was a preview/],
    [1, 'import nobody.csv --dry-run', /must name the columns: one of user_id, email/],
    [2, 'who region EMEA', /one of =, .* as in attrium who region = EMEA\.$/],
    [1, 'explain maya region', /by external_user_id: .* attrium user ls lists them\.$/],
    [2, 'user create x@acme.example --name X', /\(Did you mean --first-name or --last-name\?\)$/m],
    [
      2,
      'attribute create x --default a',
      /\(Did you mean --default-value or --default-value-file\?\)$/m,
    ],
    [2, 'group add EMEA 4 --until 7d', /\(Did you mean --expires-at\?\)$/m],
    [2, 'group add EMEA 4 --expires-at 2030-01-01', /or how long from now/],
    [2, 'user update 4 --nothing', /unknown option '--nothing'\nUsage:/],
    [2, 'import regions.csv --empty maybe', /--empty must be keep or unset/],
    [2, 'export --wide --long', /only one of/],
    [2, 'profile use nobody', /There is no profile nobody/],
    [2, 'user ls --fields id,nothing', /--fields knows id, email/],
    [2, 'group ls --fields id,nothing', /--fields knows id, name, user_count, parent/],
    [2, 'role ls --fields nothing', /--fields knows id, name, permission_set, model_set\.$/],
    [2, 'user delete 4', /unknown command 'delete'\n\(Did you mean rm\?\)$/m],
    [3, 'attribute set user value 4 region AMER --dry-run', /this was a preview/],
    [
      0,
      'attribute set user value 2 office_zip 94110 --dry-run',
      /0 would be changed · 1 unchanged/,
    ],
    [3, 'import regions.csv --empty keep --dry-run', /this was a preview/],
    [1, 'import regions.csv --dry-run', /: 1 cell is refused\. Correct it, or/],
    [2, 'import regions.csv --empty keep', /^attrium: Import regions\.csv\? .* add --yes to do it/],
  ]
  it.each(cases)('is %i: attrium %s', async (code, line, said) => {
    const columns = line.endsWith('value 4 region') ? { columns: 80 } : {}
    const ran = await attrium(line, columns)
    expect([ran.code, ran.stderr.trimEnd()]).toEqual([code, expect.stringMatching(said)])
    expect(ran.stderr).not.toMatch(/^ +at /m)
  })

  it('is 130 after Ctrl-C', async () => {
    const { code, stdout } = await attrium('who region', { signal: AbortSignal.abort() })
    expect([code, stdout]).toEqual([130, ''])
  })

  it('is one of the documented ones, each of which is here', () => {
    const shown = new Set([...cases.map(([code]) => code), 130])
    expect([...shown].sort((one, other) => one - other)).toEqual(exitCodes.map(([code]) => code))
  })
})
