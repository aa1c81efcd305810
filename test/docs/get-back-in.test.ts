// The guide to getting back in: its commands and requests run in their order, on its seed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attriumCommand, endPrograms } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { keyIn } from '../support/server.ts'
import { codeBlocks, exchangeIn } from './blocks.ts'

const page = readFileSync(join(repository, 'docs', 'guides', 'get-back-in.md'), 'utf8')

let temporary: string
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-guide-'))
})
afterAll(() => {
  endPrograms()
  rmSync(temporary, { recursive: true, force: true })
})

async function run(block: string, data: string): Promise<void> {
  const [npx, attrium, command = '', ...words] = block.trim().split(' ')
  expect([npx, attrium]).toEqual(['npx', 'attrium'])
  const flags = words.map((word) => (word === 'attrium-data' ? data : word))
  const { code, stderr } = await attriumCommand(command, flags).ended
  expect([block, code, stderr]).toEqual([block, 0, expect.any(String)])
}

/** Signs in each time with the key that looker.ini then has. */
async function ask(block: string, base: string, data: string): Promise<void> {
  const { method, path, body, status, answer } = exchangeIn(block)
  const key = new URLSearchParams(keyIn(join(data, 'looker.ini')))
  const signedIn = await fetch(`${base}/login`, { method: 'POST', body: key })
  const { access_token } = (await signedIn.json()) as { access_token: string }
  const answered = await fetch(base + path, {
    method,
    headers: { authorization: `token ${access_token}` },
    ...(body === undefined ? {} : { body }),
  })
  const text = await answered.text()
  expect([block, answered.status]).toEqual([block, status])
  if (answer === undefined) expect([block, text]).toEqual([block, ''])
  else expect(JSON.parse(text), block).toMatchObject(answer as object)
}

it('the guide of getting back in works as it says', async () => {
  const seed = join(temporary, 'seed.yaml')
  writeFileSync(seed, codeBlocks(page, 'yaml')[0] ?? '')
  const program = attriumCommand('demo', ['--port', '0', '--seed', seed], { TMPDIR: temporary })
  const base = `${await program.ready}/api/4.0`
  const name = readdirSync(temporary).find((one) => one.startsWith('attrium-demo-')) ?? ''
  const data = join(temporary, name)
  const steps = [...page.matchAll(/^```(sh|http)\n([\s\S]*?)^```/gm)]
  expect(steps.length).toBeGreaterThan(10)
  for (const [, language, block = ''] of steps) {
    await (language === 'sh' ? run(block, data) : ask(block, base, data))
  }
})
