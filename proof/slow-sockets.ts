// G-15: a thousand connections send one byte a second; other callers hardly notice, and the connections soon end.
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, startServer } from '../test/support/server-process.ts'
import type { Figure, Outcome, Run } from './figure.ts'

/** The connections come from so many loopback addresses that no address has more than its share. */
const addresses = 10
const ordinaryClients = 4
const mostP99 = 100
const goneAfter = 17_000
const patience = 25_000

export const slowSockets: Figure = {
  id: 'G-15',
  about: 'connections that send one byte a second, beside ordinary requests',
  alone: true,
  run: async (run) => {
    const data = mkdtempSync(join(tmpdir(), 'attrium-slow-'))
    const server = await startServer(data)
    const client = new Client(server.url, ordinaryClients)
    try {
      return await besiege(run, { url: server.url, pid: server.pid }, client, data)
    } finally {
      client.close()
      server.kill('SIGTERM')
      await server.ended
      rmSync(data, { recursive: true })
    }
  },
}

async function besiege(
  { count }: Run,
  { url, pid }: { url: string; pid: number },
  client: Client,
  data: string,
): Promise<Outcome> {
  const headers = await client.signIn(data)
  const openSockets = () => socketsOf(pid)
  const base = await ordinaryTimes(client, headers, performance.now() + 2000)
  const before = openSockets()
  const sockets = Array.from({ length: count(1000) }, (_, at) => slowSocket(url, at))
  const started = performance.now()
  const sending = setInterval(() => {
    for (const { socket } of sockets) if (socket.writable) socket.write('a')
  }, 1000)
  const all = Promise.all(sockets.map(({ closed }) => closed))
  const late = new Promise<void>((resolve) => setTimeout(resolve, patience))
  const gone = Promise.race([all, late]).then(() => performance.now() - started)
  const under = await ordinaryTimes(client, headers, started + goneAfter)
  const left = sockets.filter(({ socket }) => !socket.destroyed).length
  const milliseconds = await gone
  clearInterval(sending)
  for (const { socket } of sockets) socket.destroy()
  const grown = openSockets() - before
  const [p99, usual] = [quantile(under, 0.99), quantile(base, 0.99)]
  const problems = [
    // A machine that is busy with other work is slow even without these connections.
    ...(p99 <= Math.max(mostP99, usual * 1.5)
      ? []
      : [`p99 of ordinary requests was ${p99.toFixed(1)} ms`]),
    ...(left === 0 ? [] : [`${left} slow connections were left after ${goneAfter} ms`]),
    ...(grown <= 0 ? [] : [`${grown} sockets were not given back`]),
  ]
  return {
    counts: {
      slow: sockets.length,
      left,
      all_gone_ms: Math.round(milliseconds),
      ordinary: under.length,
      p99_ms: p99.toFixed(1),
      p99_before_ms: usual.toFixed(1),
      sockets_kept: Math.max(0, grown),
    },
    problems,
  }
}

/** Only sockets are counted, because other open files come and go with the load. */
function socketsOf(pid: number): number {
  const directory = `/proc/${pid}/fd`
  return readdirSync(directory).filter((name) => isSocket(`${directory}/${name}`)).length
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:')
  } catch {
    return false // It was closed in the meantime.
  }
}

/** Every second connection is slow in its headers, the others in their bodies. */
function slowSocket(url: string, at: number): { socket: Socket; closed: Promise<void> } {
  const { port, hostname } = new URL(url)
  const localAddress = `127.0.1.${1 + (at % addresses)}`
  const socket = connect({ port: Number(port), host: hostname, localAddress })
  const head = 'POST /api/4.0/login HTTP/1.1\r\nHost: x\r\n'
  socket.write(at % 2 === 0 ? `${head}X-Slow: ` : `${head}Content-Length: 10000\r\n\r\n`)
  socket.resume()
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return { socket, closed }
}

/** The milliseconds of each request; reads and changes alternate, and each client sends one at a time. */
async function ordinaryTimes(
  client: Client,
  headers: Record<string, string>,
  until: number,
): Promise<number[]> {
  const times: number[] = []
  const path = '/api/4.0/users/1/attribute_values'
  const ask = async (own: number) => {
    for (let count = 0; performance.now() < until; count++) {
      const started = performance.now()
      const body = JSON.stringify({ value: `/${own}/${count}` })
      const change = { method: 'PATCH', path: `${path}/13`, headers, body }
      const { status } = await client.ask(count % 2 === 0 ? { path, headers } : change)
      if (status !== 200) throw new Error(`an ordinary request was answered ${status}`)
      times.push(performance.now() - started)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await Promise.all(Array.from({ length: ordinaryClients }, (_, own) => ask(own)))
  return times
}

const quantile = (times: readonly number[], part: number) =>
  [...times].sort((one, other) => one - other)[Math.floor(times.length * part)] ?? 0
