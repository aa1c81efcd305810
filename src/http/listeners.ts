// The servers under the program: plain or TLS, how many connections they take, how long they wait, how they end.
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { limits } from '../limits.ts'
import { answerBrokenHttp } from './broken-http.ts'
import { networkOf } from './network.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** A certificate with its chain, and the key that belongs to it, in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface ListenerOptions {
  /** Undefined: plain HTTP. */
  readonly certificate: Certificate | undefined
  /** Open connections of one address; 0: no limit but the one of all together. */
  readonly connectionsPerAddress: number
}

/** How many and how long: the part of `limits` that is about connections. */
export type ConnectionLimits = Readonly<
  Record<'connections' | 'requests_per_connection' | 'header_bytes' | 'header_count' | Wait, number>
>
type Wait =
  `${'headers' | 'request' | 'handshake' | 'check' | 'idle' | 'stalled' | 'drain'}_milliseconds`

/** Makes a server for each address that Fastify binds, and ends them together. */
export class Listeners {
  readonly #options: ListenerOptions
  readonly #limits: ConnectionLimits
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  #closing = false

  /** Other limits than the program's are for tests. */
  constructor(options: ListenerOptions, held: ConnectionLimits = limits) {
    this.#options = options
    this.#limits = held
  }

  /** Whether connections end with the answer that is being sent. */
  get closing(): boolean {
    return this.#closing
  }

  readonly make = (handler: RequestListener): Server => {
    const { certificate, connectionsPerAddress } = this.#options
    const held = this.#limits
    const plain = plainOptions(held)
    const server =
      certificate === undefined
        ? createServer(plain)
        : createTlsServer({ ...plain, ...tlsOptions(held), ...certificate })
    oneAtATime(server, certificate !== undefined, handler)
    server.maxConnections = held.connections
    server.maxRequestsPerSocket = held.requests_per_connection
    // Node drops headers above its limit silently; it has to see one more than is allowed.
    server.maxHeadersCount = held.header_count + 1
    server.setTimeout(held.stalled_milliseconds)
    server.on('clientError', answerBrokenHttp)
    // Once it listens, the most that fails is one connection, such as for want of a descriptor; without a
    // listener that would end the process.
    server.on('error', () => undefined)
    // Whoever has not greeted yet could not read an answer, and would keep the connection.
    server.on('tlsClientError', (_, socket: Duplex) => socket.destroy())
    // Whoever expects something else than 100-continue is served all the same (RFC 9110, 10.1.1).
    server.on('checkExpectation', (request, response) => server.emit('request', request, response))
    if (connectionsPerAddress > 0) capEachAddress(server, connectionsPerAddress)
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    this.#servers.push(server)
    return server
  }

  /**
   * Closing the app lets requests under way finish, those that have begun to arrive too, for so long
   * and no longer.
   */
  closeTogether(app: FastifyInstance): void {
    const timers: NodeJS.Timeout[] = []
    app.addHook('preClose', (done) => {
      this.#closing = true
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy()
      const closeIdle = () => {
        for (const server of this.#servers) server.closeIdleConnections()
      }
      const cutOff = () => {
        for (const server of this.#servers) server.closeAllConnections()
      }
      // An answer that left a moment ago may have promised to keep its connection.
      timers.push(setInterval(closeIdle, idleLookMilliseconds))
      timers.push(setTimeout(cutOff, this.#limits.drain_milliseconds))
      done()
    })
    app.addHook('onClose', async () => {
      await Promise.all(this.#servers.map(ended))
      for (const timer of timers) clearTimeout(timer)
    })
  }
}

const idleLookMilliseconds = 50

const plainOptions = (held: ConnectionLimits) => ({
  connectionsCheckingInterval: held.check_milliseconds,
  headersTimeout: held.headers_milliseconds,
  requestTimeout: held.request_milliseconds,
  keepAliveTimeout: held.idle_milliseconds,
  maxHeaderSize: held.header_bytes,
})

const tlsOptions = (held: ConnectionLimits) =>
  ({ minVersion: 'TLSv1.2', handshakeTimeout: held.handshake_milliseconds }) as const

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Of a server that is closing already, this waits for its last connection.
    server.close(() => resolve())
  })
}

/** What one address opens beyond its share is closed before a byte of it is read. */
function capEachAddress(server: Server, most: number): void {
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const address = networkOf(socket.remoteAddress ?? '')
    const others = open.get(address) ?? 0
    if (others >= most) {
      socket.destroy()
      return
    }
    open.set(address, others + 1)
    socket.once('close', () => {
      const left = (open.get(address) ?? 0) - 1
      if (left > 0) open.set(address, left)
      else open.delete(address)
    })
  })
}
