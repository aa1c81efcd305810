// The load generator. It shares the cores of the machine with the server that it measures, so it must use
// little CPU: raw sockets, one request in flight on each, bytes made in advance, the clock read once
// for each answer, nothing parsed but the status and content-length.
import { connect, type Socket } from 'node:net'
import type { NextRequest } from './requests.ts'

export interface LoadOptions {
  readonly port: number
  readonly next: NextRequest
  readonly connections: number
  readonly seconds: number
  /** Seconds of the same load before the measurement begins. */
  readonly warmup: number
  /** CPU seconds that the server has used so far. */
  readonly serverCpu?: () => number
  /** The status of every answer; `200` by default. */
  readonly status?: string
}

/** The results of one slice of load; times are in milliseconds unless stated otherwise. */
export interface Slice {
  readonly requests: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** CPU microseconds for each request, of the server and of the generator. */
  readonly serverCpu: number
  readonly generatorCpu: number
}

/** Keeps the server busy for a while. Throws with status and body at the first answer with another status. */
export async function load(options: LoadOptions): Promise<Slice> {
  const meter = new Meter(options)
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => opened(options.port, meter)),
  )
  try {
    meter.start()
    await Promise.all(sockets.map((connection) => connection.run()))
    return meter.slice()
  } finally {
    for (const connection of sockets) connection.close()
  }
}

/** Counts answers and records their times. */
class Meter {
  readonly #options: LoadOptions
  #times = new Float64Array(1 << 16)
  #timed = 0
  #requests = 0
  #from = Number.POSITIVE_INFINITY
  #until = Number.POSITIVE_INFINITY
  #before: Usage | undefined
  #after: Usage | undefined

  constructor(options: LoadOptions) {
    this.#options = options
  }

  get next(): NextRequest {
    return this.#options.next
  }

  get status(): string {
    return this.#options.status ?? '200'
  }

  start(): void {
    this.#from = performance.now() + this.#options.warmup * 1000
    this.#until = this.#from + this.#options.seconds * 1000
  }

  /** Records an answer; false if no further request must follow. */
  answered(sentAt: number, now: number): boolean {
    if (now < this.#from) return true
    this.#before ??= this.#usage(now)
    // An answer that arrives after the end is timed too, so that a stall cannot hide there.
    this.#keep(now - sentAt)
    if (now >= this.#until) {
      this.#after ??= this.#usage(now)
      return false
    }
    this.#requests++
    return true
  }

  slice(): Slice {
    const times = this.#times.subarray(0, this.#timed).sort()
    const at = (part: number) => times[Math.floor(part * (times.length - 1))] ?? Number.NaN
    const [before, after] = [this.#before, this.#after]
    if (before === undefined || after === undefined) throw new Error('no answer in the slice')
    const each = (seconds: number) => (seconds / this.#requests) * 1e6
    return {
      requests: this.#requests,
      perSecond: this.#requests / ((after.at - before.at) / 1000),
      p50: at(0.5),
      p99: at(0.99),
      max: at(1),
      serverCpu: each(after.server - before.server),
      generatorCpu: each(after.generator - before.generator),
    }
  }

  #keep(time: number): void {
    if (this.#timed === this.#times.length) {
      const larger = new Float64Array(this.#timed * 2)
      larger.set(this.#times)
      this.#times = larger
    }
    this.#times[this.#timed++] = time
  }

  #usage(at: number): Usage {
    const { user, system } = process.cpuUsage()
    return {
      at,
      generator: (user + system) / 1e6,
      server: this.#options.serverCpu?.() ?? Number.NaN,
    }
  }
}

interface Usage {
  readonly at: number
  readonly generator: number
  readonly server: number
}

const headEnd = Buffer.from('\r\n\r\n')
const lengthName = Buffer.from('content-length: ')

function opened(port: number, meter: Meter): Promise<Connection> {
  const connection = new Connection(port, meter)
  return new Promise((resolve, reject) => {
    connection.socket.once('connect', () => resolve(connection))
    connection.socket.once('error', reject)
  })
}

/** One keep-alive connection that sends its next request as soon as it has an answer. */
class Connection {
  readonly socket: Socket
  readonly #meter: Meter
  #sentAt = 0
  /** Bytes of the answer that are still missing; 0 before its head has arrived. */
  #missing = 0
  /** The pieces of an answer whose head comes in parts, or of a refusal. */
  #pieces = Buffer.alloc(0)
  #done: () => void = () => {}
  #failed: (error: Error) => void = () => {}

  constructor(port: number, meter: Meter) {
    this.#meter = meter
    // With `onread` all reads of a socket share one buffer.
    this.socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafeSlow(32 * 1024),
        callback: (count, buffer) => {
          this.#received(buffer as Buffer, count)
          return true
        },
      },
    })
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
      this.socket.once('error', reject)
      this.socket.once('close', () => reject(new Error('the server closed a connection')))
      this.#send(performance.now())
    })
  }

  close(): void {
    this.socket.removeAllListeners('close')
    this.socket.destroy()
  }

  #send(now: number): void {
    this.#sentAt = now
    this.socket.write(this.#meter.next())
  }

  #received(buffer: Buffer, count: number): void {
    if (this.#missing > 0) this.#missing -= count
    else if (!this.#readHead(buffer.subarray(0, count))) return
    if (this.#missing > 0) return
    if (this.#missing < 0) this.#failed(new Error('more bytes than content-length said'))
    const now = performance.now()
    if (this.#meter.answered(this.#sentAt, now)) this.#send(now)
    else this.#done()
  }

  /** Reads the status and the number of missing bytes; false while the head is incomplete. */
  #readHead(piece: Buffer): boolean {
    const bytes = this.#pieces.length === 0 ? piece : Buffer.concat([this.#pieces, piece])
    const end = bytes.indexOf(headEnd)
    if (end < 0) {
      this.#pieces = Buffer.from(bytes)
      return false
    }
    this.#missing = end + headEnd.length + contentLength(bytes, end) - bytes.length
    if (bytes.toString('latin1', 9, 12) === this.#meter.status) {
      this.#pieces = emptyPiece
      return true
    }
    this.#pieces = Buffer.from(bytes)
    if (this.#missing <= 0)
      this.#failed(new Error(`not a ${this.#meter.status}: ${bytes.toString('utf8')}`))
    this.#missing = 0
    return false
  }
}

const emptyPiece = Buffer.alloc(0)

function contentLength(bytes: Buffer, end: number): number {
  const at = bytes.indexOf(lengthName)
  if (at < 0 || at > end) return 0
  let length = 0
  for (let place = at + lengthName.length; place < end; place++) {
    const digit = (bytes[place] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    length = length * 10 + digit
  }
  return length
}

/** The body of the answer to these bytes. Throws if the answer is not a 200. */
export function answerTo({ port }: { port: number }, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request))
    let held = emptyPiece
    socket.on('data', (piece) => {
      held = Buffer.concat([held, Buffer.from(piece)])
      const end = held.indexOf(headEnd)
      const start = end + headEnd.length
      if (end < 0 || held.length < start + contentLength(held, end)) return
      socket.destroy()
      const body = held.toString('utf8', start)
      if (held.toString('latin1', 9, 12) === '200') resolve(body)
      else reject(new Error(`not a 200: ${held.toString('utf8')}`))
    })
    socket.once('error', reject)
    socket.once('end', () => reject(new Error('the server closed a connection')))
  })
}
