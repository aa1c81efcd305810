// G-26: clients read a long list at 32 KB a second, and other callers keep their share.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, residentMegabytes, startServer } from '../test/support/server-process.ts'
import type { Figure, Outcome } from './figure.ts'
import { callerWithoutRights, manyUsers } from './people.ts'

const mostMegabytes = 300
const readers = 50
const bytesPerSecond = 32 * 1024
/** About 50 MB as JSON. */
const users = 35_000
const readingMilliseconds = 20_000

export const slowReaders: Figure = {
  id: 'G-26',
  about: 'slow readers of long lists, and the lists of others meanwhile',
  alone: true,
  async run(run) {
    const data = mkdtempSync(join(tmpdir(), 'attrium-slow-readers-'))
    const server = await startServer(data)
    const client = new Client(server.url)
    try {
      const headers = await client.signIn(data)
      await manyUsers(client, headers, run.count(users))
      return await read({ ...server, client, headers })
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
  readonly client: Client
  readonly headers: Record<string, string>
}

async function read({ url, pid, client, headers }: Serving): Promise<Outcome> {
  const other = await callerWithoutRights(client, headers)
  const path = '/api/4.0/users'
  const slow = Array.from({ length: readers }, () => new SlowReader(url, path, headers))
  const before = residentMegabytes(pid)
  let megabytes = before
  const watching = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(pid))
  }, 100)
  const until = performance.now() + readingMilliseconds
  let [asked, answered, bytes] = [0, 0, 0]
  while (performance.now() < until || slow.some(({ begun }) => !begun)) {
    asked++
    const { status, text } = await client.ask({ path, headers: other })
    if (status === 200) answered++
    bytes = Math.max(bytes, text.length)
  }
  clearInterval(watching)
  const served = slow.filter(({ isServed }) => isServed).length
  const cut = slow.filter(({ socket }) => socket.destroyed).length
  for (const { socket } of slow) socket.destroy()
  const problems = [
    ...(megabytes < mostMegabytes ? [] : [`${megabytes} MB of memory`]),
    ...(answered === asked ? [] : [`${asked - answered} lists of another caller were refused`]),
    ...(cut === 0 ? [] : [`${cut} readers were cut off`]),
  ]
  const counts = {
    readers,
    served,
    cut,
    mb_before: before,
    mb: megabytes,
    others: asked,
    answered,
    other_bytes: bytes,
  }
  return { counts, problems }
}

/** Reads so many bytes of the answer per second. */
export class SlowReader {
  readonly socket: Socket
  #first = ''

  constructor(url: string, path: string, headers: Record<string, string>) {
    const { port, hostname } = new URL(url)
    this.socket = connect({ port: Number(port), host: hostname })
    this.socket.on('error', () => undefined)
    const lines = [`GET ${path} HTTP/1.1`, 'Host: x', `Authorization: ${headers['authorization']}`]
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    this.socket.pause()
    const reading = setInterval(() => {
      const bytes: Buffer | null = this.socket.read(bytesPerSecond) ?? this.socket.read()
      if (this.#first === '' && bytes !== null) this.#first = bytes.subarray(0, 12).toString()
    }, 1000)
    this.socket.on('close', () => clearInterval(reading))
  }

  get begun(): boolean {
    return this.#first !== '' || this.socket.destroyed
  }

  get isServed(): boolean {
    return this.#first === 'HTTP/1.1 200'
  }
}
