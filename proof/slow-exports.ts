// G-43: many clients read exports at 32 KB a second, some go away, and others go on setting values.
import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, residentMegabytes, startServer } from '../test/support/server-process.ts'
import type { Figure, Outcome, Run } from './figure.ts'
import { newHeaders } from './people.ts'
import { SlowReader } from './slow-readers.ts'

const mostMegabytes = 300
const mostLogBytes = 200_000_000
const callers = 20
/** A caller has one export made at a time, and eight wait. */
const readersOfCaller = 5
const users = 20_000
const readingMilliseconds = 20_000

export const slowExports: Figure = {
  id: 'G-43',
  about: "slow readers of exports; memory, SQLite's log, files left behind",
  alone: true,
  async run(run) {
    const data = mkdtempSync(join(tmpdir(), 'attrium-slow-exports-'))
    const server = await startServer(data)
    const client = new Client(server.url)
    try {
      const headers = await client.signIn(data)
      return await read({ ...server, data, client, headers }, run)
    } finally {
      client.close()
      server.kill('SIGKILL')
      await server.ended
      rmSync(data, { recursive: true })
    }
  },
}

interface Serving {
  readonly url: string
  readonly pid: number
  readonly data: string
  readonly client: Client
  readonly headers: Record<string, string>
}

async function read({ url, pid, data, client, headers }: Serving, run: Run): Promise<Outcome> {
  const post = (path: string, body: object, method = 'POST') =>
    client.ask({ method, path: `/api/4.0${path}`, headers, body: JSON.stringify(body) })
  const attribute = JSON.parse(
    (
      await post('/user_attributes', {
        name: 'note',
        label: 'Note',
        type: 'string',
        default_value: 'x'.repeat(1000),
      })
    ).text,
  ) as { id: string }
  let made = 0
  const most = run.count(users)
  const lane = async () => {
    while (made++ < most) await post('/users', { first_name: 'Many' })
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  const keys = await Promise.all(
    Array.from({ length: callers }, () => newHeaders(client, headers, true)),
  )
  const path = `/api/attrium/1.0/values.csv?attributes=${attribute.id}`
  const before = residentMegabytes(pid)
  const slow = keys.flatMap((key) =>
    Array.from({ length: readersOfCaller }, () => new SlowReader(url, path, key)),
  )
  let [megabytes, logBytes, set] = [before, 0, 0]
  const watching = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(pid))
    const log = statSync(join(data, 'attrium.db-wal'), { throwIfNoEntry: false })?.size ?? 0
    logBytes = Math.max(logBytes, log)
  }, 100)
  const until = performance.now() + readingMilliseconds
  while (performance.now() < until || slow.some(({ begun }) => !begun)) {
    const value = `value ${set++} ${'y'.repeat(1000)}`
    await post(`/users/1/attribute_values/${attribute.id}`, { value }, 'PATCH')
    // Some go away in the middle.
    if (set % 50 === 0) slow[set % slow.length]?.socket.destroy()
  }
  clearInterval(watching)
  const served = slow.filter(({ isServed }) => isServed).length
  for (const { socket } of slow) socket.destroy()
  const left = await untilNone(() => spooled(pid))
  const problems = [
    ...(megabytes < mostMegabytes ? [] : [`${megabytes} MB of memory`]),
    ...(logBytes < mostLogBytes ? [] : [`${logBytes} bytes of log`]),
    ...(left === 0 ? [] : [`${left} files of exports are still open`]),
    ...(served >= slow.length / 2 ? [] : [`only ${served} readers were served`]),
  ]
  const mb_log = Math.round(logBytes / 1e6)
  return {
    counts: { readers: slow.length, served, set, mb_before: before, mb: megabytes, mb_log, left },
    problems,
  }
}

/** Files without a name that the process has open: exports that wait for their readers. */
const spooled = (pid: number): number =>
  readdirSync(`/proc/${pid}/fd`).filter((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`).includes('attrium.list-')
    } catch {
      return false
    }
  }).length

async function untilNone(count: () => number): Promise<number> {
  const until = performance.now() + 10_000
  while (count() > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return count()
}
