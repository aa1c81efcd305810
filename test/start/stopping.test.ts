// From the signal to the end of the process: no new callers, and an answer for all current ones within the allowed
// time.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attrium, endPrograms, freshDirectory, type Program } from './program.ts'

let program: Program
let url: URL
let remove: () => void
const sockets: Socket[] = []
beforeEach(async () => {
  const made = freshDirectory()
  remove = made.remove
  program = attrium(['--data', made.directory, '--port', '0'])
  url = new URL(await program.ready)
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  endPrograms()
  remove()
})

/** A connection that has sent these bytes, which the server has read. */
async function begun(bytes: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(Number(url.port), url.hostname)
  sockets.push(socket)
  socket.on('error', () => undefined)
  let text = ''
  socket.on('data', (part) => {
    text += part
  })
  const answer = once(socket, 'close').then(() => text)
  await new Promise((resolve) => socket.write(bytes, resolve))
  // The server answers another request, so it has read the first part.
  expect((await fetch(`${url.origin}/alive`)).status).toBe(200)
  return { socket, answer }
}

const refusesConnections = async () => {
  const socket = connect(Number(url.port), url.hostname)
  sockets.push(socket)
  return new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(false)).on('error', () => resolve(true))
  })
}

const head = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n`

describe('a server that is told to stop', { timeout: 30_000 }, () => {
  it('is not ready and takes no new connection, but answers who has begun to ask', async () => {
    const ready = await begun(head('/readyz'))
    const alive = await begun(head('/livez'))
    program.signal('SIGTERM')
    while (!(await refusesConnections())) await new Promise(setImmediate)
    ready.socket.write('\r\n')
    const answer = await ready.answer
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nConnection: close\r\n[\s\S]*"draining"/)
    alive.socket.write('\r\n')
    expect(await alive.answer).toMatch(/^HTTP\/1\.1 200 /)
    expect((await program.ended).code).toBe(0)
  })

  it('does not wait for connections that ask nothing', async () => {
    await begun('')
    const asked = await begun(`${head('/alive')}\r\n`)
    program.signal('SIGTERM')
    expect((await program.ended).code).toBe(0)
    expect(await asked.answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('ends at once when it is told again', async () => {
    const { answer } = await begun(head('/alive'))
    program.signal('SIGTERM')
    while (!(await refusesConnections())) await new Promise(setImmediate)
    program.signal('SIGINT')
    expect((await program.ended).code).toBe(1)
    expect(await answer).toBe('')
  })
})
