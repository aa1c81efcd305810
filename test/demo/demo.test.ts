// `attrium demo` as a newcomer and as a CI job run it: a child process in a temporary directory of its own.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  it('prints three lines of shell that work as they stand, and leaves nothing', async () => {
    const program = demo('--ephemeral')
    await program.ready
    expect(left()).toHaveLength(1)
    const lines = program.errors().trimEnd().split('\n').slice(-3)
    // The lines end without a newline of their own, as answers do.
    const script = [lines[0], lines[1], 'echo', lines[2]].join('\n')
    const { stdout } = await run('bash', ['-c', script])
    const [set = '', read = ''] = stdout.split('\n')
    expect(JSON.parse(set)).toMatchObject({ value: 'EMEA', source: 'User Setting' })
    const [first, ...others] = JSON.parse(read) as { value: string; source: string }[]
    expect(first).toMatchObject({ value: 'EMEA', source: 'User Setting' })
    expect(others.length).toBeGreaterThan(0)
    await stop(program)
    expect(left()).toEqual([])
  })

  it('keeps its directory unless it is ephemeral', async () => {
    const program = demo()
    await program.ready
    await stop(program)
    expect(left()).toHaveLength(1)
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
    ['users:\n  - email: 5\n', 'users[0].email must be text'],
    ['colours: []\n', 'seed.colours is not known'],
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
