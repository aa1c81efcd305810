// The programs in examples/, run as they stand against a real server with its looker.ini.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../repository.ts'
import { startServer, type TestServer } from '../server.ts'
import { go, offline, python } from './tools.ts'

const run = promisify(execFile)
const example = (name: string) => join(repository, 'examples', name)

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** What it leaves: nobody but the administrator and no attribute beside the system's. */
async function expectNothingLeft(): Promise<void> {
  const users = await server.api('GET', '/users?fields=id')
  expect(users.json).toEqual([{ id: '1' }])
  const attributes = await server.api('GET', '/user_attributes?fields=is_system')
  expect(attributes.json).not.toContainEqual({ is_system: false })
}

const story = [
  'set: EMEA (User Setting)',
  'path: EMEA (User Setting)',
  'path: none (Default)',
  'cleared: none (Default)',
]

/** Those with an SDK print the same four lines. */
const clients = {
  typescript: {
    tool: { command: process.execPath, missing: undefined },
    words: (ini: string) => [example('typescript/set-a-value.mjs'), ini],
  },
  python: { tool: python(), words: (ini: string) => [example('python/set_a_value.py'), ini] },
  go: { tool: go(), words: (ini: string) => ['run', '.', ini] },
}

describe('the examples', () => {
  for (const [name, { tool, words }] of Object.entries(clients)) {
    const { command, missing } = tool
    const why = missing === undefined ? '' : ` (skipped, ${missing})`
    it.skipIf(missing !== undefined)(`tell the story with the SDK for ${name}${why}`, async () => {
      const options = { cwd: example(name), env: offline() }
      const { stdout } = await run(command, words(server.lookerIni), options)
      expect(stdout.trimEnd().split('\n')).toEqual(story)
      await expectNothingLeft()
    })
  }

  it('tell it with curl, in JSON', async () => {
    const { stdout } = await run(example('curl/set-a-value.sh'), [server.lookerIni])
    const lines = stdout.split('\n').filter((line) => line !== '')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ value: 'EMEA', source: 'User Setting' })
    expect(JSON.parse(lines[1] ?? '')).toEqual([
      { value: 'EMEA', source: 'User Setting', rank: -1 },
      { value: 'none', source: 'Default', rank: 1 },
    ])
    expect(JSON.parse(lines[2] ?? '')).toEqual([{ value: 'none', source: 'Default' }])
    await expectNothingLeft()
  })
})

describe('the page of the examples', () => {
  const rows = readFileSync(example('README.md'), 'utf8').matchAll(
    /^\| \[[\w-]+\]\(([\w-]+)\/([\w.-]+)\) \| .* \| (`npm test`|hand, \d{4}-\d\d-\d\d).* \|$/gim,
  )
  const listed = [...rows].map(([, folder = '', file = '', by = '']) => ({ folder, file, by }))

  it('lists every folder once, with a program that is there', () => {
    const folders = readdirSync(example(''), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect(listed.map(({ folder }) => folder).sort()).toEqual(folders.sort())
    for (const { folder, file } of listed) expect(readdirSync(example(folder))).toContain(file)
  })

  it('says of exactly those that are run here that they are', () => {
    const here = listed.filter(({ by }) => by === '`npm test`').map(({ folder }) => folder)
    expect(here.sort()).toEqual(['curl', ...Object.keys(clients)].sort())
  })

  it('has shell that can be read', async () => {
    await run('bash', ['-n', example('looker-cli/set-a-value.sh')])
  })
})
