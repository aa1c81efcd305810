// A store with a million values copied to PostgreSQL and back, each copy killed half-way and resumed.
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fill, signIn } from '../bench/data.ts'
import { Fleet } from '../bench/fleet.ts'
import { firstUserId } from '../bench/requests.ts'
import { serve } from '../src/serve.ts'
import { readSettings } from '../src/settings.ts'
import { startCluster } from '../test/postgres/cluster.ts'
import { attriumCommand } from '../test/start/program.ts'
import { type Random, randomFrom } from '../test/support/random.ts'
import type { Figure, Outcome, Run } from './figure.ts'

const full = { values: 1_000_000, reads: 10_000 }

export const copies: Figure = {
  engine: 'postgres',
  id: 'copy',
  about: 'a copy to the other engine and back, killed and resumed: the same answers',
  async run(run) {
    const fleet = new Fleet()
    const cluster = await startCluster()
    try {
      return await thereAndBack(fleet, cluster.url, run)
    } finally {
      await cluster.stop()
      fleet.close()
    }
  },
}

async function thereAndBack(
  fleet: Fleet,
  database: string,
  { count, seed }: Run,
): Promise<Outcome> {
  const values = count(full.values)
  const source = await fill(fleet, 'source', values)
  const keyFile = join(source.directory, 'master.key')
  const back = join(fleet.directory, 'back')
  const random = randomFrom(seed)
  const users = Array.from({ length: count(full.reads) }, () => aUser(random, source.users))
  const answers = (flags: Flags) => digestOf(flags, join(source.directory, 'looker.ini'), users)

  const before = await answers({ data: source.directory })
  const there = await killedCopy(`sqlite:${source.directory}`, database, { keyFile, values })
  const node = join(fleet.directory, 'node')
  const onPostgres = await answers({ data: node, database, masterKeyFile: keyFile })
  const home = await killedCopy(database, `sqlite:${back}`, { keyFile, values })
  const after = await answers({ data: back })
  rmSync(back, { recursive: true })

  const problems = [
    ...there.problems,
    ...home.problems,
    ...(onPostgres === before ? [] : ['PostgreSQL answers otherwise']),
    ...(after === before ? [] : ['SQLite answers otherwise when all is back']),
  ]
  return {
    counts: {
      ...{ values, sampled_reads: users.length, killed: there.killed + home.killed },
      ...{ there_seconds: there.seconds, back_seconds: home.seconds },
      ...{ answers: before.slice(0, 12), differences: problems.length },
    },
    problems,
  }
}

const aUser = (random: Random, users: number) => String(firstUserId + random.below(users))

type Flags = Parameters<typeof readSettings>[0]

/** A digest of these users' values, with the whole search path of each. */
async function digestOf(flags: Flags, ini: string, users: readonly string[]): Promise<string> {
  const settings = readSettings({ port: '0', logLevel: 'silent', rateLimit: '0', ...flags }, {})
  const running = await serve(settings)
  try {
    const token = await signIn(Number(new URL(running.url).port), ini)
    const hash = createHash('sha256')
    for (const user of users) {
      const answer = await running.app.inject({
        url: `/api/4.0/users/${user}/attribute_values?all_values=true&include_unset=true`,
        headers: { authorization: `token ${token}` },
      })
      if (answer.statusCode !== 200) throw new Error(`user ${user}: ${answer.statusCode}`)
      hash.update(answer.payload)
    }
    return hash.digest('hex')
  } finally {
    await running.stop()
  }
}

/** Kills the command when half of the values are copied, and runs it again to its end. */
async function killedCopy(
  from: string,
  to: string,
  { keyFile, values }: { keyFile: string; values: number },
) {
  const begun = performance.now()
  const words = ['--from', from, '--to', to, '--master-key-file', keyFile]
  const first = attriumCommand('copy', words)
  let isOver = false
  first.ended.then(() => {
    isOver = true
  })
  while (!isOver && copiedValues(first.errors()) < values / 2) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  first.signal('SIGKILL')
  const { code: killed } = await first.ended
  const { code, stderr } = await attriumCommand('copy', words).ended
  return {
    killed: killed === null ? 1 : 0,
    seconds: ((performance.now() - begun) / 1000).toFixed(1),
    problems: [
      ...(killed === null ? [] : ['the copy was over before it was killed']),
      ...(code === 0 ? [] : [`the second copy ended with ${code}: ${stderr.slice(-500)}`]),
    ],
  }
}

const copiedValues = (told: string) =>
  Number([...told.matchAll(/^user_attribute_user_values (\d+) so far$/gm)].at(-1)?.[1] ?? 0)
