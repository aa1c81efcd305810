// A TCP proxy in front of a PostgreSQL server: cuts a connection at a COMMIT, or lets nothing through for a while.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Whether the server gets the COMMIT before the connection is cut; its answer is never passed on. */
export type Cut = 'before' | 'after'

export interface CuttingProxy {
  readonly port: number
  /** Cuts the next connection that commits; the promise resolves once it is cut. */
  readonly cut: (when: Cut) => Promise<void>
  /** Lets nothing through in either direction for this time, and then everything that was held back. */
  readonly partition: (milliseconds: number) => Promise<void>
  readonly close: () => void
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

export async function startProxy(port: number): Promise<CuttingProxy> {
  const pairs = new Set<Pair>()
  let armed: { when: Cut; done: () => void } | undefined
  let parted = false
  const listener = createServer({ noDelay: true }, (client) => {
    const pair = { client, server: connect({ port, host: '127.0.0.1', noDelay: true }) }
    pairs.add(pair)
    if (parted) hold(pair)
    const split = messages()
    /** Set while the answer to the COMMIT is awaited, so that the server has certainly committed before the cut. */
    let muted: (() => void) | undefined
    let held = Buffer.alloc(0)
    /** Called if the server did not commit: the next COMMIT is cut instead. */
    const rearm = (done: () => void) => {
      armed = { when: 'after', done }
      muted = undefined
    }
    client.on('data', (chunk: Buffer) => {
      pair.server.cork()
      for (const { bytes, commits } of split(chunk)) {
        if (commits && armed?.when === 'before') {
          const { done } = armed
          armed = undefined
          pair.server.uncork()
          pair.server.end(() => part(pair, done))
          return
        }
        if (commits && armed?.when === 'after') {
          muted = armed.done
          armed = undefined
        }
        pair.server.write(bytes)
      }
      pair.server.uncork()
    })
    pair.server.on('data', (chunk: Buffer) => {
      if (muted === undefined) {
        client.write(chunk)
        return
      }
      held = Buffer.concat([held, chunk])
      if (held.includes('COMMIT\0')) {
        const done = muted
        muted = undefined
        part(pair, done)
      } else if (held.includes(readyForQuery)) {
        rearm(muted)
        client.write(held)
        held = Buffer.alloc(0)
      }
    })
    client.on('end', () => pair.server.end())
    client.on('close', () => pair.server.end())
    pair.server.on('close', () => {
      client.destroy()
      if (muted !== undefined) rearm(muted)
      pairs.delete(pair)
    })
    for (const socket of [client, pair.server]) socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    cut: (when) =>
      new Promise((done) => {
        armed = { when, done }
      }),
    async partition(milliseconds) {
      parted = true
      for (const pair of pairs) hold(pair)
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      parted = false
      for (const { client, server } of pairs) for (const it of [client, server]) it.resume()
    },
    close() {
      listener.close()
      for (const { client, server } of pairs) for (const it of [client, server]) it.destroy()
    },
  }
}

/** The end of every answer to a pipeline. */
const readyForQuery = Buffer.from([...Buffer.from('Z'), 0, 0, 0, 5])

function hold({ client, server }: Pair): void {
  client.pause()
  server.pause()
}

function part({ client, server }: Pair, done: () => void): void {
  client.destroy()
  server.destroy()
  done()
}

/** One message of the client; in the protocol it consists of a letter, a length and its contents. */
interface Message {
  readonly bytes: Buffer
  /** Whether it runs the statement `commit`. */
  readonly commits: boolean
}

/** Splits the bytes of one client into messages; the first message has no letter. */
function messages(): (chunk: Buffer) => Message[] {
  let rest = Buffer.alloc(0)
  let letters = 0
  const committing = new Set<string>()
  let bound = ''
  const commits = (letter: string, body: Buffer): boolean => {
    const [first = '', second = ''] = body.toString('latin1').split('\0')
    if (letter === 'P' && second === 'commit') committing.add(first)
    else if (letter === 'P') committing.delete(first)
    else if (letter === 'B') bound = second
    return letter === 'E' && committing.has(bound)
  }
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const found: Message[] = []
    for (;;) {
      const length = rest.length < letters + 4 ? Infinity : letters + rest.readUInt32BE(letters)
      if (rest.length < length) return found
      const bytes = rest.subarray(0, length)
      rest = rest.subarray(length)
      const letter = letters === 0 ? '' : String.fromCharCode(bytes[0] ?? 0)
      found.push({ bytes, commits: commits(letter, bytes.subarray(letters + 4)) })
      letters = 1
    }
  }
}
