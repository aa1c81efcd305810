// Reads one request of a connection at a time: the next one waits until the previous answer is sent (T-41).
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Bytes that the parser gets at once. It makes every request of a piece at once, and nothing can stop it
 * half-way. A whole request of an SDK fits into a piece; of the shortest requests only some thirty do.
 */
const pieceBytes = 1024
const endOfHead = '\r\n\r\n'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Connections by the socket that Node gives to a server; with TLS that is the inner socket. */
const connections = new WeakMap<Socket, Connection>()

/** Whether a request that has arrived whole is being worked on, and its reader has taken all of the answer so far. */
export const isWorkedOn = (socket: Socket): boolean => connections.get(socket)?.isWorkedOn === true

/** Answers the requests of each connection of `server` one after the other, in their order. */
export function oneAtATime(server: Server, tls: boolean, handler: RequestListener): void {
  // Node's own listener was added first: it reads the socket, but from now on it gets its bytes from here.
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, new Connection(socket, handler))
  })
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket)
    if (connection === undefined) handler(request, response)
    else connection.take({ request, response })
  })
}

class Connection {
  readonly #socket: Socket
  readonly #handler: RequestListener
  readonly #parse: (bytes: Buffer) => void
  /** The request that was read last; perhaps it has not begun. */
  #latest: IncomingMessage | undefined
  #underWay: ServerResponse | undefined
  readonly #waiting: Exchange[] = []
  /** Whether a request of the current piece has begun. */
  #hasBegun = false
  #isAwaited = false

  constructor(socket: Socket, handler: RequestListener) {
    this.#socket = socket
    this.#handler = handler
    const listeners = socket.listeners('data') as ((bytes: Buffer) => void)[]
    for (const listener of listeners) socket.removeListener('data', listener)
    this.#parse = (bytes) => {
      for (const listener of listeners) listener.call(socket, bytes)
    }
    socket.on('data', this.#takeWhole)
  }

  /** Most callers send a short request and wait for its answer: for them, this is all that is done. */
  readonly #takeWhole = (bytes: Buffer): void => {
    const isFree = this.#underWay === undefined || hasLeft(this.#underWay)
    const isAlone = isFree && this.#waiting.length === 0 && this.#isBetween()
    // guard limit-26: isAlone && bytes → bytes
    if (isAlone && bytes.length <= pieceBytes) {
      this.#hasBegun = false
      this.#parse(bytes)
      return
    }
    // From now on the socket fills its buffer and then stops while nothing is read here, even if somebody resumes it.
    this.#socket.removeListener('data', this.#takeWhole)
    this.#socket.on('readable', this.#read)
    this.#socket.unshift(bytes)
  }

  /** Whether the request that was read last has been read to its end. */
  #isBetween(): boolean {
    const request = this.#latest
    return request === undefined || request.complete || request.destroyed
  }

  get isWorkedOn(): boolean {
    const response = this.#underWay
    if (response === undefined || hasLeft(response) || !response.req.complete) return false
    return this.#socket.writableLength === 0 && response.writableLength === 0
  }

  take(exchange: Exchange): void {
    this.#latest = exchange.request
    // guard limit-6: becomes false
    if (this.#hasBegun || (this.#underWay !== undefined && !hasLeft(this.#underWay))) {
      this.#waiting.push(exchange)
    } else this.#begin(exchange)
    if (this.#waiting.length === 1) this.#awaitTurn()
  }

  #begin({ request, response }: Exchange): void {
    this.#underWay = response
    this.#hasBegun = true
    this.#handler(request, response)
  }

  readonly #next = (): void => {
    const exchange = this.#socket.destroyed ? undefined : this.#waiting.shift()
    if (exchange === undefined) return
    this.#begin(exchange)
    if (this.#waiting.length > 0) this.#awaitTurn()
    else this.#read()
  }

  /** Other connections get their turn before the next request of this one: quick refusals add up, too. */
  #awaitTurn(): void {
    const response = this.#underWay
    if (response === undefined || hasLeft(response)) setImmediate(this.#next)
    else response.once('close', () => setImmediate(this.#next))
  }

  readonly #read = (): void => {
    do {
      const bytes = this.#mayRead() ? this.#piece() : null
      if (bytes === null) return
      this.#hasBegun = false
      this.#parse(bytes)
      if (this.#hasBegun && this.#socket.readableLength > 0) {
        setImmediate(this.#read)
        return
      }
    } while (this.#socket.readableLength > 0)
  }

  /** False while a request waits, and while nobody takes the body of the request that is being read. */
  #mayRead(): boolean {
    // guard limit-5: gone
    if (this.#waiting.length > 0) return false
    const request = this.#latest
    if (request === undefined || this.#isBetween()) return true
    const isHeldUp =
      request.readableFlowing !== true && request.readableLength >= request.readableHighWaterMark
    if (isHeldUp && !this.#isAwaited) {
      this.#isAwaited = true
      request.once('resume', () => {
        this.#isAwaited = false
        setImmediate(this.#read)
      })
    }
    // guard limit-7: becomes true
    return !isHeldUp
  }

  /** Returns a piece, up to the end of a head; a longer head, or a body without such an end, is one piece. */
  #piece(): Buffer | null {
    const bytes: Buffer | null = this.#socket.read()
    if (bytes === null || bytes.length <= pieceBytes) return bytes
    const within = bytes.lastIndexOf(endOfHead, pieceBytes - endOfHead.length)
    const found = within < 0 ? bytes.indexOf(endOfHead, pieceBytes - endOfHead.length) : within
    const end = found + endOfHead.length
    if (found < 0 || end === bytes.length) return bytes
    this.#socket.unshift(bytes.subarray(end))
    return bytes.subarray(0, end)
  }
}

/** Whether the system has taken all of the answer, or nobody waits for it any more. */
const hasLeft = (response: ServerResponse) => response.writableFinished || response.destroyed
