// G-25: connections send hundreds of requests at once and read nothing, beside ordinary requests.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, residentMegabytes, startServer } from '../test/support/server-process.ts'
import type { Figure, Outcome, Run } from './figure.ts'
import { callerWithoutRights, manyUsers } from './people.ts'

const most = { megabytes: 300, health: 100, change: 250 }
const siegeMilliseconds = 10_000
/** Lists have the greatest length that is not yet made in parts. */
const users = 480

export const unreadRequests: Figure = {
  id: 'G-25',
  about: 'requests sent by the hundred on connections that read nothing',
  alone: true,
  async run(run) {
    const data = mkdtempSync(join(tmpdir(), 'attrium-unread-'))
    const server = await startServer(data)
    const client = new Client(server.url)
    try {
      const headers = await client.signIn(data)
      await manyUsers(client, headers, users)
      const nobody = await callerWithoutRights(client, headers)
      const open = 'GET /api/4.0/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'
      const list = `GET /api/4.0/users HTTP/1.1\r\nHost: x\r\nAuthorization: ${nobody['authorization']}\r\n\r\n`
      const besieged = { ...server, client, headers }
      const outcomes = [
        await besiege(run, besieged, 'open', open),
        await besiege(run, besieged, 'signed_in', list),
      ]
      return {
        counts: Object.assign({}, ...outcomes.map(({ counts }) => counts)),
        problems: outcomes.flatMap(({ problems }) => problems),
      }
    } finally {
      client.close()
      server.kill('SIGKILL')
      await server.ended
      rmSync(data, { recursive: true })
    }
  },
}

interface Besieged {
  readonly url: string
  readonly pid: number
  readonly client: Client
  readonly headers: Record<string, string>
}

async function besiege(
  { count }: Run,
  server: Besieged,
  kind: string,
  request: string,
): Promise<Outcome> {
  const usual = await delays(server, 2000)
  const before = residentMegabytes(server.pid)
  const sockets = Array.from({ length: count(100) }, () => sender(server.url, request.repeat(700)))
  let megabytes = 0
  const watching = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(server.pid))
  }, 100)
  const under = await delays(server, siegeMilliseconds)
  clearInterval(watching)
  for (const socket of sockets) socket.destroy()
  // A machine that is busy with other work is slow even without these connections.
  const isSlow = (name: 'health' | 'change') => under[name] > Math.max(most[name], usual[name] * 2)
  const problems = [
    ...(megabytes < most.megabytes ? [] : [`${kind}: ${megabytes} MB of memory`]),
    ...(isSlow('health') ? [`${kind}: p99 of /livez was ${Math.round(under.health)} ms`] : []),
    ...(isSlow('change') ? [`${kind}: p99 of a change was ${Math.round(under.change)} ms`] : []),
  ]
  const counts = {
    [`${kind}_mb_before`]: before,
    [`${kind}_mb`]: megabytes,
    [`${kind}_livez_p99_ms`]: Math.round(under.health),
    [`${kind}_change_p99_ms`]: Math.round(under.change),
  }
  return { counts, problems }
}

function sender(url: string, text: string): Socket {
  const { port, hostname } = new URL(url)
  const socket = connect({ port: Number(port), host: hostname })
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(text)
  return socket
}

/** The 99th percentile of the delays of health checks and of changes, each sent one at a time. */
async function delays({ client, headers }: Besieged, milliseconds: number) {
  const until = performance.now() + milliseconds
  const path = '/api/4.0/users/1/attribute_values/13'
  const change = (at: number) => ({
    method: 'PATCH',
    path,
    headers,
    body: JSON.stringify({ value: `/${at}` }),
  })
  const ask = async (asked: (at: number) => Parameters<Client['ask']>[0]) => {
    const times: number[] = []
    for (let at = 0; performance.now() < until; at++) {
      const started = performance.now()
      const { status } = await client.ask(asked(at))
      if (status !== 200) throw new Error(`an ordinary request was answered ${status}`)
      times.push(performance.now() - started)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0
  }
  const [health, changed] = await Promise.all([ask(() => ({ path: '/livez' })), ask(change)])
  return { health, change: changed }
}
