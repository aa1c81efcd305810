// Bytes that are not valid HTTP: each is refused, and nothing after it is read as a request.
import { connect } from 'node:net'

/** The server would answer this with 200 if it took it for a separate request. */
export const smuggled = 'GET /api/4.0/versions HTTP/1.1\r\nHost: x\r\n\r\n'

const post = 'POST /api/4.0/login HTTP/1.1\r\nHost: x\r\n'
const get = 'GET /api/4.0/versions HTTP/1.1\r\nHost: x\r\n'
const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n`

export const payloads: Record<string, string | Uint8Array> = {
  'two lengths that differ': `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\na=bc`,
  'two lengths that agree': `${post}Content-Length: 4\r\nContent-Length: 4\r\n\r\na=bc`,
  'a list of lengths': `${post}Content-Length: 4, 4\r\n\r\na=bc`,
  'a length with a sign': `${post}Content-Length: +4\r\n\r\na=bc`,
  'a negative length': `${post}Content-Length: -1\r\n\r\na=bc`,
  'a hexadecimal length': `${post}Content-Length: 0x4\r\n\r\na=bc`,
  'a length beyond all numbers': `${post}Content-Length: 99999999999999999999999\r\n\r\na`,
  'an empty length': `${post}Content-Length: \r\n\r\na=bc`,
  'a length and chunks': `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunks and a length': `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
  'an unknown transfer encoding': `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'chunked not last': `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  'a space before the colon': `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  'a folded header': `${post}Transfer-Encoding:\r\n xchunked\r\n\r\n0\r\n\r\n`,
  'a chunk size that is no number': `${chunked}zz\r\na=b\r\n0\r\n\r\n`,
  'a negative chunk size': `${chunked}-1\r\na\r\n0\r\n\r\n`,
  'a chunk size beyond all numbers': `${chunked}fffffffffffffffff\r\na\r\n0\r\n\r\n`,
  'a chunk longer than its size': `${chunked}1\r\nabc\r\n0\r\n\r\n`,
  'a chunk without its line end': `${chunked}3\r\nabc0\r\n\r\n`,
  'endless chunk extensions': `${chunked}1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`,
  'bare line feeds': `${post.replaceAll('\r\n', '\n')}Content-Length: 0\n\n`,
  'a bare carriage return in a header': `${get}X-A: b\rX-B: c\r\n\r\n`,
  'NUL in a header': `${get}X-A: b\0c\r\n\r\n`,
  'a header without a colon': `${get}nonsense\r\n\r\n`,
  'a space in a header name': `${get}X A: b\r\n\r\n`,
  'a folded first header': 'GET /api/4.0/versions HTTP/1.1\r\n Host: x\r\n\r\n',
  'two hosts': `${get}Host: y\r\n\r\n`,
  'the same host twice': `${get}hOST: x\r\n\r\n`,
  'no host': 'GET /api/4.0/versions HTTP/1.1\r\n\r\n',
  'a method with a space': 'GE T /api/4.0/versions HTTP/1.1\r\nHost: x\r\n\r\n',
  'an unknown method': 'FROB /api/4.0/versions HTTP/1.1\r\nHost: x\r\n\r\n',
  'an unknown version': 'GET /api/4.0/versions HTTP/9.9\r\nHost: x\r\n\r\n',
  'no version': 'GET /api/4.0/versions\r\nHost: x\r\n\r\n',
  'a space in the path': 'GET /api/4.0/ver sions HTTP/1.1\r\nHost: x\r\n\r\n',
  'a TLS greeting': Buffer.from('16030100c8010000c40303aabbccdd0d0a0d0a', 'hex'),
  'an absolute address': `GET http://x.example/api/4.0/user_attributes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  'one huge header': `${get}X-A: ${'x'.repeat(20_000)}\r\n\r\n`,
  'a flood of headers': `${get}${'X-A: b\r\n'.repeat(3000)}\r\n`,
  'a request line without end': `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
}

export interface RawAnswer {
  readonly text: string
  /** Whether the server ended the connection by itself. */
  readonly closed: boolean
}

/** Sends the bytes and what hides behind them; waits at most `wait` until the server closes. */
export function sendRaw(url: string, bytes: string | Uint8Array, wait: number): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let text = ''
    const done = (closed: boolean) => {
      clearTimeout(patience)
      socket.destroy()
      resolve({ text, closed })
    }
    const patience = setTimeout(() => done(false), wait)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => done(true))
    socket.write(Buffer.concat([Buffer.from(bytes as string, 'latin1'), Buffer.from(smuggled)]))
  })
}
