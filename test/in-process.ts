// Requests that need no network: tens of thousands fit into a few seconds.
import type { TestServer } from './server.ts'

export interface Asked {
  /** Below /api/4.0. */
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is. */
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
  const { method = 'GET', path, token, headers = {}, body } = asked
  const answer = await running.app.inject({
    method,
    url: `/api/4.0${path}`,
    headers: { ...(token === undefined ? {} : { authorization: `token ${token}` }), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  })
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload }
}

/** Does the jobs, so many at a time. */
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
