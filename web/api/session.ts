// The session of the person: who they are, signing in and out, and links with which they choose a password.
import { queryOptions } from '@tanstack/react-query'
import { CallRefused } from '../../src/client/answers.ts'
import { webClient } from '../../src/client/client.ts'
import { carryOnce } from './carry.ts'
import { belongsTo, isOfAnother } from './person.ts'
import { queries } from './queries.ts'
import { serverUrl } from './server-url.ts'
import { signedInAgain } from './sign-in-again.ts'

/** Unlike those of the APIs, a 401 of these calls is an answer. */
export const web = webClient(serverUrl, carryOnce)

const readSession = async () => (await web('GET /session')).body

export type Session = Awaited<ReturnType<typeof readSession>>

/** The session of this browser as the server has it now, which another window may have begun; null: there is none. */
export async function sessionNow(): Promise<Session | null> {
  try {
    return await readSession()
  } catch (error) {
    if (error instanceof CallRefused && error.status === 401) return null
    throw error
  }
}

/** Null: nobody has signed in on this page. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    for (;;) {
      const session = await sessionNow()
      if (!isOfAnother(session?.user.id)) {
        belongsTo(session?.user.id)
        return session
      }
      await signedInAgain()
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
  if (isOfAnother(body.user.id)) queries.clear()
  begin(body)
  return body
}

function begin(session: Session): void {
  belongsTo(session.user.id)
  queries.setQueryData(sessionQuery.queryKey, session)
}

/** What was read for one person is not kept for the next. */
export async function signOut(): Promise<void> {
  await web('DELETE /session')
  belongsTo(undefined)
  queries.clear()
}

export const readLink = async (token: string) => (await web('POST /link', { body: { token } })).body

export type Link = Awaited<ReturnType<typeof readLink>>

/** Sets the password of the link, which signs the person in. */
export async function followLink(link: Omit<Credentials, 'email'> & { token: string }) {
  const { body } = await web('PUT /link', { body: link as never })
  queries.clear()
  begin(body)
}

/** Whether a refusal asks for a one-time code beside the password. */
export const needsCode = (error: unknown): boolean =>
  error instanceof CallRefused && error.problems.some(({ field }) => field === 'code')
