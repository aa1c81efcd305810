// Answers to a connection that sends faster than it reads, or sends everything at once.
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

const open: { close: () => void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

async function listening(handler: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer()
  oneAtATime(server, false, handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => server.close() })
  return { server, port: (server.address() as AddressInfo).port }
}

function connected(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  open.unshift({ close: () => socket.destroy() })
  return socket
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`

/** Returns the text read so far as soon as it ends with `end`. */
function readUntil(socket: Socket, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = ''
    socket.on('data', (bytes) => {
      read += bytes
      if (read.endsWith(end)) resolve(read)
    })
    socket.once('close', () => reject(new Error(`closed after ${read.length} bytes`)))
  })
}

const bodiesIn = (read: string) =>
  [...read.matchAll(/\r\n\r\n(\S+?)(?=HTTP|$)/g)].map(([, it]) => it)
const soon = () => new Promise((resolve) => setTimeout(resolve, 150))

describe('requests that are sent without waiting for answers', () => {
  test('are answered one after the other in their order, however long each takes', async () => {
    let [underWay, most] = [0, 0]
    const { port } = await listening((request, response) => {
      underWay++
      most = Math.max(most, underWay)
      const answer = () => {
        underWay--
        response.end(request.url)
      }
      if (Number(request.url?.slice(1)) % 3 === 0) answer()
      else setImmediate(answer)
    })
    const paths = Array.from({ length: 2500 }, (_, at) => `/${at}`)
    const socket = connected(port)
    const all = readUntil(socket, '\r\n/2499')
    socket.write(paths.map((path) => get(path)).join(''))
    expect(bodiesIn(await all)).toEqual(paths)
    expect(most).toBe(1)
  })

  test('wait in the network while nobody reads the answers', async () => {
    let begun = 0
    const answer = Buffer.alloc(8 * 1024 * 1024, 'x')
    const sockets = new Set<Socket>()
    const { port } = await listening((request, response) => {
      begun++
      sockets.add(request.socket)
      response.end(answer)
    })
    const socket = connected(port)
    socket.pause()
    socket.write(get('/').repeat(2000))
    await soon()
    expect(begun).toBe(1)
    const [inside] = sockets
    expect(inside?.readableLength).toBeGreaterThan(0)
    socket.resume()
    while (begun < 5) await soon()
  })

  test('wait in the network, however small the pieces in which they arrive', async () => {
    const held: Socket[] = []
    const { port } = await listening((request) => void held.push(request.socket))
    const socket = connected(port)
    const piece = get('/', `X-Filler: ${'x'.repeat(800)}\r\n`)
    for (let sent = 1; sent <= 200; sent++) {
      socket.write(piece)
      // Each arrives by itself, until no more are read.
      const hasArrived = () => held[0]?.bytesRead === sent * piece.length
      for (let wait = 0; wait < 5 && !hasArrived(); wait++) {
        await new Promise((resolve) => setTimeout(resolve, sent === 1 ? 50 : 1))
      }
    }
    await soon()
    expect(held).toHaveLength(1)
    expect(held[0]?.bytesRead).toBeLessThan(100_000)
  })

  test('of one connection leave their turns to the others, refusals too', async () => {
    const order: string[] = []
    const { port } = await listening((request, response) => {
      order.push(request.headers['x-of'] as string)
      response.end('.')
    })
    const sockets = ['one', 'other'].map((name) => {
      const socket = connected(port)
      socket.write(get('/', `X-Of: ${name}\r\n`).repeat(1000))
      return socket
    })
    for (const socket of sockets) socket.resume()
    while (order.length < 2000) await soon()
    // Neither connection is served completely before the other has begun.
    expect(order.slice(0, 900)).toContain('one')
    expect(order.slice(0, 900)).toContain('other')
  })

  test('are read with their bodies, whatever the body looks like', async () => {
    const bodies: string[] = []
    const { port } = await listening((request, response) => {
      let body = ''
      request.on('data', (bytes) => {
        body += bytes
      })
      request.on('end', () => {
        bodies.push(body)
        response.end(`${bodies.length}`)
      })
    })
    const sent = ['', '{"a":1}', 'x'.repeat(5000), '\r\n\r\n'.repeat(700), get('/').repeat(50)]
    const post = (body: string) =>
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const socket = connected(port)
    const all = readUntil(socket, '\r\n15')
    socket.write([...sent, ...sent, ...sent].map(post).join(''))
    await all
    expect(bodies).toEqual([...sent, ...sent, ...sent])
  })

  test('a body that nobody reads stays in the network', async () => {
    const held: { readableLength: number }[] = []
    const { port } = await listening((request) => void held.push(request))
    const socket = connected(port)
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n`)
    socket.write(Buffer.alloc(20_000_000))
    await soon()
    expect(held).toHaveLength(1)
    expect(held[0]?.readableLength).toBeLessThan(200_000)
  })
})
