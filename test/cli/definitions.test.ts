// Definitions in files, by commands: what they print, how they end, what they ask, and what they leave behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { attriumMain } from '../support/repository.ts'
import type { TestServer } from '../support/server.ts'
import { type Desk, deskOf, secret, text } from './definition-files.ts'

let desk: Desk
let server: TestServer
let directory: string
beforeAll(async () => {
  desk = await deskOf()
  ;({ server, directory } = desk)
})
afterAll(() => desk.stop())
beforeEach(() => desk.write('definitions.yaml', text))

const run: Desk['run'] = (...given) => desk.run(...given)
const write: Desk['write'] = (...given) => desk.write(...given)
const clear = () => desk.clear()

describe('plan', () => {
  it('shows what would change and for whom, and stores nothing', async () => {
    await clear()
    const { code, stdout, stderr } = await run(['plan', 'definitions.yaml'], secret)
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/^(?!.*S3cret)/s) })
    expect(stdout).toBe(
      `  + group "EMEA"

  + attribute "region"
      + type: "string"
      + label: "Region"
      + default_value: "none"
        values of groups, strongest first:
      + 1. "EMEA": "E"

  + attribute "secret"
      + type: "string"
      + label: "Secret"
      + value_is_hidden: true
      + hidden_value_domain_whitelist: "https://x.example/*"
        values of groups, strongest first:
      + 1. "EMEA": (hidden)

  ~ user "maya@acme.example"
      + in group "EMEA"

3 effective values of 2 users change:
  Attrium Admin: region none -> "none" (Default)
  Maya Li: region none -> "E" (Group: EMEA)
  Maya Li: secret none -> (hidden) (Group: EMEA)

Plan: 3 to add, 1 to change, 0 to take away, by 6 operations.
`,
    )
    expect((await run(['dump'])).stdout).toBe('')
  })

  it('as JSON names hidden values, and never has one', async () => {
    const { code, stdout } = await run(['plan', 'definitions.yaml', '--json'], secret)
    const json = JSON.parse(stdout)
    expect([code, json.pending, json.counts.changed]).toEqual([3, true, 6])
    expect(json.operations[4]).toMatchObject({ value: { value_from: { env: 'EMEA_SECRET' } } })
    expect(stdout).not.toContain('S3cret')
  })

  it('colours what people read, and writes control characters of others as JSON does', async () => {
    write('odd.yaml', 'groups: [{name: "a\\u202eb"}]')
    const { stdout } = await run(['plan', 'odd.yaml'], { columns: 80, colour: true })
    expect(stdout).toContain('\u001b[32m+ group "a\\u202eb"\u001b[39m')
  })

  it.each([
    ['gruops: []', 'bad.yaml:1:1: "gruops" is not known here; did you mean groups?'],
    [
      'users: [{email: mya@acme.example}]',
      'bad.yaml:1:17: there is no such user on the server; did you mean maya@acme.example?',
    ],
    [
      'user_attributes: [{name: a b, type: string}]',
      'bad.yaml:1:26: name must consist of lowercase letters, digits and underscores.',
    ],
    [
      'user_attributes: [{name: n, type: number, default_value: many}]',
      'bad.yaml:1:58: default_value must be a number, such as 25 or -0.5.',
    ],
    [
      'user_attributes: [{name: n, type: string, value_is_hidden: true, hidden_value_domain_whitelist: x.example, default_value: {value_from: {env: NOWHERE}}}]',
      'bad.yaml:1:123: the environment variable NOWHERE is not set.',
    ],
    [
      'user_attributes: [{name: n, type: string, value_is_hidden: true, hidden_value_domain_whitelist: x.example, default_value: {value_from: {file: nowhere}}}]',
      'bad.yaml:1:123: the file nowhere does not exist.',
    ],
  ])(
    'tells mistakes with their place, also those that the server finds: %#',
    async (text, line) => {
      write('bad.yaml', text)
      const { code, stdout, stderr } = await run(['plan', 'bad.yaml'])
      expect([code, stdout, stderr]).toEqual([
        1,
        '',
        `${line}\nattrium: a problem; nothing was applied.\n`,
      ])
    },
  )

  it.each([
    [['plan'], 'missing required argument'],
    [['plan', 'nowhere.yaml'], 'nowhere.yaml does not exist.'],
    [['plan', 'nothing'], 'nothing has no file that ends with .yaml or .yml.'],
    [['plan', 'latin.yaml'], 'latin.yaml cannot be read as a text in UTF-8.'],
  ])('wrong usage is 2: %j', async (words, message) => {
    mkdirSync(join(directory, 'nothing'), { recursive: true })
    writeFileSync(join(directory, 'latin.yaml'), Buffer.from([0x61, 0xe9, 0x62]))
    const { code, stderr } = await run(words)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('apply', () => {
  it('makes the server as the file says, and then there is nothing to change', async () => {
    await clear()
    const applied = await run(['apply', 'definitions.yaml', '--yes'], secret)
    expect(applied.code).toBe(0)
    expect(applied.stdout).toContain('Plan: 3 to add, 1 to change, 0 to take away')
    const [, id] =
      /^Applied as change (\d+)\.\nUndo it with: attrium undo \1\n$/.exec(applied.stderr) ?? []
    const { json } = await server.api('GET', `/changes/${id}`, undefined, {
      base: '/api/attrium/1.0',
    })
    expect(json).toMatchObject({ reason: 'attrium apply definitions.yaml', affected_values: 3 })
    // Hidden values are there, so nobody has to name them.
    const again = await run(['plan', 'definitions.yaml'])
    expect([again.code, again.stdout, again.stderr]).toEqual([
      ...[0, '', 'Nothing to change: the server is as the files say.\n'],
    ])
    const dumped = await run(['dump', '--users'])
    write('dumped.yaml', dumped.stdout)
    expect((await run(['plan', 'dumped.yaml', '--prune'])).code).toBe(0)
  })

  it('renames without losing what hangs on a name', async () => {
    write(
      'renamed.yaml',
      `groups: [{ name: 2030, renamed_from: EMEA }]
user_attributes:
  - { name: area, renamed_from: region, type: string, default_value: none, group_values: { 2030: E } }
`,
    )
    const before = await run(['dump', '--users'])
    expect((await run(['apply', 'renamed.yaml', '--yes'])).code).toBe(0)
    const after = await run(['dump', '--users'])
    const renamed = before.stdout.replaceAll('region', 'area').replaceAll('EMEA', '"2030"')
    expect(after.stdout).toBe(renamed.replaceAll('_"2030"', '_2030'))
    write(
      'back.yaml',
      before.stdout
        .replace('name: EMEA', '$&\n    renamed_from: 2030')
        .replace('name: region', '$&\n    renamed_from: area'),
    )
    expect((await run(['apply', 'back.yaml', '--yes'])).code).toBe(0)
    expect((await run(['dump', '--users'])).stdout).toBe(before.stdout)
  })

  it('replaces hidden values when told to, from a file beside the definitions', async () => {
    mkdirSync(join(directory, 'folder/deep'), { recursive: true })
    write('folder/deep/secret.txt', 'Other\n')
    write('folder/deep/a.yaml', text.replace('{ env: EMEA_SECRET }', '{ file: secret.txt }'))
    write('folder/b.yml', 'groups: [{ name: APAC }]')
    write('folder/notes.txt', 'not: read')
    const plan = await run(['plan', 'folder', '--replace-hidden', '--json'])
    expect(JSON.parse(plan.stdout).operations).toEqual([
      { op: 'create_group', name: 'APAC' },
      {
        ...{ op: 'set_group_value', group_id: expect.any(String) },
        ...{ user_attribute_id: expect.any(String), value: { value_from: { file: 'secret.txt' } } },
      },
    ])
  })

  it('reads stdin, and tells by JSON what it did', async () => {
    const input = 'groups: [{ name: From stdin }]'
    const { code, stdout } = await run(['apply', '-', '--yes', '--json', '--reason', 'a test'], {
      input,
    })
    expect([code, JSON.parse(stdout)]).toMatchObject([
      ...[0, { pending: false, change: { applied: true, counts: { changed: 1 } } }],
    ])
  })

  it.each([
    [['yes'], 0],
    [['no'], 1],
    [[''], 1],
  ])('asks at a terminal: %j', async (typed, expected) => {
    write('one.yaml', `groups: [{ name: Asked ${typed[0]} }]`)
    const { code, stderr } = await run(['apply', 'one.yaml'], { typed })
    expect([code, stderr]).toEqual([
      expected,
      expect.stringMatching(expected === 0 ? /Applied/ : /Nothing was applied\.\n$/),
    ])
  })

  it.each([
    ['yes\nmore', 0, /Applied as change/],
    ['', 1, /Nothing was applied\.\n$/],
  ])('reads the answer from the terminal of its process: %j', async (typed, expected, message) => {
    write('one.yaml', `groups: [{ name: Typed ${expected} }]`)
    const child = spawn(process.execPath, [attriumMain, 'apply', 'one.yaml'], {
      cwd: directory,
      env: {
        ...desk.environment,
        HOME: directory,
        NODE_OPTIONS: '--import=data:text/javascript,process.stdin.isTTY=true',
      },
    })
    let told = ''
    child.stderr.on('data', (text) => {
      told += text
    })
    child.stdin.end(typed)
    const [code] = await once(child, 'close')
    expect([code, told]).toEqual([expected, expect.stringMatching(message)])
  })

  it('asks twice before it takes something away', async () => {
    await clear()
    await run(['apply', 'definitions.yaml', '--yes'], secret)
    write('less.yaml', 'user_attributes: []')
    for (const typed of [['yes'], ['prune'], ['prune', 'no']]) {
      const { code, stderr } = await run(['apply', 'less.yaml', '--prune'], { typed })
      expect([code, stderr]).toEqual([1, expect.stringMatching(/2 lines are marked with -/)])
    }
    expect((await run(['dump'])).stdout).toContain('region')
    const { code } = await run(['apply', 'less.yaml', '--prune'], { typed: ['prune', 'yes'] })
    const { stdout } = await run(['dump'])
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^groups:\n {2}- name: EMEA # id \d+\n$/),
    ])
  })

  it('where nobody can be asked needs --yes', async () => {
    write('one.yaml', 'groups: [{ name: Never }]')
    const { code, stderr } = await run(['apply', 'one.yaml'])
    expect([code, stderr]).toEqual([
      2,
      'attrium: Nothing was applied: where nobody can be asked, apply needs --yes.\n',
    ])
    expect((await run(['dump'])).stdout).not.toContain('Never')
  })
})
