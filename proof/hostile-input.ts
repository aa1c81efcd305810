// G-13: every hostile body and every broken HTTP request is refused, and the server does not grow.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canary } from '../test/http/hostile/bad-bodies.ts'
import { type BadRequest, badRequest, type World } from '../test/http/hostile/bad-request-maker.ts'
import { payloads, sendRaw } from '../test/http/hostile/broken-http.ts'
import { plantedWorld } from '../test/http/hostile/planted-world.ts'
import { type Random, randomFrom } from '../test/support/random.ts'
import {
  Client,
  residentMegabytes,
  type ServerProcess,
  startServer,
} from '../test/support/server-process.ts'
import type { Figure, Outcome, Run } from './figure.ts'

const together = 8
const mostGrowth = 50
/** One in this many bodies is as large as these. */
const hugeEvery = 100

const hugeBodies: ((random: Random) => string)[] = [
  () => `{"value":"${'x'.repeat(10 * 1024 * 1024)}"}`,
  () => '['.repeat(1_000_000),
  () => `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
  (random) => `{${Array.from({ length: 100_000 }, () => `"k${random.below(50)}":0`).join()}}x`,
]

/** The rest of a body that never ends, in one chunk after another. */
const endless =
  'POST /api/4.0/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' +
  `8000\r\n${'a'.repeat(0x8000)}\r\n`.repeat(32)

export const hostileInput: Figure = {
  id: 'G-13',
  about: 'hostile bodies to every operation that takes one, and bytes that are no HTTP',
  run: async (run) => {
    const data = mkdtempSync(join(tmpdir(), 'attrium-hostile-'))
    const server = await startServer(data)
    const client = new Client(server.url, together)
    try {
      return await assail(run, server, client, data)
    } finally {
      client.close()
      server.kill('SIGTERM')
      await server.ended
      rmSync(data, { recursive: true })
    }
  },
}

async function assail(
  { count, seed }: Run,
  server: ServerProcess,
  client: Client,
  data: string,
): Promise<Outcome> {
  const random = randomFrom(seed)
  const world = await plantedWorld(client, data)
  const problems: string[] = []
  const total = count(2000)
  // After these requests, the program has loaded everything that it needs for such requests.
  await send(Math.ceil(total / 5), random, world, client, problems)
  const warm = residentMegabytes(server.pid)
  const { answers, slowest } = await send(total, random, world, client, problems)
  const raw = { ...payloads, 'a body without end': endless }
  problems.push(...(await sendAllRaw(server.url, raw)))
  const grown = residentMegabytes(server.pid) - warm
  if (grown >= mostGrowth) problems.push(`the server grew by ${grown} MB`)
  if (server.log().includes('request failed')) problems.push('the log tells of a failed request')
  const statuses = Object.entries(answers).map(([status, times]) => `${status}:${times}`)
  return {
    counts: {
      bodies: total,
      raw: Object.keys(raw).length,
      answers: statuses.join(),
      server_errors: statuses.filter((it) => it.startsWith('5')).length,
      slowest_ms: Math.round(slowest),
      rss_growth_mb: grown,
    },
    problems,
  }
}

async function send(
  total: number,
  random: Random,
  world: World,
  client: Client,
  problems: string[],
) {
  const answers: Record<string, number> = {}
  let [left, slowest] = [total, 0]
  const sendOne = async () => {
    while (left-- > 0) {
      const bad = hostile(random, world)
      const started = performance.now()
      const answer = await client
        .ask(bad)
        .catch((error) => ({ status: 0, text: String(error.code) }))
      slowest = Math.max(slowest, performance.now() - started)
      answers[answer.status] = (answers[answer.status] ?? 0) + 1
      const quoted = answer.text.includes(canary)
      if (answer.status < 400 || answer.status >= 500 || quoted) {
        problems.push(`${bad.route.operation} ${answer.status} ${answer.text.slice(0, 100)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: together }, sendOne))
  return { answers, slowest }
}

function hostile(random: Random, world: World): BadRequest {
  for (;;) {
    const made = badRequest(random, world)
    if (made.kind !== 'body') continue
    return random.below(hugeEvery) > 0 ? made : { ...made, body: random.pick(hugeBodies)(random) }
  }
}

/** Each request must get a 4xx, its connection must be closed, and nothing after it may be served. */
async function sendAllRaw(
  url: string,
  raw: Record<string, string | Uint8Array>,
): Promise<string[]> {
  const told = await Promise.all(
    Object.entries(raw).map(async ([name, bytes]) => {
      const { text, closed } = await sendRaw(url, bytes, 20_000)
      const refused = /^HTTP\/1\.1 4\d\d /.test(text) && closed && !text.includes(' 200 OK')
      return refused ? [] : [`${name}: closed=${closed} ${text.slice(0, 60)}`]
    }),
  )
  return told.flat()
}
