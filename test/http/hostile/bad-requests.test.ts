// T-15 to T-20 and T-24 of the threat model: every bad request gets a declared refusal and changes nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { numberFrom, randomFrom } from '../../support/random.ts'
import {
  type Answer,
  Client,
  residentMegabytes,
  type ServerProcess,
  startServer,
} from '../../support/server-process.ts'
import { tableDigests } from '../../support/table-digests.ts'
import { canary } from './bad-bodies.ts'
import { type BadRequest, badRequest, type World } from './bad-request-maker.ts'
import { payloads, sendRaw } from './broken-http.ts'
import { plantedWorld } from './planted-world.ts'

const seed = numberFrom('FAULTS_SEED', Date.now() % 1_000_000)
const requests = numberFrom('FAULTS_BAD_REQUESTS', 10_000)
const together = 8

const data = mkdtempSync(join(tmpdir(), 'attrium-bad-'))
let server: ServerProcess
let client: Client
let world: World

beforeAll(async () => {
  server = await startServer(data)
  client = new Client(server.url, together)
  world = await plantedWorld(client, data)
})

afterAll(async () => {
  client?.close()
  server?.kill('SIGTERM')
  expect(await server?.ended).toBe(0)
  rmSync(data, { recursive: true })
})

describe(`bad requests (FAULTS_SEED=${seed})`, () => {
  test('get a declared 4xx in the Error shape and change nothing', {
    timeout: 300_000,
  }, async () => {
    const random = randomFrom(seed)
    const before = tableDigests(data, growing)
    let warm = 0
    const counts: Record<string, number> = {}
    const wrong: string[] = []
    let left = requests
    const sendOne = async () => {
      while (left-- > 0) {
        // After the first tenth, the program has loaded everything that it needs itself.
        if (left === Math.floor(requests * 0.9)) warm = residentMegabytes(server.pid)
        const bad = badRequest(random, world)
        const answer = await client.ask(bad)
        const key = `${answer.status}${bad.harmless ? ' harmless' : ''}`
        counts[key] = (counts[key] ?? 0) + 1
        for (const problem of problemsOf(bad, answer))
          wrong.push(`${problem}: ${told(bad, answer)}`)
      }
    }
    await Promise.all(Array.from({ length: together }, sendOne))
    const grown = residentMegabytes(server.pid) - warm
    console.log(
      `figure bad-requests sent=${requests} seed=${seed} wrong=${wrong.length} ` +
        `rss_growth_mb=${grown} answers=${JSON.stringify(counts)}`,
    )
    expect(wrong.slice(0, 10)).toEqual([])
    expect(grown).toBeLessThan(leakMegabytes)
    expect(tableDigests(data, growing)).toEqual(before)
    expect(server.log()).not.toContain('request failed')
  })

  test('that are no proper HTTP are answered 4xx, and nothing behind them is served', async () => {
    const memoryBefore = residentMegabytes(server.pid)
    const outcomes = await Promise.all(
      Object.entries(payloads).map(async ([name, bytes]) => {
        const { text, closed } = await sendRaw(server.url, bytes, 5000)
        const [, status = 'none'] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? []
        return { name, status, closed, served: text.includes(' 200 OK') }
      }),
    )
    const grown = residentMegabytes(server.pid) - memoryBefore
    console.log(`figure broken-http payloads=${outcomes.length} rss_growth_mb=${grown}`)
    const right = ({ status, closed, served }: (typeof outcomes)[number]) =>
      /^4\d\d$/.test(status) && closed && !served
    expect(outcomes.filter((outcome) => !right(outcome))).toEqual([])
    expect(grown).toBeLessThan(leakMegabytes)
    expect(server.log()).not.toContain('request failed')
  })
})

/** Above the noise of garbage that waits to be collected, which is 30 to 80 MB. */
const leakMegabytes = 150

/** Tables that may grow through reading and signing in. */
const growing = ['audit', 'audit_chains', 'access_tokens']

const general = [401, 404, 405, 413, 414, 415]

function problemsOf({ route, harmless, kind }: BadRequest, answer: Answer): string[] {
  const { status, text, headers } = answer
  if (harmless && status === 200) return []
  const problems: string[] = []
  const declared = kind === 'path' || kind === 'method' ? [] : route.fails
  if (![...declared, ...general].includes(status)) problems.push(`undeclared ${status}`)
  if (!String(headers['content-type']).startsWith('application/json')) problems.push('no JSON')
  // The name of a parameter that a search does not have is quoted, its value is not.
  const unnamed = text.replace(`${canary} is not a parameter of this operation`, '')
  if (unnamed.includes(canary)) problems.push('quotes what was sent')
  if (!isErrorShape(text)) problems.push('not the Error shape')
  return problems
}

function isErrorShape(text: string): boolean {
  try {
    const body = JSON.parse(text)
    const isText = (value: unknown) => typeof value === 'string'
    const { message, documentation_url, errors = [], ...more } = body
    return (
      isText(message) &&
      isText(documentation_url) &&
      Object.keys(more).length === 0 &&
      errors.every((item: Record<string, unknown>) =>
        [item['field'], item['code'], item['message'], item['documentation_url']].every(isText),
      )
    )
  } catch {
    return false
  }
}

const told = ({ kind, method, path, body, headers }: BadRequest, { status, text }: Answer) =>
  `${kind} ${method} ${path.slice(0, 120)} ${String(body).slice(0, 80)} ` +
  `${JSON.stringify(headers).slice(0, 200)} → ${status} ${text.slice(0, 200)}`
