// Sends changes to a server as its administrator, and reads what they have done.
import { limits } from '../../src/limits.ts'
import type { TestServer } from '../support/server.ts'

export const base = '/api/attrium/1.0'
export type Row = Record<string, unknown>

/** The other fields of the body, the query with its `?`, and headers. */
export type More = [more?: Row, query?: string, headers?: Record<string, string>]

/** Applies operations. */
export const applyOn = (
  server: TestServer,
  changes: unknown,
  ...[more = {}, query = '', headers = {}]: More
) =>
  server.api(
    'POST',
    `/changes${query}`,
    { changes, ...more },
    { base, headers: { authorization: `Bearer ${server.token}`, ...headers } },
  )

/** What a path of the Attrium API answers. */
export const readOn = async (server: TestServer, path: string) =>
  (await server.api('GET', path, undefined, { base })).json as never

/** The effective value of a user, and where it comes from. */
export async function effectiveOn(server: TestServer, user: string, name: string) {
  const path = `/users/${user}/explanations?attributes=${name}`
  const [{ value, source }] = (await readOn(server, path)) as [{ value: string; source: string }]
  return { value, source }
}

/** Runs an action while a limit is another one. */
export async function whileItIs<T>(
  name: keyof typeof limits,
  value: number,
  action: () => Promise<T>,
) {
  const before = limits[name]
  Object.assign(limits, { [name]: value })
  try {
    return await action()
  } finally {
    Object.assign(limits, { [name]: before })
  }
}
