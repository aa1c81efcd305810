// What lists show: names before ids, whole sentences in every width, groups in order, and times as people write them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { administratorOf } from './demo-browser.ts'
import { demoForCommands } from './demo-for-commands.ts'

const { put, attrium, demo, home } = demoForCommands()
const json = async (line: string) => JSON.parse((await attrium(`${line} --json`)).stdout)
const shown = async (line: string, columns = 80) => (await attrium(line, { columns })).stdout
const linesOf = (text: string) => text.trimEnd().split('\n')

beforeAll(async () => {
  await demo().reset()
  put('taken.ini', 'mine\n')
  await attrium(
    "attribute set user value jonas@acme.example region AMER --reason 'moved to Austin'",
  )
  await attrium('attribute set user value 4 warehouse_password', { input: 'never-to-be-seen' })
})

describe('history', () => {
  const sentence = 'Attrium Admin set region of Jonas Weber to "AMER".'

  it.each([80, 60, 40])('has the whole sentence in %i columns', async (columns) => {
    const text = await shown('history --attribute region --limit 1', columns)
    for (const word of sentence.split(' ')) expect(text).toContain(word)
    for (const line of linesOf(text)) expect(line.length).toBeLessThanOrEqual(columns)
    expect(text.startsWith(columns === 40 ? 'at        20' : 'at  ')).toBe(true)
  })

  it('has columns of who and what in CSV, and never a hidden value', async () => {
    const names = 'at,change_id,sentence,reason,actor,user,group,attribute,old_value,new_value'
    const [head, row = ''] = linesOf((await attrium('history --limit 1 --user 4 --csv')).stdout)
    expect(head?.trim()).toBe(names)
    expect(row.trim()).toMatch(/,Attrium Admin,Jonas Weber,,warehouse_password,,$/)
    const { stdout } = await attrium('history --limit 1 --attribute region --csv')
    expect(stdout.trim()).toMatch(/,moved to Austin,Attrium Admin,Jonas Weber,,region,,AMER$/)
  })

  it('reads times as people write them', async () => {
    const today = await json('history --since 24h --limit 5')
    expect(today.length).toBe(5)
    expect(await json('history --since yesterday --limit 5')).toEqual(today)
    expect(await json('history --until 2020-01-01')).toEqual([])
    const wrong = await attrium('history --since lately')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^attrium: --since must/)])
  })
})

describe('--as-of', () => {
  it.each(['explain 4 region', 'who region', 'summary region'])('of %s', async (line) => {
    const now = JSON.parse(
      (await attrium([...line.split(' '), '--json', '--as-of', new Date().toISOString()])).stdout,
    )
    expect(now).toBeTruthy()
    for (const text of ['93', 'then', '2026-02-30']) {
      const { code, stderr } = await attrium([...line.split(' '), '--as-of', text])
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^attrium: --as-of must be a date/)])
    }
    for (const text of ['2020-01-01', '2020-01-01 08:00Z']) {
      const { code, stderr } = await attrium([...line.split(' '), '--as-of', text])
      expect([code, stderr]).toEqual([1, expect.stringContaining('as_of is too early')])
    }
  })
})

describe('changes', () => {
  it('says which user made each', async () => {
    expect(await shown('changes --limit 1')).toMatch(/ by +changed .*\n.* UTC +user 1 /)
    expect((await attrium('changes --limit 1 --csv')).stdout).toMatch(/\n\d+,[^,]+,1,1,/)
  })
})

describe('attribute', () => {
  it('ls never cuts a name', async () => {
    const all: { name: string; value_is_hidden: boolean }[] = await json('attribute ls')
    const long = 'warehouse_password_of_site_3'
    await attrium(`attribute create ${long} 'A label that is longer than there is room'`)
    for (const columns of [80, 40]) {
      const text = await shown('attribute ls', columns)
      for (const { name } of [...all, { name: long }]) expect(text).toContain(`${name} `.trim())
      for (const line of linesOf(text)) expect(line.length).toBeLessThanOrEqual(columns)
    }
    const [head = ''] = linesOf(await shown('attribute ls'))
    expect(head.split(/ {2,}/)).not.toContain('combine')
    expect(linesOf(await shown('attribute ls --fields name,combine', 40))[1]).toMatch(/first$/)
    await attrium(`attribute rm ${long} --yes`)
  })

  it('ls --hidden lists hidden ones only', async () => {
    const all: { value_is_hidden: boolean }[] = await json('attribute ls')
    const hidden = all.filter((it) => it.value_is_hidden)
    expect(hidden.length).toBeGreaterThan(0)
    expect(await json('attribute ls --hidden')).toEqual(hidden)
  })

  it('cat shows the groups that give a value, strongest first', async () => {
    const names = ['Global leads', 'EMEA', 'AMER', 'APAC']
    const text = await shown('attribute cat region')
    expect(text).toMatch(/\n\nrank +group +value\n +1 +Global leads +%\n +2 +EMEA +EMEA\n/)
    const { groups } = await json('attribute cat region')
    expect(groups.map(({ group }: { group: string }) => group)).toEqual(names)
    expect((await attrium('attribute cat region --csv')).stdout).toContain(`"${names.join(', ')}"`)
    // Whoever may not see values of groups sees the definition all the same.
    const seen = await json('attribute cat region --su jonas@acme.example')
    expect([seen.name, seen.groups]).toEqual(['region', null])
    expect(await shown('attribute cat warehouse_password')).toMatch(/\n +1 +Acme +•••\n/)
  })

  it('order leaves the groups that it does not name in their order', async () => {
    await attrium('attribute order region APAC AMER')
    const groups = ['APAC', 'AMER', 'Global leads', 'EMEA']
    const rows: { display_name: string }[] = await json('who region --group-values')
    expect(rows.map((it) => it.display_name)).toEqual(groups)
    const cut = await attrium('who region --group-values --limit 2 --plain')
    expect([linesOf(cut.stdout).length, cut.stderr]).toEqual([2, expect.stringContaining('than 2')])
    expect(cut.stdout).toMatch(/APAC.*\n.*AMER/)
  })
})

describe('user', () => {
  it('create and cat name roles and groups', async () => {
    const made = await shown('user create nina@acme.example --role Viewer --group EMEA')
    for (const text of [made, await shown('user cat nina@acme.example')]) {
      expect(text).toMatch(/\nroles +Viewer\ngroups +All Users, EMEA\n/)
    }
    expect((await json('user cat nina@acme.example')).group_ids).toEqual(['1', '2'])
  })
})

describe('a change that takes what shows it', () => {
  it('is told as done', async () => {
    await attrium('user create leaver@acme.example --role Admin')
    const id = (await json('user cat leaver@acme.example')).id
    const { client_id, client_secret } = await json(`key new ${id} --json`)
    const env = {
      LOOKERSDK_BASE_URL: demo().url,
      LOOKERSDK_CLIENT_ID: client_id,
      LOOKERSDK_CLIENT_SECRET: client_secret,
    }
    const ran = await attrium(`user update ${id} --disabled`, { env })
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([
      0,
      '',
      expect.stringMatching(/^User \d+ is changed, and cannot be shown: .*disabled user\.\n$/),
    ])
    expect((await json(`user cat ${id}`)).is_disabled).toBe(true)
  })
})

describe('key', () => {
  const keys = async () => (await json('key ls 3')).length

  it.each(['taken.ini', '.', 'nowhere/ana.ini', 'taken.ini/ana.ini'])(
    'new makes none for %s, where it could not be written',
    async (name) => {
      const before = await keys()
      const { code, stderr } = await attrium(`key new 3 --output ${name}`)
      expect([code, stderr]).toEqual([2, expect.stringMatching(/exists; choose|must exist and/)])
      expect(await keys()).toBe(before)
      expect(readFileSync(join(home(), 'taken.ini'), 'utf8')).toBe('mine\n')
    },
  )

  it('new leaves none whose secret could not be written', async () => {
    const before = await keys()
    // The name of its draft is too long.
    const name = `${'k'.repeat(250)}.ini`
    const { code, stderr } = await attrium(`key new 3 --output ${name}`)
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/\.ini cannot be written: .* The new key is deleted again\.\n$/),
    ])
    expect(await keys()).toBe(before)
    expect(readdirSync(home()).filter((it) => it.startsWith('kkk'))).toEqual([])
  })

  it('new writes a file, ls has times as other lists, and revoke knows what is not there', async () => {
    expect((await attrium('key new 3 --output fresh.ini')).code).toBe(0)
    expect(existsSync(join(home(), 'fresh.ini'))).toBe(true)
    expect(await shown('key ls 3')).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    const gone = await attrium('key revoke 3 999 --yes')
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('has no key 999')])
  })
})

describe('sessions', () => {
  it('are listed, and end one by one or all, while keys stay', async () => {
    for (let browser = 0; browser < 3; browser++) await administratorOf(demo())
    // A new password ends the sessions before it.
    expect(await json('user sessions 1')).toHaveLength(1)
    const [{ id }] = await json('user sessions admin@attrium.example')
    expect(await shown('user sessions 1')).toMatch(/email +\d{4}-\d\d-\d\d/)
    const wrong = await attrium('user sign-out 1 --session 999 --yes')
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('has no session 999')])
    const asked = await attrium('user sign-out 1')
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('add --yes')])
    const ended = await attrium(`user sign-out 1 --session ${id} --yes`)
    expect([ended.code, ended.stderr]).toEqual([0, 'User 1 is signed out of a browser.\n'])
    expect(await json('user sessions 1')).toEqual([])
    const none = await attrium('user sign-out 1 --yes')
    expect([none.code, none.stderr]).toEqual([0, 'User 1 is signed in with no browser.\n'])
  })
})

it('summary shows an empty value as such', async () => {
  await attrium('attribute create nickname')
  await attrium(['attribute', 'set', 'user', 'value', '4', 'nickname', ''])
  expect(await shown('summary nickname')).toMatch(/\n\(empty\) +1\n/)
  expect((await attrium('summary nickname --csv')).stdout).toBe('value,count\r\n"",1\r\n')
})

describe('help', () => {
  it.each([undefined, 40, 80])('fits into %s columns, and has the exit codes', async (columns) => {
    const { stdout } = await attrium('--help', columns === undefined ? {} : { columns })
    const lines = linesOf(stdout)
    // A path that is broken into lines cannot be copied.
    const path = lines.pop() ?? ''
    expect([path, existsSync(path)]).toEqual([expect.stringMatching(/README\.md$/), true])
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns ?? 80)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Exit codes: 0 done, 1 .*, 2 .*, 3 /)
  })

  it('of a noun lists all its commands, however many words they have', async () => {
    const { stdout } = await attrium('attribute set --help')
    expect(stdout).toMatch(
      /set user value <USER> <ATTRIBUTE> \[VALUE\] +Set the own value of a user/,
    )
    expect(stdout).toMatch(
      /set group value <GROUP> <ATTRIBUTE> \[VALUE\] +Set the value that a group/,
    )
  })
})
