// Rounds of `kill -9` in a storm of changes, each followed by a restart and reading everything back.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { randomFrom } from './random.ts'
import { Client, type ServerProcess, startServer } from './server-process.ts'
import { Storm } from './storm.ts'
import { answeredBy, damageIn, differences, storedIn } from './storm-facts.ts'

export interface KillRounds {
  readonly rounds: number
  readonly seed: number
  /** The command to run instead of the built one. */
  readonly program?: string | undefined
}

export interface KillCounts {
  readonly acknowledged: number
  readonly lost: number
  readonly half: number
  /** Not answered, but stored: either is right. */
  readonly unanswered: number
  readonly operations: number
  readonly slowestReadyMilliseconds: number
  readonly slowestReadyCpuMilliseconds: number
  readonly problems: readonly string[]
}

/** The server is killed when the clients have read about so many answers, and a moment more. */
const answersEach = { from: 150, below: 200 }
const longestMoment = 10

export async function killRounds({ rounds, seed, program }: KillRounds): Promise<KillCounts> {
  const random = randomFrom(seed)
  const data = mkdtempSync(join(tmpdir(), 'attrium-storm-'))
  const storm = new Storm(seed)
  const problems: string[] = []
  const counts = { acknowledged: 0, lost: 0, half: 0, unanswered: 0 }
  let [slowest, work] = [0, 0]
  let server = await startServer(data, { program })
  try {
    await storm.plant(server.url, data)
    for (let round = 1; round <= rounds; round++) {
      const answers = answersEach.from + random.below(answersEach.below)
      counts.acknowledged += await killedStorm(storm, server, data, {
        answers,
        moment: random.below(longestMoment),
      })
      server = await startServer(data, { program })
      slowest = Math.max(slowest, server.readyMilliseconds)
      work = Math.max(work, server.readyCpuMilliseconds)
      const { stored, wrong } = await readBack(storm, server, data)
      const settled = storm.settle(stored)
      counts.unanswered += settled.unanswered.length
      for (const { kind } of settled.problems) counts[kind]++
      const said = [...settled.problems.map(({ kind, what }) => `${kind}: ${what}`), ...wrong]
      problems.push(...said.map((problem) => `round ${round}: ${problem}`))
    }
    server.kill('SIGTERM')
    const ended = await server.ended
    if (ended !== 0) problems.push(`the server ended with ${ended} on SIGTERM`)
  } finally {
    server.kill('SIGKILL')
    await server.ended
    rmSync(data, { recursive: true })
  }
  return {
    ...counts,
    operations: storm.operations,
    slowestReadyMilliseconds: Math.round(slowest),
    slowestReadyCpuMilliseconds: work,
    problems,
  }
}

/** Answers how many changes were acknowledged before the server was gone. */
async function killedStorm(
  storm: Storm,
  server: ServerProcess,
  data: string,
  { answers, moment }: { answers: number; moment: number },
): Promise<number> {
  let acknowledged = 0
  await storm.rage(server.url, data, {
    acknowledged: () => {
      if (++acknowledged === answers) setTimeout(() => server.kill('SIGKILL'), moment)
    },
    enough: () => false,
  })
  const ended = await server.ended
  if (ended !== 'SIGKILL') throw new Error(`the server ended with ${ended}: ${server.log()}`)
  return acknowledged
}

/** What the restarted server's file holds, and everything that is wrong with it or its answers. */
async function readBack(storm: Storm, server: ServerProcess, data: string) {
  const client = new Client(server.url)
  const answered = await answeredBy(client, await client.signIn(data), storm.grounds)
  client.close()
  const connection = openConnection(join(data, 'attrium.db'), 'reader')
  try {
    const stored = storedIn(connection)
    const wrong = [...differences(answered, stored.facts), ...damageIn(connection)]
    return { stored, wrong }
  } finally {
    connection.close()
  }
}
