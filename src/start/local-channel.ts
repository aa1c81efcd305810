// The socket in the data directory, through which its owner's commands reach the running server (decision 34).
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { relative } from 'node:path'
import { CannotRun } from '../errors.ts'
import { createServer, request } from '../http/node-http.ts'
import type { Invitation } from './invitation.ts'
import type { MadeKey } from './new-key.ts'

/** What each command gets. */
interface Made {
  readonly 'new-key': MadeKey
  readonly invite: Invitation
}
type Name = keyof Made
type Answers = { readonly [N in Name]: (user: string | undefined) => Promise<Made[N]> }

/** The system accepts no longer names of sockets. */
const longestName = 100
const longestQuestion = 1024

/** Half a minute is plenty, because only commands on this machine connect. */
const patience = 30_000

/** Returns the shorter name of the file: relative or absolute. */
function nameOf(file: string): string {
  const beside = relative(process.cwd(), file)
  return beside.length < file.length ? beside : file
}

/** Answers commands until it is closed. Throws when the directory cannot hold a socket. */
export async function listenLocally(file: string, answers: Answers): Promise<() => void> {
  const name = nameOf(file)
  if (Buffer.byteLength(name) > longestName) throw new CannotRun('its path is too long')
  // A server that was killed has left it: the lock of the directory shows that no other server runs.
  rmSync(file, { force: true })
  const server = createServer(async (incoming, outgoing) => {
    const [status, said] = await answerCall(incoming, answers)
    outgoing.writeHead(status, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify(said))
  })
  server.maxConnections = 4
  server.requestTimeout = patience
  server.listen(name)
  await once(server, 'listening')
  // From here on an error costs one connection at most.
  server.on('error', () => undefined)
  chmodSync(file, 0o600)
  return () => {
    server.close()
    server.closeAllConnections()
  }
}

async function answerCall(
  incoming: IncomingMessage,
  answers: Answers,
): Promise<[status: number, said: object]> {
  try {
    const name = (incoming.url ?? '').slice(1)
    if (incoming.method !== 'POST' || !Object.hasOwn(answers, name)) return [404, {}]
    const { user } = JSON.parse(await textOf(incoming))
    return [200, await answers[name as Name](user)]
  } catch (error) {
    const message =
      error instanceof CannotRun ? error.message : 'The server could not carry out the command.'
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

/** Returns what the server has made for a user; undefined if no server listens. Throws CannotRun with its sentence. */
export async function askLocally<N extends Name>(
  file: string,
  command: N,
  user: string | undefined,
): Promise<Made[N] | undefined> {
  const name = nameOf(file)
  if (Buffer.byteLength(name) > longestName) return undefined
  const call = request({
    socketPath: name,
    method: 'POST',
    path: `/${command}`,
    timeout: patience,
  })
  call.on('timeout', () => call.destroy())
  call.end(JSON.stringify({ user }))
  try {
    const [incoming] = (await once(call, 'response')) as [IncomingMessage]
    const said = JSON.parse(await textOf(incoming))
    if (incoming.statusCode === 200) return said
    throw new CannotRun(said.message ?? 'The server does not know this command.')
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (['ENOENT', 'ECONNREFUSED'].includes(code)) return undefined
    if (error instanceof CannotRun) throw error
    throw new CannotRun('The server closed the connection early; look at its log and try again.')
  }
}
