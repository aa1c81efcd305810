// G-16: after SIGTERM with a hundred changes under way, each is answered or was never taken, and the process ends
// well.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnection } from '../src/store/sqlite/connection.ts'
import { randomFrom } from '../test/support/random.ts'
import { Client, type ServerProcess, startServer } from '../test/support/server-process.ts'
import type { Figure, Outcome, Run } from './figure.ts'

const lanes = 100
const longest = 10_000

/** A value of one writer, who sends a change only after learning the outcome of the previous one. */
interface Lane {
  readonly user_attribute_id: string
  readonly sent: string[]
  readonly acknowledged: string[]
}

export const drains: Figure = {
  id: 'G-16',
  about: 'SIGTERM with changes under way: nothing acknowledged is lost, nothing takes too long',
  alone: true,
  run: async (run) => {
    const data = mkdtempSync(join(tmpdir(), 'attrium-drains-'))
    try {
      return await drainRounds(run, data)
    } finally {
      rmSync(data, { recursive: true })
    }
  },
}

async function drainRounds({ count, seed }: Run, data: string): Promise<Outcome> {
  const random = randomFrom(seed)
  const problems: string[] = []
  const rounds = count(50)
  let [badExits, slowest] = [0, 0]
  let held: Lane[] | undefined
  for (let round = 1; round <= rounds; round++) {
    const server = await startServer(data)
    const client = new Client(server.url, lanes)
    const headers = await client.signIn(data)
    held ??= await plantLanes(client, headers)
    const unexpected: string[] = []
    const writing = held.map((lane) => write(lane, client, headers, round, unexpected))
    const milliseconds = await drain(server, 50 + random.below(250))
    await Promise.all(writing)
    client.close()
    slowest = Math.max(slowest, milliseconds)
    if ((await server.ended) !== 0) badExits++
    if (existsSync(join(data, 'attrium.db-wal'))) unexpected.push('the log was not copied')
    problems.push(...[...unexpected, ...lost(data, held)].map((it) => `round ${round}: ${it}`))
  }
  if (badExits > 0) problems.push(`${badExits} times the process did not end with 0`)
  if (slowest > longest) problems.push(`one took ${Math.round(slowest)} ms`)
  const total = (of: (lane: Lane) => readonly string[]) =>
    (held ?? []).reduce((sum, lane) => sum + of(lane).length, 0)
  return {
    counts: {
      drains: rounds,
      in_flight: lanes,
      sent: total(({ sent }) => sent),
      acknowledged: total(({ acknowledged }) => acknowledged),
      lost: problems.length,
      bad_exits: badExits,
      longest_ms: Math.round(slowest),
    },
    problems,
  }
}

/** Milliseconds from the signal to the end of the process. */
async function drain(server: ServerProcess, after: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, after))
  const signalled = performance.now()
  server.kill('SIGTERM')
  await server.ended
  return performance.now() - signalled
}

/** Writes until a connection is refused or broken; any answer other than 200 is unexpected. */
async function write(
  lane: Lane,
  client: Client,
  headers: Record<string, string>,
  round: number,
  unexpected: string[],
): Promise<void> {
  const path = `/api/4.0/users/1/attribute_values/${lane.user_attribute_id}`
  for (let count = 0; ; count++) {
    const value = `${round}-${count}`
    lane.sent.push(value)
    const body = JSON.stringify({ value })
    const asked = { method: 'PATCH', path, headers, body }
    const answer = await client.ask(asked).catch(() => undefined)
    if (answer === undefined) return
    if (answer.status === 200) lane.acknowledged.push(value)
    else unexpected.push(`${answer.status} ${answer.text.slice(0, 100)}`)
  }
}

/**
 * The store and the audit must have all acknowledged changes in their order, and beyond those only changes
 * in doubt.
 */
function lost(data: string, held: readonly Lane[]): string[] {
  const connection = openConnection(join(data, 'attrium.db'), 'reader')
  const value = connection
    .prepare('select value from user_attribute_user_values where user_attribute_id = ?')
    .pluck()
  const audit = connection
    .prepare(
      `select new_value from audit where user_attribute_id = ?
        and operation = 'set_user_attribute_user_value' order by sequence`,
    )
    .pluck()
  const problems = held.flatMap(({ user_attribute_id, sent, acknowledged }) => {
    const audited = audit.all(user_attribute_id) as string[]
    const stored = value.get(user_attribute_id)
    const known = new Set(acknowledged)
    const [written, asked] = [new Set(audited), new Set(sent)]
    return [
      ...(stored === audited.at(-1) ? [] : [`${stored} is stored, ${audited.at(-1)} is audited`]),
      ...(written.size === audited.length ? [] : ['a change is audited twice']),
      ...(audited.every((it) => asked.has(it)) ? [] : ['what nobody sent is audited']),
      ...acknowledged.filter((it) => !written.has(it)).map((it) => `${it} is lost`),
      ...(audited.filter((it) => known.has(it)).join() === acknowledged.join()
        ? []
        : ['what was acknowledged is in another order']),
    ]
  })
  connection.close()
  return problems
}

async function plantLanes(client: Client, headers: Record<string, string>): Promise<Lane[]> {
  const planted: Lane[] = []
  for (let at = 0; at < lanes; at++) {
    const body = JSON.stringify({ name: `lane_${at}`, type: 'string' })
    const path = '/api/4.0/user_attributes'
    const { text } = await client.ask({ method: 'POST', path, headers, body })
    planted.push({ user_attribute_id: JSON.parse(text).id, sent: [], acknowledged: [] })
  }
  return planted
}
