// The number of connections and their time-outs: at every limit, and one past it.
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { fastify } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { type ConnectionLimits, Listeners } from './listeners.ts'

const plain = { certificate: undefined, connectionsPerAddress: 0 }
const ending: (() => void)[] = []
afterEach(() => {
  for (const end of ending.splice(0)) end()
})

/** The limits of the program, except those given here. */
const held = (given: Partial<ConnectionLimits>): ConnectionLimits => ({
  ...limits,
  check_milliseconds: 20,
  ...given,
})

const sayOk: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('ok'))
}

async function listening(
  given: Partial<ConnectionLimits>,
  { connectionsPerAddress = 0, handler = sayOk } = {},
): Promise<{ port: number; server: Server }> {
  const server = new Listeners({ ...plain, connectionsPerAddress }, held(given)).make(handler)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ending.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, server }
}

class Caller {
  readonly socket: Socket
  readonly closed: Promise<void>
  text = ''

  constructor(port: number, localAddress = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress })
    this.socket.on('error', () => undefined)
    this.socket.on('data', (part) => {
      this.text += part
    })
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()))
    ending.push(() => this.socket.destroy())
  }

  /** Sends the bytes, and waits until that many answers have arrived or the server has closed. */
  async ask(bytes: string, answers = 1): Promise<string> {
    this.socket.write(bytes)
    while (this.text.split('HTTP/1.1 ').length <= answers && !this.socket.destroyed) {
      await Promise.race([once(this.socket, 'data'), this.closed])
    }
    return this.text
  }
}

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

describe('connections', { timeout: 15_000 }, () => {
  test('are taken up to the limit; one more is closed, and one less makes room', async () => {
    const { port } = await listening({ connections: 3 })
    const callers = [1, 2, 3].map(() => new Caller(port))
    for (const caller of callers) expect(await caller.ask(get)).toContain('200 OK')
    const fourth = new Caller(port)
    await fourth.closed
    expect(fourth.text).toBe('')
    callers[0]?.socket.destroy()
    await callers[0]?.closed
    expect(await callers[1]?.ask(get, 2)).toContain('200 OK')
    expect(await new Caller(port).ask(get)).toContain('200 OK')
  })

  test('of one address are taken up to its share, and other addresses are not hindered', async () => {
    const { port } = await listening({}, { connectionsPerAddress: 2 })
    const own = [new Caller(port), new Caller(port)]
    for (const caller of own) expect(await caller.ask(get)).toContain('200 OK')
    const third = new Caller(port)
    await third.closed
    expect(third.text).toBe('')
    expect(await new Caller(port, '127.0.0.2').ask(get)).toContain('200 OK')
    own[0]?.socket.destroy()
    await own[0]?.closed
    // Once the server has answered another connection, it has seen this one close.
    expect(await own[1]?.ask(get, 2)).toContain('200 OK')
    expect(await new Caller(port).ask(get)).toContain('200 OK')
  })

  test('serve so many requests: the last answer says so, and one more is refused', async () => {
    const { port } = await listening({ requests_per_connection: 3 })
    const caller = new Caller(port)
    for (const count of [1, 2, 3, 4]) await caller.ask(get, count)
    const answers = caller.text.split('HTTP/1.1 ').slice(1)
    const told = answers.map((answer) => [answer.slice(0, 3), /^connection: close/im.test(answer)])
    expect(told.slice(0, 3)).toEqual([
      ['200', false],
      ['200', false],
      ['200', true],
    ])
    expect(told[3]?.[0]).toBe('503')
  })

  test('hold to what the program says when nobody says otherwise', () => {
    const server = new Listeners(plain).make(sayOk)
    expect(server).toMatchObject({
      maxConnections: limits.connections,
      maxRequestsPerSocket: limits.requests_per_connection,
      maxHeadersCount: limits.header_count + 1,
      headersTimeout: limits.headers_milliseconds,
      requestTimeout: limits.request_milliseconds,
      keepAliveTimeout: limits.idle_milliseconds,
      timeout: limits.stalled_milliseconds,
    })
  })
})

// A connection that is not cut off would be waited for.
const patience = { timeout: 15_000 }

describe('a slow sender', patience, () => {
  const timedOut = /^HTTP\/1\.1 408 /

  test('who says nothing is told so and cut off', async () => {
    const { port } = await listening({ headers_milliseconds: 60 })
    const caller = new Caller(port)
    await caller.closed
    expect(caller.text).toMatch(timedOut)
  })

  test('of headers is cut off, one who sends them in two parts is not', async () => {
    const { port } = await listening({ headers_milliseconds: 60 })
    const slow = new Caller(port)
    slow.socket.write(get.slice(0, 20))
    await slow.closed
    expect(slow.text).toMatch(timedOut)
    const patient = await listening({})
    const caller = new Caller(patient.port)
    await new Promise((resolve) => caller.socket.write(get.slice(0, 20), resolve))
    expect(await caller.ask(get.slice(20))).toContain('200 OK')
  })

  test('of a body is cut off when the whole request takes too long', async () => {
    const { port } = await listening({ headers_milliseconds: 40, request_milliseconds: 80 })
    const slow = new Caller(port)
    slow.socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na')
    await slow.closed
    expect(slow.text).toMatch(timedOut)
  })
})

test('a receiver that takes nothing of its answer is cut off', patience, async () => {
  const large = Buffer.alloc(64 * 1024 * 1024)
  const { port, server } = await listening(
    { stalled_milliseconds: 60 },
    { handler: (_, response) => response.end(large) },
  )
  const ended = new Promise<void>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve()))
  })
  const caller = new Caller(port)
  caller.socket.pause()
  caller.socket.write(get)
  await ended
})

test(
  'who waits while the server works is not cut off, however long it takes',
  patience,
  async () => {
    const { port } = await listening(
      { stalled_milliseconds: 40 },
      {
        handler: (request, response) => {
          request.resume().on('end', () => setTimeout(() => response.end('late'), 400))
        },
      },
    )
    expect(await new Caller(port).ask(get)).toContain('late')
  },
)

test('a connection without requests is closed', patience, async () => {
  const { port } = await listening({ idle_milliseconds: 60 })
  const caller = new Caller(port)
  expect(await caller.ask(get)).toContain('200 OK')
  await caller.closed
})

describe('closing', patience, () => {
  async function closable(given: Partial<ConnectionLimits>) {
    const listeners = new Listeners(plain, held(given))
    const app = fastify({ serverFactory: listeners.make, return503OnClosing: false })
    listeners.closeTogether(app)
    const begun: (() => void)[] = []
    app.get('/', async () => 'ok')
    app.get('/slow', () => new Promise((resolve) => begun.push(() => resolve('finished'))))
    // Where there is IPv6, the name has two addresses, hence two servers.
    await app.listen({ port: 0, host: 'localhost' })
    ending.push(() => void app.close())
    return { app, port: (app.server.address() as AddressInfo).port, begun }
  }

  test('waits for the answer to a request under way, and for no other use of its connection', async () => {
    const { app, port, begun } = await closable({})
    const caller = new Caller(port)
    caller.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    while (begun.length === 0) await new Caller(port).ask(get)
    const closed = app.close()
    while (app.server.listening) await new Promise(setImmediate)
    begun[0]?.()
    await closed
    await caller.closed
    expect(caller.text).toMatch(/200 OK[\s\S]*finished$/)
  })

  test('waits for nobody who has not begun to ask', async () => {
    const { app, port } = await closable({})
    const silent = new Caller(port)
    expect(await new Caller(port).ask(get)).toContain('200 OK')
    await app.close()
    await silent.closed
  })

  test('answers one that has begun to arrive', async () => {
    const { app, port } = await closable({})
    const caller = new Caller(port)
    await caller.ask(get)
    await new Promise((resolve) => caller.socket.write(get.slice(0, 20), resolve))
    expect(await new Caller(port).ask(get)).toContain('200 OK')
    const closed = app.close()
    expect(await caller.ask(get.slice(20), 2)).toMatch(/200 OK[\s\S]*200 OK[\s\S]*close/)
    await closed
  })

  test('cuts off what does not finish in time', async () => {
    const { app, port, begun } = await closable({ drain_milliseconds: 60 })
    const caller = new Caller(port)
    caller.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    while (begun.length === 0) await new Caller(port).ask(get)
    await app.close()
    await caller.closed
    expect(caller.text).toBe('')
  })
})
