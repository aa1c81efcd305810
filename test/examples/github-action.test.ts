// The workflow for GitHub: its steps run here as they run there, on a pull request and after the merge.
import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { attriumMain, repository } from '../support/repository.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'

const run = promisify(execFile)

interface Step {
  readonly name?: string
  readonly run?: string
}
interface Workflow {
  readonly env: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<'plan' | 'apply', { readonly steps: readonly Step[] }>>
}

const folder = join(repository, 'examples/github-action')
const workflow: Workflow = parse(readFileSync(join(folder, 'definitions.yml'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const fetched = `npx --yes attrium@${version.split('.').slice(0, 2).join('.')}`

let server: TestServer
let checkout: string
beforeAll(async () => {
  server = await startServer()
  checkout = mkdtempSync(join(tmpdir(), 'attrium-action-'))
  cpSync(folder, checkout, { recursive: true })
})
afterAll(async () => {
  await server.stop()
  rmSync(checkout, { recursive: true, force: true })
})

/** Runs the steps of a job; returns its exit code, and its summary. */
async function job(name: 'plan' | 'apply', secrets: Record<string, string> = {}) {
  const summary = join(checkout, 'step-summary')
  writeFileSync(summary, '')
  const { client_id, client_secret } = keyIn(server.lookerIni)
  const values: Record<string, string> = {
    'vars.ATTRIUM_URL': server.url,
    'secrets.ATTRIUM_CLIENT_ID': client_id,
    'secrets.ATTRIUM_CLIENT_SECRET': client_secret,
    ...secrets,
  }
  const env = Object.fromEntries(
    Object.entries(workflow.env).map(([variable, text]) => [
      variable,
      text.replace(/\$\{\{ (\S+) \}\}/, (_, named: string) => values[named] ?? ''),
    ]),
  )
  const script = workflow.jobs[name].steps.flatMap((step) => step.run ?? []).join('\n')
  expect(script).toContain(fetched)
  const here = script.replaceAll(fetched, `"${process.execPath}" "${attriumMain}"`)
  const options = {
    cwd: checkout,
    env: {
      ...{ PATH: process.env['PATH'], HOME: checkout, ...env, GITHUB_STEP_SUMMARY: summary },
      ...{ GITHUB_REPOSITORY: 'acme/models', GITHUB_SHA: 'abc123', GITHUB_ACTOR: 'ana' },
    },
  }
  // As GitHub runs `shell: bash`.
  const flags = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', here]
  const code = await run('bash', flags, options).then(
    () => 0,
    (error) => error.code as number,
  )
  return { code, summary: readFileSync(summary, 'utf8') }
}

const password = { 'secrets.WAREHOUSE_PASSWORD_EMEA': 's3cret' }

it('a pull request shows its plan, and the merge applies it', async () => {
  const planned = await job('plan', password)
  expect(planned.code).toBe(0)
  expect(planned.summary).toMatch(/^```\n.*Plan: 4 to add, 0 to change.*```\n$/s)
  expect((await server.api('GET', '/groups/search?name=EMEA')).json).toEqual([])

  const applied = await job('apply', password)
  expect([applied.code, applied.summary]).toEqual([
    0,
    expect.stringMatching(/Applied as change \d+/),
  ])
  expect(planned.summary + applied.summary).not.toContain('s3cret')
  const { json } = await server.api('GET', '/changes', undefined, { base: '/api/attrium/1.0' })
  expect(json.changes[0].reason).toBe('acme/models@abc123 by ana')

  // The hidden value is there, so its secret may go.
  const again = await job('plan')
  expect([again.code, again.summary]).toEqual([0, expect.stringContaining('Nothing to change')])
})

it('a mistake fails the pull request, and says where it is', async () => {
  appendFileSync(join(checkout, 'definitions/groups.yaml'), '  - nmae: APAC\n')
  const { code, summary } = await job('plan')
  expect([code, summary]).toEqual([
    1,
    expect.stringContaining(
      'definitions/groups.yaml:5:5: "nmae" is not known here; did you mean name?',
    ),
  ])
  expect((await job('apply')).code).toBe(1)
})
