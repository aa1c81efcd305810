// The guides that walk through requests: each block runs against the program, in order, on the guide's seed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attriumCommand, endPrograms, type Program } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { codeBlocks, codeIn, type Exchange, exchangeIn, tablesBelow } from './blocks.ts'

const guide = (name: string) => readFileSync(join(repository, 'docs', 'guides', name), 'utf8')

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-guide-'))
})
afterEach(() => {
  endPrograms()
  rmSync(temporary, { recursive: true, force: true })
})

type Asks = (asked: Pick<Exchange, 'method' | 'path' | 'body'>) => Promise<Response>

/** Starts `attrium demo` on the seed of the page; `ask` sends requests as its administrator. */
async function started(page: string): Promise<{ program: Program; ask: Asks }> {
  const seed = join(temporary, 'seed.yaml')
  writeFileSync(seed, codeBlocks(page, 'yaml')[0] ?? '')
  const program = attriumCommand('demo', ['--port', '0', '--seed', seed], { TMPDIR: temporary })
  const base = `${await program.ready}/api/4.0`
  const key = { client_id: 'guide', client_secret: 'guide-secret' }
  const signedIn = await fetch(`${base}/login`, { method: 'POST', body: new URLSearchParams(key) })
  const { access_token } = (await signedIn.json()) as { access_token: string }
  const ask: Asks = ({ method, path, body }) =>
    fetch(`${base}${path}`, {
      method,
      headers: { authorization: `token ${access_token}` },
      ...(body === undefined ? {} : { body }),
    })
  return { program, ask }
}

async function stop(program: Program): Promise<void> {
  program.signal('SIGTERM')
  expect((await program.ended).code).toBe(0)
}

async function walk(page: string, ask: Asks): Promise<void> {
  const exchanges = codeBlocks(page, 'http').map(exchangeIn)
  expect(exchanges.length).toBeGreaterThan(5)
  for (const exchange of exchanges) {
    const answer = await ask(exchange)
    const text = await answer.text()
    const said = `${exchange.method} ${exchange.path} ${exchange.body ?? ''}`
    expect([said, answer.status]).toEqual([said, exchange.status])
    if (exchange.answer === undefined) expect([said, text]).toEqual([said, ''])
    else expect(JSON.parse(text), said).toMatchObject(exchange.answer as object)
  }
}

describe('the guide of precedence and ranks', () => {
  it('is answered as it says, from its first block to its last', async () => {
    const page = guide('precedence-and-ranks.md')
    const { program, ask } = await started(page)
    await walk(page, ask)
    await stop(program)
  })
})

describe('the guide of hidden values', () => {
  it('is answered as it says, and its commands work on the store that this leaves', async () => {
    const page = guide('hidden-values.md')
    const { program, ask } = await started(page)
    await walk(page, ask)
    const [allowlists = []] = tablesBelow(page, '## The domain allowlist')
    expect(allowlists.length).toBeGreaterThan(3)
    for (const [at, [code = '', fits = '']] of allowlists.entries()) {
      const hidden_value_domain_whitelist = codeIn(code)
      const answer = await ask({
        method: 'POST',
        path: '/user_attributes',
        body: JSON.stringify({
          name: `listed_${at}`,
          type: 'string',
          value_is_hidden: true,
          hidden_value_domain_whitelist,
        }),
      })
      const { errors } = (await answer.json()) as { errors?: { message: string }[] }
      expect([code, errors?.[0]?.message ?? 'yes']).toEqual([code, fits])
    }
    await stop(program)

    const left = readdirSync(temporary).find((name) => name.startsWith('attrium-demo-')) ?? ''
    const commands = codeBlocks(page, 'sh').map((block) => block.trim().split(' '))
    expect(commands.length).toBe(3)
    for (const [npx, attrium, command = '', ...flags] of commands) {
      expect([npx, attrium]).toEqual(['npx', 'attrium'])
      const data = flags.map((flag) => (flag === 'attrium-data' ? join(temporary, left) : flag))
      const { code, stderr } = await attriumCommand(command, data).ended
      expect([command, code, stderr]).toEqual([command, 0, expect.any(String)])
    }
  })
})
