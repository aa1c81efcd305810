// The programs in examples/, run as they stand against a real server with its looker.ini.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../repository.ts'
import { startServer, type TestServer } from '../server.ts'

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

describe('the examples', () => {
  it('set a value with curl, see where it comes from, and take it back', async () => {
    const { stdout } = await run('bash', [example('curl/set-a-value.sh'), server.lookerIni])
    const lines = stdout.split('\n').filter((line) => line !== '')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ value: 'EMEA', source: 'User Setting' })
    expect(JSON.parse(lines[1] ?? '')).toEqual([
      { value: 'EMEA', source: 'User Setting', rank: -1 },
      { value: 'none', source: 'Default', rank: 1 },
    ])
    expect(JSON.parse(lines[2] ?? '')).toEqual([{ value: 'none', source: 'Default' }])
    await expectNothingLeft()
  })

  it("do the same with Looker's TypeScript SDK", async () => {
    const { stdout } = await run(process.execPath, [
      example('typescript/set-a-value.mjs'),
      server.lookerIni,
    ])
    // The SDK tells of each request that it has no timeout of its own.
    const lines = stdout.trimEnd().split('\n')
    expect(lines.filter((line) => !line.startsWith('AbortSignal'))).toEqual([
      'EMEA User Setting',
      'none Default',
    ])
    await expectNothingLeft()
  })

  it("are well-formed shell for Looker's command line", async () => {
    await run('bash', ['-n', example('looker-cli/set-values.sh')])
  })
})
