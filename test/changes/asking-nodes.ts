// Asks nodes within this process, without a network.
import type { Running } from '../../src/serve.ts'

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the caller says what it expects
  readonly json: any
  readonly text: string
  readonly etag: string | undefined
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly token: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** The version that the caller holds. */
  readonly etag?: string | undefined
}

export async function askNode(
  app: Running['app'],
  { method, url, token, body, etag }: Asked,
): Promise<Answer> {
  const headers = {
    authorization: `token ${token}`,
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
  }
  const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
  const answer = await app.inject({ method: method as 'GET', url, headers, ...payload })
  const text = answer.payload
  const isJson = String(answer.headers['content-type']).includes('application/json')
  const known = answer.headers['etag'] as string | undefined
  return {
    ...{ status: answer.statusCode, text, etag: known ?? etag },
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}
