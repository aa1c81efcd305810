// Users and callers for figures that ask a server in a process of its own.
import type { Client } from '../faults/server-process.ts'

type Headers = Record<string, string>

/** Users whose rows in a list are as long as names can make them: some 2 KB each. */
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

/** The headers of somebody signed in who may nothing. */
export async function callerWithoutRights(client: Client, headers: Headers): Promise<Headers> {
  const { id } = await made(client, headers, '/api/4.0/users', '{"first_name":"Nobody"}')
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
