// Runs rounds of `kill -9` during a storm of changes, with a restart and a full read after each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { randomFrom } from '../../test/support/random.ts'
import { Client, type ServerProcess, startServer } from '../../test/support/server-process.ts'
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
  /** Changes that are stored but were not answered; storing or losing them is right. */
  readonly unanswered: number
  readonly operations: number
  readonly slowestReadyMilliseconds: number
  readonly problems: readonly string[]
}

/** The server is killed a moment after the clients have read about this many answers. */
const answersEach = { from: 150, below: 200 }
const longestMoment = 10

export async function killRounds({ rounds, seed, program }: KillRounds): Promise<KillCounts> {
  const random = randomFrom(seed)
  const data = mkdtempSync(join(tmpdir(), 'attrium-storm-'))
  const storm = new Storm(seed)
  const problems: string[] = []
  const counts = { acknowledged: 0, lost: 0, half: 0, unanswered: 0 }
  let slowest = 0
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
    problems,
  }
}

/** Returns the number of changes that were acknowledged before the server was gone. */
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

/** The content of the restarted server's file, and every fault of the file or of the server's answers. */
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
