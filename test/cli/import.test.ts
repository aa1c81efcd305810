// Files that are imported: what is shown of each cell and each problem, what is applied, and what an export writes.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoForCommands } from './demo-for-commands.ts'

const { put, attrium, demo, home } = demoForCommands()
const fileAt = (name: string) => readFileSync(join(home(), name), 'utf8')
beforeEach(() => demo().reset())

describe('an import', () => {
  it('from stdin is applied, can be undone, and a file says what became of each cell', async () => {
    const input = 'email,region\njonas@acme.example,AMER\nmaya@acme.example,"EMEA,AMER,APAC"\n'
    const ran = await attrium('import - --yes --result cells.csv', { input })
    expect([ran.code, ran.stderr]).toEqual([
      0,
      expect.stringMatching(/Undo it with: attrium undo \d+/),
    ])
    expect(fileAt('cells.csv')).toBe(
      'line,user,attribute,value,verdict,why\r\n2,jonas@acme.example,region,AMER,changed,\r\n3,maya@acme.example,region,"EMEA,AMER,APAC",unchanged,\r\n',
    )
    const [, id = ''] = /attrium undo (\d+)/.exec(ran.stderr) ?? []
    expect((await attrium(`undo ${id}`)).code).toBe(0)
    expect((await attrium('attribute get user value 4 region --plain')).stdout).toBe('EMEA\n')
  })

  it.each([
    'import taken.csv --yes --result taken.csv',
    'import taken.csv --dry-run --result definitions.yaml',
    'export --output definitions.yaml',
    'export --wide --own --output taken.csv',
    'result 1 --output definitions.yaml',
    'export --output nowhere/own.csv',
  ])('%s leaves a file that is there', async (line) => {
    put('taken.csv', 'email,region\njonas@acme.example,AMER\n')
    const before = [fileAt('taken.csv'), fileAt('definitions.yaml')]
    const { code, stderr } = await attrium(line, { env: {}, directory: home() })
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/exists; choose another name\.|its directory must exist/),
    ])
    expect([fileAt('taken.csv'), fileAt('definitions.yaml')]).toEqual(before)
  })

  it('does nothing without --yes where nobody can be asked', async () => {
    const input = 'email,region\njonas@acme.example,AMER\n'
    put('asked.csv', input)
    const refused = [
      await attrium('import asked.csv'),
      await attrium('import - --result cells2.csv', { input }),
      await attrium('import -', { input, columns: 80, typed: [] }),
    ]
    for (const { code, stdout, stderr } of refused) {
      expect([code, stdout, stderr]).toEqual([
        2,
        '',
        expect.stringMatching(
          /^attrium: Import \S+\? Nobody can be asked here: add --yes to do it/,
        ),
      ])
    }
    expect(existsSync(join(home(), 'cells2.csv'))).toBe(false)
    expect((await attrium('import - --dry-run', { input })).code).toBe(3)
    expect((await attrium('attribute get user value 4 region --plain')).stdout).toBe('EMEA\n')
  })

  it('tells each problem once, whole at 80 columns, and applies nothing', async () => {
    put(
      'wrong.csv',
      'email,region,discount_cap,regoin\nnobody@acme.example,AMER,,x\n"ines@acme.example",EMEA,lots,x\npavel@acme.example,EMEA,<5,x\n',
    )
    const ran = await attrium('import wrong.csv --dry-run --empty keep', { columns: 80 })
    expect(ran.code).toBe(1)
    expect(ran.stdout.split('\n\n')[0]?.split('\n')).toEqual([
      'line 2, nobody@acme.example (2 cells): there is no such user.',
      'line 3, discount_cap of ines@acme.example: value must be a filter expression:',
      '  at character 1, expected a number, a comparison, an interval or NULL.',
      'lines 3 and 4, regoin (2 cells): there is no such attribute; did you mean',
      '  region?',
    ])
    expect(ran.stderr).toMatch(
      /^3 would be changed · 5 refused · .*\nattrium: Nothing is imported: 5 cells are refused\./,
    )
    const direct = await attrium('import wrong.csv --yes --empty keep')
    expect([direct.code, direct.stdout]).toEqual([1, ''])
    expect(direct.stderr).toMatch(
      /^attrium: Nothing was done:\n {2}line 2, nobody@acme\.example \(2 cells\): there/,
    )
    expect(direct.stderr.split('\n')).toHaveLength(5)
    const skipped = await attrium('import wrong.csv --yes --empty keep --on-problem skip')
    expect(skipped.code).toBe(0)
    expect(skipped.stderr).toMatch(/^3 changed · 5 refused/)
    expect(skipped.stderr.match(/^Left out: /gm)).toHaveLength(3)
  })

  it('speaks of --empty where a cell is empty', async () => {
    for (const line of ['import regions.csv --dry-run', 'import regions.csv --yes']) {
      const { code, seen } = await attrium(line)
      expect([code, seen]).toEqual([1, expect.stringMatching(/--empty keep .* or --empty unset/)])
      expect(seen).not.toMatch(/empty=|address/)
    }
  })

  it('never shows a value that is hidden, or of an attribute that nobody knows', async () => {
    const secret = 'never-to-be-seen'
    put(
      'hidden.csv',
      `email,warehouse_password,warehouse_pasword\njonas@acme.example,${secret},${secret}\nnobody@x.example,${secret},${secret}\n`,
    )
    const dry = 'import hidden.csv --dry-run --on-problem skip'
    const ran = await attrium(`${dry} --result hidden-cells.csv`, { columns: 80 })
    expect(ran.stdout).toMatch(/2 +jonas@acme\.example +warehouse_password +•••/)
    const json = await attrium(`${dry} --json`)
    expect(JSON.parse(json.stdout).cells).toMatchObject([
      { attribute: 'warehouse_password', hidden: true, value: null, verdict: 'changed' },
      { attribute: 'warehouse_pasword', hidden: true, value: null, verdict: 'refused' },
      { user: 'nobody@x.example', hidden: true, value: null, verdict: 'refused' },
      { user: 'nobody@x.example', hidden: true, value: null, verdict: 'refused' },
    ])
    const done = await attrium('import hidden.csv --yes --on-problem skip')
    expect(done.code).toBe(0)
    expect(`${ran.seen}${json.seen}${done.seen}${fileAt('hidden-cells.csv')}`).not.toContain(secret)
    expect(fileAt('hidden-cells.csv').match(/,•••,/g)).toHaveLength(4)
  })

  it('says which cells somebody may not set', async () => {
    put('wide.csv', 'user_id,start_page\n4,/x\n5,/y\n')
    put('long.csv', 'user_id,attribute,value\n4,start_page,/x\n5,start_page,/y\n')
    for (const name of ['wide.csv', 'long.csv']) {
      const { code, stdout } = await attrium(`import ${name} --dry-run --su 4 --on-problem skip`)
      expect([code, stdout.split('\n')]).toEqual([
        3,
        [
          'line 3, start_page of user 5: Permission Denied: this needs the permission manage_user_attributes.',
          '',
          'line  user  attribute   now  then',
          '   2  4     start_page       /x',
          '',
        ],
      ])
    }
  })

  it('shows from when until when values count, and an end that goes', async () => {
    const end = '2099-12-04T18:00:00Z'
    put(
      'times.csv',
      `email,attribute,value,starts_at,expires_at\njonas@acme.example,region,AMER,,${end}\n`,
    )
    const ran = await attrium('import times.csv --dry-run --result times-cells.csv', {
      columns: 100,
    })
    expect(ran.stdout).toMatch(
      /starts at +expires at\n +2 +jonas@acme.example +region +AMER +2099-12-04T18:00:00Z\n/,
    )
    expect(fileAt('times-cells.csv')).toBe(
      `line,user,attribute,value,starts_at,expires_at,verdict,why\r\n2,jonas@acme.example,region,AMER,,${end},changed,\r\n`,
    )
    expect((await attrium('import times.csv --yes')).code).toBe(0)
    expect((await attrium('import times.csv --dry-run')).code).toBe(0)
    put('no-ends.csv', 'email,region\njonas@acme.example,AMER\n')
    const left = await attrium('import no-ends.csv --dry-run --result left.csv')
    expect([left.code, fileAt('left.csv')]).toEqual([0, expect.stringContaining(',unchanged,')])
    put('for-good.csv', 'email,attribute,value,expires_at\njonas@acme.example,region,AMER,\n')
    expect((await attrium('import for-good.csv --dry-run')).stdout).toMatch(
      /AMER until 2099-12-04T18:00:00\S*Z +AMER\n/,
    )
    put('wide.csv', `email,region,expires_at\njonas@acme.example,AMER,${end}\n`)
    expect((await attrium('import wide.csv --dry-run')).stdout).toMatch(
      /expires_at of jonas@acme.example: there is no such attribute\. Where values have a start or an end, a line is one value/,
    )
  })

  it('of lines of JSON says which of them are refused, and counts them once', async () => {
    const set = { op: 'set_user_value', user_id: '4', attribute: 'region', value: 'AMER' }
    const lines = [set, { ...set, attribute: 'regoin' }, { ...set, user_id: '999' }]
    put('lines.ndjson', lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const ran = await attrium('import lines.ndjson --dry-run --result lines.csv')
    expect([ran.code, ran.stdout]).toEqual([
      1,
      'line 2, attribute: there is no such attribute; did you mean region?\nline 3, user_id: there is no such user.\n',
    ])
    expect(ran.stderr).toMatch(
      /^lines\.csv .*\n1 would be changed · 2 refused · .*\nattrium: Nothing is imported: 2 lines are refused\./,
    )
    expect(fileAt('lines.csv').split('\r\n').slice(1, 3)).toEqual([
      '2,"",attribute,,refused,there is no such attribute; did you mean region?',
      '3,"",user_id,,refused,there is no such user.',
    ])
  })
})

describe('an export', () => {
  const attributes = 'region,office_zip,tenant_id'
  let exports = 0

  it.each([
    ['--own --attributes region,office_zip,tenant_id', '', /^0 would be changed · [1-9]/],
    ['--own --wide', '--empty keep', /^0 would be changed · [1-9]/],
    ['--own --json', '', /^0 would be changed · [1-9]/],
    ['--json --attributes region,warehouse_password', '', /^0 would be changed · [1-9]/],
  ])('%s can be imported, which changes nothing', async (how, more, said) => {
    await attrium(`export ${how} --output own-${++exports}.txt`)
    expect(existsSync(join(home(), `own-${exports}.txt.part`))).toBe(false)
    const ran = await attrium(`import own-${exports}.txt --dry-run ${more}`)
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(said)])
  })

  it('as JSON without any own value is no file to import', async () => {
    await attrium('export --json --attributes start_page --output none.ndjson')
    const ran = await attrium('import none.ndjson --dry-run')
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('export --own')])
  })

  it('--wide has a line for each user, only what can be set, and says what it is', async () => {
    const all = await attrium('export --wide')
    const [header = '', ...lines] = all.stdout.trimEnd().split('\r\n')
    expect(header).toMatch(/^email,.*region/)
    expect(header.split(',')).not.toContain('first_name')
    expect(header.match(/email/g)).toHaveLength(1)
    expect(lines.length).toBeGreaterThan(20)
    expect(all.stderr).toMatch(/^Left out, because no import may set them: first_name, /m)
    expect(all.stderr).toContain('for a file to import, use --wide --own.')
    const own = await attrium(`export --wide --own --attributes ${attributes}`)
    expect(own.stderr).not.toMatch(/effective|Left out/)
  })
})
