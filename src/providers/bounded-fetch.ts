// Asks a provider over HTTP: for a limited time, for a limited answer, and in plain text on this machine alone.
import { limits } from '../limits.ts'
import { isLoopback } from '../texts/loopback.ts'

/** Why an answer of a provider cannot be used; the message is ours. */
export class ProviderTrouble extends Error {
  override readonly name = 'ProviderTrouble'
}

/** Whether secrets may be sent to an address: by HTTPS, or to this machine. */
export function isSafeAddress(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || url.username !== '' || url.password !== '') return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // guard single-sign-on-5: becomes true
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(host))
}

/** Whether what is sent there can be read on the way. */
export const isPlainAddress = (address: string): boolean => URL.parse(address)?.protocol === 'http:'

interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** Throws ProviderTrouble; follows no redirect. */
export async function boundedFetch(
  address: string,
  { method, headers, body }: Sent,
): Promise<Response> {
  if (!isSafeAddress(address)) throw new ProviderTrouble('its address is not https')
  const signal = AbortSignal.timeout(limits.provider_milliseconds)
  const init = { method, headers, body, redirect: 'manual', signal } as RequestInit
  let answer: Response
  let bytes: Uint8Array
  try {
    answer = await fetch(address, init)
    bytes = await bytesOf(answer)
  } catch (error) {
    if (error instanceof ProviderTrouble) throw error
    const why = signal.aborted ? 'it took too long' : 'it cannot be reached'
    throw new ProviderTrouble(why, { cause: error })
  }
  const { status, headers: sent } = answer
  const type = sent.get('content-type')
  const isEmpty = bytes.length === 0
  return new Answer(isEmpty ? null : Buffer.from(bytes), {
    status,
    headers: type === null ? {} : { 'content-type': type },
  })
}

/** The texts of what was read from answers. */
const texts = new WeakMap<object, string>()

/** The text that a provider has sent for an object; undefined if that came in a signed text. */
export const textOf = (read: object): string | undefined => texts.get(read)

class Answer extends Response {
  override readonly json = async () => {
    const text = await this.text()
    const read = JSON.parse(text)
    texts.set(Object(read), text)
    return read
  }
}

/** The time counts for the body, too. */
async function bytesOf(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    // guard single-sign-on-6: becomes false
    if (size > limits.provider_answer_bytes) throw new ProviderTrouble('its answer is too long')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
