// The programs in examples/, run unchanged against a real server with its looker.ini.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { go, offline, python } from './tools.ts'

const run = promisify(execFile)
const example = (name: string) => join(repository, 'examples', name)

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** Checks that it leaves only the administrator and the system's attributes. */
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

/** The examples with an SDK all print the same four lines. */
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

/** Runs a program, then prints how often the SDK has registered a hook meanwhile. */
const countingHooks = `
import sys
from looker_sdk.rtl import serialize
converter = type(serialize.converter40)
register = converter.register_structure_hook_factory
count = 0
def counted(*given):
    global count
    count += 1
    return register(*given)
converter.register_structure_hook_factory = counted
exec(compile(sys.argv.pop(), "example", "exec"))
print("hooks:", count)
`

describe('the example in Python', () => {
  const { command, missing } = clients.python.tool
  const program = readFileSync(example('python/set_a_value.py'), 'utf8')
  const cure = /^serialize\..*\n/gm
  const hooks = async (text: string): Promise<number> => {
    const { stdout } = await run(command, ['-c', countingHooks, server.lookerIni, text])
    return Number(/^hooks: (\d+)$/m.exec(stdout)?.[1])
  }

  it.skipIf(missing !== undefined)(
    'has two lines that stop the growing cost of calls',
    async () => {
      expect(program.match(cure)).toHaveLength(2)
      expect(await hooks(program)).toBe(1)
      // Each answer registers another one; when a version of the SDK does not, the lines can go.
      expect(await hooks(program.replace(cure, ''))).toBeGreaterThan(5)
    },
  )
})

/** Run by the test of the guides, by `embedding.test.ts` and by `github-action.test.ts`. */
const elsewhere = ['why', 'cache', 'embedding', 'github-action']

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
    expect(here.sort()).toEqual(['curl', ...elsewhere, ...Object.keys(clients)].sort())
  })

  it('has shell that can be read', async () => {
    await run('bash', ['-n', example('looker-cli/set-a-value.sh')])
  })
})
