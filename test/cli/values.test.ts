// What commands do with values: where they come from, what is never shown, and completions.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { execute } from '../../src/cli/execute.ts'
import { testIo } from '../support/test-io.ts'
import { demoForCommands } from './demo-for-commands.ts'

const { put, attrium, demo, home } = demoForCommands()

describe('a value', () => {
  beforeAll(() => demo().reset())

  it('comes from stdin or a file, without the end of its last line', async () => {
    const set = 'attribute set user value 4 start_page'
    await attrium(set, { input: '/from/stdin\n' })
    expect((await attrium('attribute get user value 4 start_page --plain')).stdout).toBe(
      '/from/stdin\n',
    )
    put('value.txt', '/from/file')
    await attrium(`${set} --value-file value.txt`)
    expect((await attrium('attribute get user value 4 start_page --plain')).stdout).toBe(
      '/from/file\n',
    )
    expect((await attrium(`${set} --value-file nothing`)).stderr).toContain('does not exist')
    expect((await attrium(`${set} x --value-file value.txt`)).code).toBe(2)
  })

  it('of a hidden attribute is set from stdin and never shown', async () => {
    const secret = 'never-to-be-seen'
    const ran = await attrium('attribute set user value 4 warehouse_password', { input: secret })
    expect(ran.code).toBe(0)
    for (const line of [
      'explain 4 warehouse_password',
      'explain 4 warehouse_password --json',
      'who warehouse_password --csv',
      'attribute get user value 4 warehouse_password',
      'attribute get user value 4 warehouse_password --plain',
      'history --user 4 --json',
      'export --attributes warehouse_password',
      'export --wide --attributes warehouse_password',
    ]) {
      const { stdout, stderr } = await attrium(line)
      expect([line, `${stdout}${stderr}`.includes(secret)]).toEqual([line, false])
    }
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret)
  })

  it('never moves the cursor of a terminal, and arrives exactly where there is none', async () => {
    const evil = '/a\u001b[2J\u0007\u009b31m\u202e\r\nb'
    const set = await attrium(['attribute', 'set', 'user', 'value', '4', 'warehouse_user'], {
      input: evil,
    })
    expect(set.code).toBe(0)
    const lines = [
      'explain 4 warehouse_user',
      'who warehouse_user',
      'who warehouse_user --csv',
      'export --attributes warehouse_user',
      'attribute get user value 4 warehouse_user --plain',
      'history --user 4',
      'who warehouse_user --json',
    ]
    for (const line of lines) {
      const { stdout } = await attrium(line, { columns: 80 })
      expect([line, stdout.match(/(?!\n|\r\n)\p{Cc}|\u202e/gu)]).toEqual([line, null])
    }
    const plain = await attrium('attribute get user value 4 warehouse_user --plain')
    expect(plain.stdout).toBe(`${evil}\n`)
    const json = await attrium('attribute get user value 4 warehouse_user --json', { columns: 80 })
    expect(JSON.parse(json.stdout).value).toBe(evil)
  })
})

describe('explain --watch', () => {
  beforeAll(() => demo().reset())

  it('draws what is new, until it is stopped', async () => {
    const stop = new AbortController()
    const { io, printed } = testIo({ home: home(), directory: home(), signal: stop.signal })
    const drawn = (text: string) => expect.poll(() => printed().stdout).toContain(text)
    const words = ['explain', '4', 'region', '--watch', '--ini', demo().lookerIni]
    const watching = execute(words, io)
    await drawn('● Group: EMEA')
    await attrium('attribute set user value 4 region LATAM')
    await drawn('● User Setting')
    stop.abort()
    expect(await watching).toBe(0)
    expect(printed().stdout.match(/region of 4/g)?.length).toBe(2)
  })
})

describe('completion', () => {
  it.each([
    ['expl', ['explain']],
    ['attribute set ', ['user', 'group']],
    ['explain may', ['maya@acme.example']],
    ['explain maya@acme.example reg', ['region']],
    ['group add glo', ['Global leads', 'Globex']],
    ['who region --group Em', ['EMEA']],
    ['explain 2 region --as', ['--as-of']],
    ['explain nobody%', []],
    ['nothing x', []],
  ])('of "%s"', async (line, found) => {
    const words = line.split(' ')
    const { code, stdout } = await attrium(['complete', '--', ...words])
    expect([code, stdout.split('\n').filter((it) => it !== '')]).toEqual([0, found])
  })

  it('says nothing where no server answers', async () => {
    const given = { env: { LOOKERSDK_BASE_URL: 'http://127.0.0.1:1' } }
    expect(await attrium(['complete', '--', 'explain', 'm'], given)).toEqual({
      ...{ code: 0, stdout: '', stderr: '', seen: '' },
    })
  })
})

describe('events', () => {
  beforeEach(() => demo().reset())

  it('since a cursor are listed, and others are told as they happen', async () => {
    const begun = JSON.parse((await attrium('events --json')).stdout).cursor
    await attrium('attribute set user value 4 region AMER')
    const listed = await attrium(`events --after ${begun} --csv`)
    expect(listed.stdout).toMatch(
      /^at,user_id,attribute,value,change_id\r\n.*,4,region,AMER,\d+\r\n$/,
    )
    expect(listed.stderr).toMatch(/attrium events --after \S+\n$/)
    const following = attrium(`events --follow --for 2 --json --after ${begun}`)
    await attrium('attribute set user value 4 warehouse_password', { input: 'secret' })
    const { code, stdout } = await following
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([code, events]).toMatchObject([
      0,
      [
        { user_id: '4', attribute: 'region', value: 'AMER', hidden: false },
        { user_id: '4', attribute: 'warehouse_password', value: null, hidden: true },
      ],
    ])
  })
})

it('a value for a time says when it ends, and one that starts later does not count yet', async () => {
  await demo().reset()
  const set = 'attribute set user value 4 region'
  expect((await attrium(`${set} AMER --expires-at 2099-12-04T18:00:00Z`)).code).toBe(0)
  expect((await attrium(`${set} APAC --starts-at 2099-12-04T18:00:00Z`)).code).toBe(0)
  const { stdout } = await attrium('explain 4 region', { columns: 80 })
  expect(stdout).toMatch(/User Setting +AMER +wins/)
  expect(stdout).toMatch(/APAC +starts later/)
  const past = await attrium(`${set} AMER --expires-at 2001-12-04T18:00:00Z`)
  expect([past.code, past.stderr]).toEqual([1, expect.stringContaining('must be in the future')])
})
