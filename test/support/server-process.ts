// Runs the real command in its own process, with a client that distinguishes a complete answer from a broken one.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { attriumMain } from './repository.ts'

export interface How {
  /** A command that runs the server, for example a tracer. */
  readonly under?: readonly string[]
  /** The script of the command, if it is not the built one. */
  readonly program?: string | undefined
  /** Another Node to run it. */
  readonly node?: string
  readonly environment?: Readonly<Record<string, string>>
}

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Milliseconds from the spawn of the process to its `ready` line. */
  readonly readyMilliseconds: number
  /** Its log so far. */
  readonly log: () => string
  readonly kill: (signal: NodeJS.Signals) => void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Starts `attrium serve` on a free port and waits until it is ready. */
export async function startServer(
  data: string,
  { under = [], program = attriumMain, node = process.execPath, environment = {} }: How = {},
): Promise<ServerProcess> {
  const started = performance.now()
  const serve = ['serve', '--data', data, '--port', '0', '--rate-limit', '0']
  const [command = '', ...rest] = [...under, node, program, ...serve]
  const env = { ...process.env, ...environment }
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let log = ''
  child.stderr.on('data', (chunk) => {
    log += chunk
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const url = await readyUrl(child, ended, () => log)
  return {
    url,
    pid: child.pid ?? 0,
    readyMilliseconds: performance.now() - started,
    log: () => log,
    kill: (signal) => child.kill(signal),
    ended,
  }
}

/** The resident memory of a process. */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

function readyUrl(child: ChildProcess, ended: Promise<unknown>, log: () => string) {
  return new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (chunk) => {
      printed += chunk
      const url = /^ready (\S+)$/m.exec(printed)?.[1]
      if (url !== undefined) resolve(url)
    })
    ended.then((how) =>
      reject(new Error(`the server ended (${how}) before it was ready: ${log()}`)),
    )
  })
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
}

export class Client {
  readonly #url: string
  readonly #agent: Agent
  constructor(url: string, sockets = 8) {
    this.#url = url
    this.#agent = new Agent({ keepAlive: true, maxSockets: sockets })
  }

  /** The answer, if it was read to its end; throws if the connection broke before. */
  ask({ method = 'GET', path, headers: given = {}, body }: Asked): Promise<Answer> {
    // For a DELETE, Node would send the body without its length.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const headers = { ...given, ...length }
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method, path, headers, agent: this.#agent }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (!answer.complete) reject(new Error('the answer was cut off'))
          else resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** Signs in as an administrator, with the key of the data directory. */
  async signIn(data: string): Promise<Record<'authorization', string>> {
    const ini = readFileSync(join(data, 'looker.ini'), 'utf8')
    const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(ini)?.[1] ?? ''
    const form = new URLSearchParams({
      client_id: of('client_id'),
      client_secret: of('client_secret'),
    })
    const answer = await this.ask({ method: 'POST', path: '/api/4.0/login', body: `${form}` })
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`)
    return { authorization: `token ${JSON.parse(answer.text).access_token}` }
  }

  close(): void {
    this.#agent.destroy()
  }
}
