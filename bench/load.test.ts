// The load generator counts the right answers, and fails on any other answer.
import { createServer, type Server, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { answerTo, load } from './load.ts'

const request = Buffer.from('GET / HTTP/1.1\r\n\r\n')

/** A server that sends these pieces for each request, one in each turn of the event loop. */
async function answering(...pieces: string[]): Promise<{ port: number; close: () => void }> {
  const server: Server = createServer((socket: Socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', async () => {
      for (const piece of pieces) {
        await new Promise((resolve) => socket.write(piece, resolve))
        await new Promise(setImmediate)
      }
    })
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  return { port, close: () => server.close() }
}

const slice = (port: number) =>
  load({ port, next: () => request, connections: 2, seconds: 0.05, warmup: 0 })

test('an answer in several pieces counts once', async () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-len'
  const { port, close } = await answering(head, 'gth: 10\r\n\r', '\n01234', '56789')
  const { requests, p50, max } = await slice(port)
  close()
  expect(requests).toBeGreaterThan(0)
  expect(max).toBeGreaterThanOrEqual(p50)
})

test('more bytes than announced end the load', async () => {
  const { port, close } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n012')
  await expect(slice(port)).rejects.toThrow('more bytes')
  close()
})

test('a refusal ends the load and tells status and body', async () => {
  const head = 'HTTP/1.1 422 Unprocessable Entity\r\ncontent-length: 8\r\n\r\n'
  const { port, close } = await answering(head, 'bad ', 'idea')
  await expect(slice(port)).rejects.toThrow(/422[\s\S]*bad idea/)
  await expect(answerTo({ port }, request)).rejects.toThrow(/422[\s\S]*bad idea/)
  close()
})

test('the body of one answer can be had', async () => {
  const { port, close } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n01', '23')
  expect(await answerTo({ port }, request)).toBe('0123')
  close()
})
