// The session of the person: who they are, signing in and out, and links with which they choose a password.
import { queryOptions } from '@tanstack/react-query'
import { CallRefused } from '../../src/client/answers.ts'
import { webClient } from '../../src/client/client.ts'
import { carryOnce } from './carry.ts'
import { queries } from './queries.ts'
import { serverUrl } from './server-url.ts'

/** Unlike those of the APIs, a 401 of these calls is an answer. */
export const web = webClient(serverUrl, carryOnce)

const readSession = async () => (await web('GET /session')).body

export type Session = Awaited<ReturnType<typeof readSession>>

/** Null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await readSession()
    } catch (error) {
      if (error instanceof CallRefused && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export interface Credentials {
  readonly email: string
  readonly password: string
  readonly code?: string
}

export async function signIn(credentials: Credentials): Promise<Session> {
  const { body } = await web('POST /session', { body: credentials as never })
  queries.setQueryData(sessionQuery.queryKey, body)
  return body
}

/** What was read for one person is not kept for the next. */
export async function signOut(): Promise<void> {
  await web('DELETE /session')
  queries.clear()
}

export const readLink = async (token: string) => (await web('POST /link', { body: { token } })).body

export type Link = Awaited<ReturnType<typeof readLink>>

/** Sets the password of the link, which signs the person in. */
export async function followLink(link: Omit<Credentials, 'email'> & { token: string }) {
  const { body } = await web('PUT /link', { body: link as never })
  queries.clear()
  queries.setQueryData(sessionQuery.queryKey, body)
}

/** Whether a refusal asks for a one-time code beside the password. */
export const needsCode = (error: unknown): boolean =>
  error instanceof CallRefused && error.problems.some(({ field }) => field === 'code')
