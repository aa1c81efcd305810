// Users and callers for figures with a server in its own process.
import { adminRoleId } from '../src/ids.ts'
import type { Client } from '../test/support/server-process.ts'

type Headers = Record<string, string>

/** Users with the longest possible names, so that their rows in a list have about 2 KB each. */
export async function manyUsers(client: Client, headers: Headers, count: number): Promise<void> {
  const name = '😀'.repeat(120)
  let next = 0
  const lane = async () => {
    while (next < count) {
      const body = JSON.stringify({ first_name: `${next++}`, last_name: name })
      await made(client, headers, '/api/4.0/users', body)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}

/** The headers of a signed-in caller without any right. */
export const callerWithoutRights = (client: Client, headers: Headers): Promise<Headers> =>
  newHeaders(client, headers, false)

/** The headers of a new caller, who may be an administrator. */
export async function newHeaders(
  client: Client,
  headers: Headers,
  isAdmin: boolean,
): Promise<Headers> {
  const { id } = await made(client, headers, '/api/4.0/users', '{"first_name":"Nobody"}')
  if (isAdmin) {
    const body = JSON.stringify([adminRoleId])
    const path = `/api/4.0/users/${id}/roles`
    const { status } = await client.ask({ method: 'PUT', path, headers, body })
    if (status !== 200) throw new Error(`${path} was answered ${status}`)
  }
  const key = await made(client, headers, `/api/4.0/users/${id}/credentials_api3`, undefined)
  const { client_id = '', client_secret = '' } = key
  const body = new URLSearchParams({ client_id, client_secret }).toString()
  const { access_token } = await made(client, {}, '/api/4.0/login', body)
  return { authorization: `token ${access_token}` }
}

async function made(client: Client, headers: Headers, path: string, body: string | undefined) {
  const { status, text } = await client.ask({ method: 'POST', path, headers, body })
  if (status !== 200) throw new Error(`POST ${path} was answered ${status}`)
  return JSON.parse(text) as Record<string, string>
}
