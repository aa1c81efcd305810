// What commands refuse before they ask a server, and how they name what is wrong.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { demoForCommands } from './demo-for-commands.ts'

const { put, attrium, demo, home } = demoForCommands()
beforeAll(async () => {
  await demo().reset()
  mkdirSync(join(home(), 'directory'))
  put('empty.txt', '')
})

const set = 'attribute set user value jonas@acme.example region'
const missing =
  /The value is missing: .* is empty\. For an empty value, write '' as the last word\./

it.each([
  [set, missing],
  [`${set} --value-file empty.txt`, missing],
  ['attribute set group value EMEA region', missing],
  ['attribute set user value 4 warehouse_password', missing],
  [`${set} --value-file directory`, /--value-file names directory, which is a directory\./],
  [`${set} --value-file nothing`, /--value-file names nothing, which does not exist\./],
  [`${set} AMER --ini directory`, /--ini names .*directory, which is a directory\./],
  ['group add AMER Maya', /Maya names no user: write an id or an e-mail address/],
])('%s is refused before anything is stored', async (line, sentence) => {
  const ini = line.includes('--ini') ? { env: {} } : {}
  const { code, stderr } = await attrium(line, { input: '', ...ini })
  expect([line, code, stderr]).toEqual([line, 2, expect.stringMatching(sentence)])
})

const latin1 = Buffer.from('email,region\nines@acme.example,M\xfcnchen\n', 'latin1')
it.each([
  ['import latin1.csv --yes', 'latin1.csv'],
  ['import - --yes', 'stdin'],
  [set, 'stdin'],
  [`${set} --value-file latin1.csv`, 'latin1.csv'],
  ['attribute set user value 4 warehouse_password', 'stdin'],
  ['apply latin1.yaml --yes', 'latin1.yaml'],
  ['apply - --yes', 'stdin'],
])('%s refuses what is not UTF-8, which would be stored as something else', async (line, name) => {
  put('latin1.csv', latin1)
  put('latin1.yaml', Buffer.from('groups: [{ name: M\xfcnchen }]', 'latin1'))
  const { code, stderr } = await attrium(line, { input: latin1 })
  expect([code, stderr]).toEqual([2, `attrium: ${name} cannot be read as a text in UTF-8.\n`])
})

it('the mark of the encoding at the begin of a file is no part of a value', async () => {
  put('marked.txt', '\ufeffAMER\n')
  expect((await attrium(`${set} --value-file marked.txt`)).code).toBe(0)
  const { stdout } = await attrium('attribute get user value jonas@acme.example region --plain')
  expect(stdout).toBe('AMER\n')
})

it('an empty value can be asked for', async () => {
  expect((await attrium([...set.split(' '), ''])).code).toBe(0)
})

it.each([
  [
    'explain may@acme.example region',
    /There is no user may@acme\.example, or you may not see it\./,
  ],
  [
    'explain maya@acme.example region regoin',
    /regoin: there is no such attribute; did you mean region\?/,
  ],
  [
    'group add AMER maya@acme.example nobody@acme.example',
    /nobody@acme\.example: there is no such user/,
  ],
  ['key ls nobody@acme.example', /There is no user nobody@acme\.example/],
  ['undo 99999', /There is no change 99999, .* attrium changes lists/],
])('%s names what is not there', async (line, sentence) => {
  const { code, stderr } = await attrium(line)
  expect([line, code, stderr]).toEqual([line, 1, expect.stringMatching(sentence)])
})

it('an undo is offered only where there is one', async () => {
  const offers = async (line: string) => (await attrium(line)).stderr.includes('attrium undo')
  expect(await offers('attribute create scratch')).toBe(true)
  expect(await offers('attribute update scratch --label Scratch')).toBe(false)
  expect(await offers('attribute rm scratch --yes')).toBe(true)
})

it('what was deleted is put back by the undo that is offered', async () => {
  await attrium('attribute create put_back --default-value scratch')
  const { stderr } = await attrium('attribute rm put_back --yes')
  const [, id = ''] = /attrium undo (\d+)/.exec(stderr) ?? []
  expect((await attrium(`undo ${id}`)).code).toBe(0)
  const { code, stdout } = await attrium('attribute cat put_back')
  expect([code, stdout]).toEqual([0, expect.stringContaining('scratch')])
})
