// Sends requests without a network: tens of thousands take a few seconds.
import type { TestServer } from './server.ts'

export interface Asked {
  /** The prefix of the path; by default `/api/4.0`. */
  readonly base?: string
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent unchanged. */
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

export async function ask(
  { running }: Pick<TestServer, 'running'>,
  asked: Asked,
): Promise<Answered> {
  const { base = '/api/4.0', method = 'GET', path, token, headers = {}, body } = asked
  const answer = await running.app.inject({
    method,
    url: `${base}${path}`,
    headers: { ...(token === undefined ? {} : { authorization: `token ${token}` }), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  })
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload }
}

/** Runs the jobs, at most `width` at a time. */
export async function together(
  width: number,
  jobs: readonly (() => Promise<void>)[],
): Promise<void> {
  const queue = [...jobs]
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next()
  }
  await Promise.all(Array.from({ length: width }, lane))
}
