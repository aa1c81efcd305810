// Carries requests over node:http, which starts faster than fetch, with one sentence for each way in which there is no
// answer.
import type { IncomingMessage } from 'node:http'
import { CallFailed } from './answers.ts'
import type { Carrier, Received, Sending } from './carrier.ts'

// An import would read every export of the module, and one of them loads all of fetch: 25 ms (decision 66).
const { Agent, request: plainRequest } = process.getBuiltinModule('node:http')

export interface Network {
  /** Time until the head of an answer, then for its body; between the parts of a body that is read as it arrives. */
  readonly milliseconds: number
  /** False: any certificate is taken. */
  readonly verifiesCertificate: boolean
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined
}

/** A carrier that keeps its connections; they do not keep the process. */
export function overNetwork(network: Network): Carrier {
  const { milliseconds, verifiesCertificate, signal } = network
  const plainAgent = new Agent({ keepAlive: true })
  const secure = () => {
    const { Agent, request } = process.getBuiltinModule('node:https')
    return {
      request,
      agent: new Agent({ keepAlive: true, rejectUnauthorized: verifiesCertificate }),
    }
  }
  let secureParts: ReturnType<typeof secure> | undefined
  const partsFor = (protocol: string) => {
    if (protocol !== 'https:') return { request: plainRequest, agent: plainAgent }
    secureParts ??= secure()
    return secureParts
  }

  return async (sending) => {
    const url = new URL(sending.address)
    const { request, agent } = partsFor(url.protocol)
    const told = (error: unknown) => failure(error, sending, url, network)
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: sending.method,
        headers: {
          ...sending.headers,
          ...(sending.body === undefined
            ? {}
            : { 'content-length': String(Buffer.byteLength(sending.body)) }),
        },
        agent,
        ...(signal && { signal }),
      })
      const head = setTimeout(() => sent.destroy(late()), milliseconds)
      sent.on('error', (error) => {
        clearTimeout(head)
        reject(told(error))
      })
      sent.on('response', (answer) => {
        clearTimeout(head)
        answer.setTimeout(milliseconds, () => answer.destroy(late()))
        resolve(received(answer, told, milliseconds))
      })
      sent.end(sending.body)
    })
  }
}

/** The same request with the token of whoever calls. */
export const bearing = (sending: Sending, token: string): Sending => ({
  ...sending,
  headers: { ...sending.headers, authorization: `Bearer ${token}` },
})

const late = () => Object.assign(new Error('late'), { code: 'LATE' })

function received(
  answer: IncomingMessage,
  told: (error: unknown) => CallFailed,
  milliseconds: number,
): Received {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of answer) yield chunk as Buffer
    } catch (error) {
      throw told(error)
    }
  }
  return {
    status: answer.statusCode ?? 0,
    headers: { get: (name) => [answer.headers[name] ?? []].flat()[0] ?? null },
    chunks,
    async text() {
      const all: Uint8Array[] = []
      const end = setTimeout(() => answer.destroy(late()), milliseconds)
      try {
        for await (const chunk of chunks()) all.push(chunk)
      } finally {
        clearTimeout(end)
      }
      return Buffer.concat(all).toString('utf8')
    },
  }
}

/** Why there is no answer, and what to do. */
function failure(
  error: unknown,
  sending: Sending,
  { origin, hostname }: URL,
  { milliseconds, signal }: Network,
): CallFailed {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const before = sentenceBefore(code, origin, hostname)
  if (before !== undefined) return new CallFailed(before)
  const isUncertain = mayChange(sending)
  const maybe = isUncertain
    ? ' What was sent may have been stored; look with attrium history before you repeat it.'
    : ''
  const seconds = Math.ceil(milliseconds / 1000)
  const said = signal?.aborted
    ? 'Stopped.'
    : code === 'LATE' || code === 'ETIMEDOUT'
      ? `${origin} has not answered within ${seconds} s: try again, or wait longer with --timeout.`
      : `The connection to ${origin} was lost before the answer was there: try again.`
  return new CallFailed(said + maybe, isUncertain)
}

/** Whether it asks for a change. Signing in, what-ifs and previews are sent with POST as well. */
const mayChange = ({ method, address }: Sending): boolean =>
  method !== 'GET' && !/\/(login(\/\d+)?|token|explanations|claims)$|[?&]dry_run=true/.test(address)

/** The sentence if nothing can have reached the server. */
function sentenceBefore(code: string, origin: string, hostname: string): string | undefined {
  if (code === 'ECONNREFUSED') {
    return `No server answers at ${origin}: start it with attrium serve or attrium demo, or name another one with --url.`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `There is no host ${hostname}, or its name cannot be looked up: check the address.`
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return `There is no way to ${origin} from here: check the network and the address.`
  }
  if (/CERT|^ERR_TLS|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return `The certificate of ${origin} is not trusted (${code}): name its authority in NODE_EXTRA_CA_CERTS, or use --no-verify-ssl.`
  }
  if (/^HPE_|^EPROTO|SSL|WRONG_VERSION/.test(code)) {
    const spoken = origin.startsWith('https') ? 'TLS' : 'HTTP'
    return `What answers at ${origin} does not speak ${spoken}: check http or https, and the port.`
  }
  return undefined
}
