// Readers of events as tests have them.
import type { Caller, TestServer } from '../support/server.ts'

const base = '/api/attrium/1.0'

/** Asks for events. */
export const ask = (query: string, { api }: Pick<Caller, 'api'>) =>
  api('GET', `/events${query}`, undefined, { base })

/** The cursor of now. */
export const now = async (caller: Pick<Caller, 'api'>): Promise<string> =>
  (await ask('', caller)).json.cursor

export interface Stream {
  readonly response: Response
  /** All that was read so far. */
  readonly text: () => string
  /** Resolves when the text fits, or the stream has ended. */
  readonly until: (pattern: RegExp) => Promise<string>
  readonly ended: Promise<void>
  readonly leave: () => void
}

/** Opens a stream of events. */
export async function stream(
  { url, token }: Pick<TestServer, 'url' | 'token'>,
  query = '',
  headers: Record<string, string> = {},
): Promise<Stream> {
  const leaving = new AbortController()
  const response = await fetch(`${url}${base}/events${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    signal: leaving.signal,
  })
  let text = ''
  let more: () => void = () => {}
  let hasEnded = false
  const ended = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const part of response.body ?? []) {
        text += decoder.decode(part, { stream: true })
        more()
      }
    } catch {
      // The reader has left, or the connection was cut.
    }
    hasEnded = true
    more()
  })()
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text) && !hasEnded) {
      await new Promise<void>((resolve) => {
        more = resolve
      })
    }
    return text
  }
  return { response, text: () => text, until, ended, leave: () => leaving.abort() }
}

/** The events in the text of a stream. */
export const eventsIn = (text: string) =>
  [...text.matchAll(/^id: (.+)\ndata: (.+)$/gm)].map(([, id, data = '']) => ({
    ...JSON.parse(data),
    id,
  }))
