// `attrium demo` as a newcomer and as a CI job run it: a child process in a temporary directory of its own.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { repository } from '../repository.ts'
import { attriumCommand, endPrograms, type Program } from '../start/program.ts'

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

/** Scratch directories that demos have left. */
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

/** A seed file; outside of what a demo may leave. */
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
      `  Data        ${directory} (removed when it stops)`,
      '  Holds       25 users, 9 groups, 23 user attributes',
      '              user 2 is Maya Lindqvist; user attribute 14 is region',
      '  Try         where the value of that attribute comes from for that user:',
    ])
    const { stdout, stderr } = await run('bash', ['-c', command ?? ''])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)[0]).toEqual({ value: 'EMEA,AMER,APAC', source: 'User Setting' })
    expect(stdout.length).toBeLessThan(5 * 80)
    expect(program.errors()).toBe('')
    await stop(program)
    expect(left()).toEqual([])
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
      // In this order: of a start that takes no time each is soon enough.
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
    const { url, client_id, client_secret } = said
    const body = new URLSearchParams({ client_id, client_secret })
    const answer = await fetch(`${url}/api/4.0/login`, { method: 'POST', body })
    expect(answer.status).toBe(200)
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
    const base = `${await program.ready}/api/4.0`
    const signIn = async (client_id: string, client_secret: string) => {
      const body = new URLSearchParams({ client_id, client_secret })
      const answer = await fetch(`${base}/login`, { method: 'POST', body })
      expect(answer.status).toBe(200)
      return ((await answer.json()) as { access_token: string }).access_token
    }
    await signIn('ci', 'ci-secret')
    const headers = { authorization: `token ${await signIn('maya', 'maya-secret')}` }
    const me = (await (await fetch(`${base}/user`, { headers })).json()) as { id: string }
    expect(me).toMatchObject({ first_name: 'Maya', email: 'maya@acme.example' })
    const values = await fetch(`${base}/users/${me.id}/attribute_values?fields=name,value,source`, {
      headers,
    })
    expect(await values.json()).toContainEqual({
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
