// How a command reaches the server that owns its data directory: a socket in it, for its owner only (decision 34).
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request } from 'node:http'
import { relative } from 'node:path'
import { CannotRun } from '../errors.ts'
import type { MadeKey } from './new-key.ts'

/** What a command asks for: a key for this user. */
interface Asked {
  readonly user?: string | undefined
}

/** The system takes no longer names of sockets. */
const longestName = 100
const longestQuestion = 1024

/** Seconds are plenty: nobody but a command on this machine is at the other end. */
const patience = 30_000

/** The file by its shorter name. */
function nameOf(file: string): string {
  const beside = relative(process.cwd(), file)
  return beside.length < file.length ? beside : file
}

/** Answers commands until it is closed. Throws when the directory cannot hold a socket. */
export async function listenLocally(
  file: string,
  answer: (asked: Asked) => Promise<MadeKey>,
): Promise<() => void> {
  const name = nameOf(file)
  if (Buffer.byteLength(name) > longestName) throw new CannotRun('its path is too long')
  // Of a server that was killed: the lock of the directory says that there is no other.
  rmSync(file, { force: true })
  const server = createServer(async (incoming, outgoing) => {
    const [status, said] = await answered(incoming, answer)
    outgoing.writeHead(status, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify(said))
  })
  server.maxConnections = 4
  server.requestTimeout = patience
  server.listen(name)
  await once(server, 'listening')
  // From here on the most that fails is one connection.
  server.on('error', () => undefined)
  chmodSync(file, 0o600)
  return () => {
    server.close()
    server.closeAllConnections()
  }
}

async function answered(
  incoming: IncomingMessage,
  answer: (asked: Asked) => Promise<MadeKey>,
): Promise<[status: number, said: object]> {
  try {
    if (incoming.method !== 'POST' || incoming.url !== '/new-key') return [404, {}]
    return [200, await answer(JSON.parse(await textOf(incoming)))]
  } catch (error) {
    const message = error instanceof CannotRun ? error.message : 'The server could not do it.'
    return [422, { message }]
  }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of incoming.setEncoding('utf8')) {
    text += part
    if (text.length > longestQuestion) throw new CannotRun('The command is too long.')
  }
  return text
}

/** What the server has made; undefined when none listens. Throws CannotRun with its sentence. */
export async function askLocally(file: string, asked: Asked): Promise<MadeKey | undefined> {
  const name = nameOf(file)
  if (Buffer.byteLength(name) > longestName) return undefined
  const call = request({
    socketPath: name,
    method: 'POST',
    path: '/new-key',
    timeout: patience,
  })
  call.on('timeout', () => call.destroy())
  call.end(JSON.stringify(asked))
  try {
    const [incoming] = (await once(call, 'response')) as [IncomingMessage]
    const said = JSON.parse(await textOf(incoming))
    if (incoming.statusCode === 200) return said
    throw new CannotRun(said.message ?? 'The server does not know this command.')
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (['ENOENT', 'ECONNREFUSED'].includes(code)) return undefined
    if (error instanceof CannotRun) throw error
    throw new CannotRun('The server broke off; look at its log and try again.')
  }
}
