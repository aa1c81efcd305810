// The introduction that a server prints on a terminal, and its command.
import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { searchPathCommand } from '../../src/cli/introduction.ts'
import { Client } from '../support/server-process.ts'
import { attrium, commandIn, endPrograms, freshDirectory, onTerminal } from './program.ts'

const directories: (() => void)[] = []
afterEach(() => {
  endPrograms()
  for (const remove of directories.splice(0)) remove()
})

function dataDirectory(): string {
  const { directory, remove } = freshDirectory()
  directories.push(remove)
  return directory
}

describe('a server that starts on a terminal', () => {
  it('says where everything is, what the store holds and what to try', async () => {
    const data = dataDirectory()
    const program = attrium(['--data', data, '--port', '0'], onTerminal)
    const url = await program.ready
    const [ready, , ...lines] = program.printed().split('\n')
    expect(ready).toBe(`ready ${url}`)
    expect(lines.slice(0, 9)).toEqual([
      `  API         ${url}/api/4.0`,
      `  API docs    ${url}/api-docs`,
      `  Key file    ${data}/looker.ini`,
      expect.stringMatching(/^ {2}Sign in {5}\S+\/setup#token=1\.[\w-]{43}$/),
      '              the link works once, within a day: admin@attrium.example chooses a password',
      `  Master key  ${data}/master.key (without it the database is lost)`,
      '  Holds       1 user, 1 group, 13 user attributes',
      '              user 1 is Attrium Admin; user attribute 1 is first_name',
      "  Try         this command shows where that user's value comes from:",
    ])
    const { stdout } = spawnSync('bash', ['-c', commandIn(program.printed())], { encoding: 'utf8' })
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ value: 'Attrium' }))
    program.signal('SIGTERM')
    expect((await program.ended).code).toBe(0)
  })

  it('knows who has come, and keeps what they are called from the terminal', async () => {
    const data = dataDirectory()
    const program = attrium(['--data', data, '--port', '0'])
    const client = new Client(await program.ready)
    const headers = await client.signIn(data)
    const post = (path: string, body: object) =>
      client.ask({ method: 'POST', path: `/api/4.0${path}`, headers, body: JSON.stringify(body) })
    await post('/users', { first_name: 'Ann\u202e', last_name: 'Lee' })
    await post('/user_attributes', { name: 'region', type: 'string' })
    client.close()
    program.signal('SIGTERM')
    await program.ended
    const again = attrium(['--data', data, '--port', '0'], onTerminal)
    await again.ready
    expect(again.printed()).toContain('  Holds       2 users, 1 group, 14 user attributes\n')
    expect(again.printed()).toContain('user 2 is Ann Lee; user attribute 14 is region\n')
    again.signal('SIGTERM')
    expect((await again.ended).code).toBe(0)
  })
})

describe('the command', () => {
  const server = { url: 'https://127.0.0.1:19999', lookerIni: '/home/ann/attrium-data/looker.ini' }
  const command = (certificatePin?: string) =>
    searchPathCommand({ ...server, certificatePin }, '12345', '12345')

  it.each([undefined, `sha256//${'x'.repeat(43)}=`])('fits 80 columns (pin: %s)', (pin) => {
    for (const line of command(pin)) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('takes a path with blanks and quotes as one word', () => {
    const lookerIni = "/tmp/Ann's data/looker.ini"
    const [line = ''] = searchPathCommand(
      { ...server, lookerIni, certificatePin: undefined },
      '1',
      '1',
    )
    const words = line.replace(/^sed -n 's[^ ]*' /, '').replace(/ \|$/, '')
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${words}`], { encoding: 'utf8' })
    expect(stdout).toBe(lookerIni)
  })
})
