// `attrium demo` as a newcomer or a CI job runs it: a child process in its own temporary directory.
import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signedIn, tokenFor } from '../../src/client/client.ts'
import { attriumCommand, endPrograms, type Program } from '../start/program.ts'
import { repository } from '../support/repository.ts'

const run = promisify(execFile)

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-demo-test-'))
})
afterEach(() => {
  endPrograms()
  rmSync(temporary, { recursive: true, force: true })
})

const demo = (...flags: string[]): Program =>
  attriumCommand('demo', ['--port', '0', ...flags], { TMPDIR: temporary })

/** Temporary directories that demos have not removed. */
const left = () => readdirSync(temporary).filter((name) => name.startsWith('attrium-demo-'))

async function stop(program: Program) {
  program.signal('SIGTERM')
  const ended = await program.ended
  expect(ended.code).toBe(0)
  return ended
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** A seed file, in a place where no demo writes. */
function seedFile(text: string): string {
  const file = join(temporary, 'seed.yaml')
  writeFileSync(file, text)
  return file
}

async function refusal(...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await demo('--ephemeral', ...flags).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^attrium: [^\n]+\n$/)
  expect(left()).toEqual([])
  return stderr
}

describe('a demo', () => {
  it('prints where everything is and a command that works as it stands, and leaves nothing', async () => {
    const program = demo('--ephemeral')
    const url = await program.ready
    expect(left()).toHaveLength(1)
    const directory = join(temporary, left()[0] ?? '')
    const [ready, , ...lines] = program.printed().trimEnd().split('\n')
    const [table, command] = lines.join('\n').split('\n\n')
    expect(ready).toBe(`ready ${url}`)
    expect(table?.split('\n')).toEqual([
      `  API         ${url}/api/4.0`,
      `  API docs    ${url}/api-docs`,
      `  Key file    ${directory}/looker.ini`,
      expect.stringMatching(/^ {2}Sign in {5}\S+\/setup#token=1\.[\w-]{43}$/),
      '              the link works once, within a day: admin@attrium.example chooses a password',
      `  Data        ${directory} (removed when it stops)`,
      '  Commands    they find this demo by themselves: attrium --help',
      '  Holds       25 users, 9 groups, 23 user attributes',
      '              user 2 is Maya Lindqvist; user attribute 14 is region',
      "  Try         this command shows where that user's value comes from:",
    ])
    const { stdout, stderr } = await run('bash', ['-c', command ?? ''])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)[0]).toEqual({ value: 'EMEA,AMER,APAC', source: 'User Setting' })
    expect(stdout.length).toBeLessThan(5 * 80)
    expect(program.errors()).toBe('')
    await stop(program)
    expect(left()).toEqual([])
  })

  it('says what to add where commands find another server first', async () => {
    const lookerIni = join(temporary, 'attrium-data', 'looker.ini')
    mkdirSync(dirname(lookerIni))
    writeFileSync(lookerIni, '[Looker]\nbase_url=http://127.0.0.1:19999\n')
    const places = [
      [{ LOOKERSDK_BASE_URL: 'https://users.example' }, 'LOOKERSDK_BASE_URL'],
      [{}, 'attrium-data/looker.ini'],
    ] as const
    for (const [env, first] of places) {
      const flags = ['--ephemeral', '--port', '0']
      const program = attriumCommand('demo', flags, { TMPDIR: temporary, ...env }, temporary)
      await program.ready
      const line = `  Commands    add --ini ${temporary}/${left()[0]}/looker.ini, because ${first} comes first`
      expect(program.printed().split('\n')).toContain(line)
      await stop(program)
    }
  })

  it('keeps its directory unless it is ephemeral', async () => {
    const program = demo()
    await program.ready
    await stop(program)
    expect(left()).toHaveLength(1)
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'leaves nothing when it gets %s, however far its start has got',
    async (signal) => {
      const seed = { users: Array.from({ length: 3000 }, (_, at) => ({ first_name: `${at}` })) }
      const file = seedFile(JSON.stringify(seed))
      // In the order in which a start makes them.
      for (const reached of ['', 'attrium.lock', 'attrium.db', 'looker.ini']) {
        const program = demo('--ephemeral', '--seed', file)
        await until(() => left().some((name) => existsSync(join(temporary, name, reached))))
        program.signal(signal)
        expect((await program.ended).code).toBe(0)
        expect(left()).toEqual([])
      }
    },
  )

  it('prints one line of JSON on stdout with --ci, whose key signs in', async () => {
    const program = demo('--ephemeral', '--ci')
    await until(() => program.printed().includes('\n'))
    const said = JSON.parse(program.printed())
    expect(Object.keys(said)).toEqual(['url', 'client_id', 'client_secret', 'pid'])
    expect(said.pid).toBe(program.pid)
    expect(await tokenFor(said.url, said)).toMatch(/./)
    const { stdout } = await stop(program)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  })

  it('prints nothing on stdout with --ci when it cannot start', async () => {
    expect(await refusal('--ci', '--seed', seedFile('groups: 5'))).toContain(
      'groups: must be a list',
    )
  })

  it('is never on the store of the environment', async () => {
    const env = { TMPDIR: temporary, ATTRIUM_DATABASE: 'postgres://127.0.0.1:1/nowhere' }
    const program = attriumCommand('demo', ['--port', '0', '--ephemeral'], env)
    await program.ready
    await stop(program)
  })

  it('listens on loopback only', async () => {
    expect(await refusal('--host', '0.0.0.0')).toContain('loopback')
  })

  it('starts from the seed of the guide, whose keys sign in', async () => {
    const guide = readFileSync(join(repository, 'docs/guides/start-from-a-seed.md'), 'utf8')
    const seed = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
    const program = demo('--ephemeral', '--seed', seedFile(seed))
    const url = await program.ready
    await signedIn(url, { client_id: 'ci', client_secret: 'ci-secret' })
    const call = await signedIn(url, { client_id: 'maya', client_secret: 'maya-secret' })
    const { body: me } = await call('GET /user')
    expect(me).toMatchObject({ first_name: 'Maya', email: 'maya@acme.example' })
    const { body: values } = await call('GET /users/{user_id}/attribute_values', {
      path: { user_id: me.id },
      query: { fields: 'name,value,source' },
    })
    expect(values).toContainEqual({
      name: 'region',
      value: 'EMEA,AMER',
      source: 'User Setting',
    })
    await stop(program)
    expect(left()).toEqual([])
  })

  it.each([
    ['users:\n  - email: 5\n', 'users[0].email: must be text'],
    ['colours: []\n', 'colours: is not known'],
    ['groups: [', 'not valid YAML'],
    ['user_attributes:\n  - name: a\n    type: colour\n', 'user_attributes[0]: '],
    [
      'user_attributes:\n  - name: n\n    type: number\nusers:\n  - values: { n: abc }\n',
      'users[0].values.n: ',
    ],
    ['users:\n  - groups: [Nobody]\n', 'users[0].groups'],
  ])('refuses a seed with a mistake and says where: %j', async (text, said) => {
    expect(await refusal('--seed', seedFile(text))).toContain(said)
  })

  it('refuses a seed that is not there', async () => {
    expect(await refusal('--seed', join(temporary, 'absent.yaml'))).toContain('--seed')
  })
})
