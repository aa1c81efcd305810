// The servers under the program, plain or TLS: their connection limits, their time-outs and how they stop.
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { limits } from '../limits.ts'
import { answerBrokenHttp } from './broken-http.ts'
import { networkOf } from './network.ts'
import { createServer } from './node-http.ts'
import { isWorkedOn, oneAtATime } from './one-at-a-time.ts'

/** A certificate with its chain, and the key that belongs to it, in PEM. */
export interface Certificate {
  readonly cert: Buffer
  readonly key: Buffer
}

export interface ListenerOptions {
  /** Undefined: plain HTTP. */
  readonly certificate: Certificate | undefined
  /** The most open connections of one address; 0: only the limit of all together counts. */
  readonly connectionsPerAddress: number
}

/** The part of `limits` that is about connections: how many, and for how long. */
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

  /** Tests set other limits than the program's. */
  constructor(options: ListenerOptions, bounds: ConnectionLimits = limits) {
    this.#options = options
    this.#limits = bounds
  }

  /** Whether connections end with the answer that is being sent. */
  get closing(): boolean {
    return this.#closing
  }

  readonly make = (handler: RequestListener): Server => {
    const { certificate, connectionsPerAddress } = this.#options
    const bounds = this.#limits
    const plain = plainOptions(bounds)
    const server =
      certificate === undefined
        ? createServer(plain)
        : createTlsServer({ ...plain, ...tlsOptions(bounds), ...certificate })
    oneAtATime(server, certificate !== undefined, handler)
    // guard operation-9: becomes 1e9
    server.maxConnections = bounds.connections
    server.maxRequestsPerSocket = bounds.requests_per_connection
    // Node silently drops headers above its limit, so it has to accept one more than is allowed.
    server.maxHeadersCount = bounds.header_count + 1
    const stalled = endUnlessWorking(bounds.stalled_milliseconds)
    // guard operation-13: bounds.stalled_milliseconds → 0
    server.setTimeout(bounds.stalled_milliseconds, stalled)
    server.on('clientError', answerBrokenHttp)
    // Once the server listens, an error costs one connection at most, for example when descriptors run out;
    // without a listener it would end the process.
    server.on('error', () => undefined)
    // A client before the end of the handshake could not read an answer, and would keep the connection.
    // guard operation-14: destroy → pause
    server.on('tlsClientError', (_, socket: Duplex) => socket.destroy())
    // A client that expects something other than 100-continue is still served (RFC 9110, 10.1.1).
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
   * While the app closes, requests that are under way or have begun to arrive may finish, for a limited time
   * only.
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
      // An answer that was sent a moment ago may have promised to keep its connection.
      timers.push(setInterval(closeIdle, idleLookMilliseconds))
      // guard operation-22: cutOff → () => undefined
      timers.push(setTimeout(cutOff, this.#limits.drain_milliseconds))
      done()
    })
    app.addHook('onClose', async () => {
      await Promise.all(this.#servers.map(closeServer))
      for (const timer of timers) clearTimeout(timer)
    })
  }
}

const idleLookMilliseconds = 50

/**
 * Ends a silent connection, unless the server is working on a whole request and no byte of the answer waits for
 * its reader: the time that the server itself takes is not counted.
 */
const endUnlessWorking = (milliseconds: number) => (socket: Socket) => {
  // guard operation-30: becomes false
  if (isWorkedOn(socket)) socket.setTimeout(milliseconds)
  else socket.destroy()
}

const plainOptions = (bounds: ConnectionLimits) => ({
  connectionsCheckingInterval: bounds.check_milliseconds,
  // guard operation-11: becomes 0
  headersTimeout: bounds.headers_milliseconds,
  // guard operation-12: becomes 0
  requestTimeout: bounds.request_milliseconds,
  keepAliveTimeout: bounds.idle_milliseconds,
  maxHeaderSize: bounds.header_bytes,
  requireHostHeader: false,
})

const tlsOptions = (bounds: ConnectionLimits) =>
  // guard operation-15: TLSv1.2 → TLSv1
  ({ minVersion: 'TLSv1.2', handshakeTimeout: bounds.handshake_milliseconds }) as const

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // If the server is closing already, this waits for its last connection.
    server.close(() => resolve())
  })
}

/** Connections of one address beyond its share are closed before a byte is read. */
function capEachAddress(server: Server, most: number): void {
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const address = networkOf(socket.remoteAddress ?? '')
    const others = open.get(address) ?? 0
    // guard operation-10: becomes false
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
