// The guide to the history: its requests run in their order, on its seed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attriumCommand, endPrograms } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { codeBlocks, exchangeIn } from './blocks.ts'

const page = readFileSync(join(repository, 'docs', 'guides', 'history.md'), 'utf8')

let temporary: string
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-guide-'))
})
afterAll(() => {
  endPrograms()
  rmSync(temporary, { recursive: true, force: true })
})

it('is answered as it says, from its first block to its last', async () => {
  const seed = join(temporary, 'seed.yaml')
  writeFileSync(seed, codeBlocks(page, 'yaml')[0] ?? '')
  const program = attriumCommand('demo', ['--port', '0', '--seed', seed], { TMPDIR: temporary })
  const url = await program.ready
  const key = new URLSearchParams({ client_id: 'guide', client_secret: 'guide-secret' })
  const signedIn = await fetch(`${url}/api/4.0/login`, { method: 'POST', body: key })
  const { access_token } = (await signedIn.json()) as { access_token: string }
  const exchanges = codeBlocks(page, 'http').map(exchangeIn)
  expect(exchanges.length).toBeGreaterThan(6)
  for (const { method, path, body, status, answer } of exchanges) {
    const answered = await fetch(url + (path.startsWith('/api/') ? path : `/api/4.0${path}`), {
      method,
      headers: { authorization: `token ${access_token}` },
      ...(body === undefined ? {} : { body }),
    })
    const text = await answered.text()
    expect([method, path, answered.status, text]).toEqual([method, path, status, text])
    if (answer !== undefined) expect(JSON.parse(text), path).toMatchObject(answer as object)
  }
  program.signal('SIGTERM')
  expect((await program.ended).code).toBe(0)
})
