// F-26: without free descriptors, new connections are refused, existing ones are served, and the server recovers.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Client, startServer } from '../../support/server-process.ts'

/** Lets a process have `more` descriptors than it has now. */
const limit = (pid: number, more: number) => {
  const most = readdirSync(`/proc/${pid}/fd`).length + more
  return spawnSync('prlimit', ['--pid', String(pid), `--nofile=${most}:${most}`]).status === 0
}
const canLimit = spawnSync('prlimit', ['--nofile=64:64', 'true']).status === 0

test.skipIf(!canLimit)(
  'a server without descriptors serves who is connected (needs prlimit)',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'attrium-descriptors-'))
    const server = await startServer(data)
    const { port, hostname } = new URL(server.url)
    const client = new Client(server.url, 1)
    const headers = await client.signIn(data)
    const path = '/api/4.0/users/1/attribute_values/13'
    const write = (value: string) =>
      client.ask({ method: 'PATCH', path, headers, body: JSON.stringify({ value }) })
    expect((await write('/before')).status).toBe(200)
    expect(limit(server.pid, 20)).toBe(true)

    /** The result of a new connection: with an answer or without one. */
    const sockets: Socket[] = []
    const opened = () =>
      new Promise<'served' | 'refused'>((resolve) => {
        const socket = connect(Number(port), hostname)
        sockets.push(socket)
        socket.on('error', () => undefined)
        socket.on('data', () => resolve('served'))
        socket.on('close', () => resolve('refused'))
        socket.write('GET /alive HTTP/1.1\r\nHost: x\r\n\r\n')
      })
    const outcomes = await Promise.all(Array.from({ length: 80 }, opened))
    expect(outcomes).toContain('served')
    expect(outcomes).toContain('refused')
    expect(await opened()).toBe('refused')
    for (let count = 0; count < 20; count++) {
      expect((await write(`/without-${count}`)).status).toBe(200)
    }

    // Enough that the log of SQLite has to be copied, for which it may be impossible to start a thread.
    const large = 'x'.repeat(60_000)
    for (let count = 0; count < 1200; count++) {
      expect((await write(`/${count}${large}`)).status).toBe(200)
    }

    for (const socket of sockets) socket.destroy()
    // The server closes its ends once it has served the requests that are still there.
    while ((await opened()) === 'refused') expect((await write('/meanwhile')).status).toBe(200)
    expect((await write('/after')).status).toBe(200)
    for (const socket of sockets) socket.destroy()
    client.close()
    server.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    rmSync(data, { recursive: true })
  },
)
