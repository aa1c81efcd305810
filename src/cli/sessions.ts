// `attrium user sessions` and `attrium user sign-out`: the browsers in which somebody is signed in.
import { CallRefused } from '../client/answers.ts'
import type { Static } from '../http/schema.ts'
import type { Session } from '../session/shapes.ts'
import type { Invocation } from './client-command.ts'
import { confirmed } from './confirm.ts'
import { connect, userIdOf } from './connection/connect.ts'
import { minuteOrNone } from './screen/chain.ts'
import { type FormatFlags, note, printList } from './screen/output.ts'
import type { Column } from './screen/table.ts'

type Row = Static<typeof Session>

const columns: readonly Column<Row>[] = [
  { name: 'id', of: ({ id }) => id ?? null },
  { name: 'browser', of: ({ browser }) => browser ?? null, style: 'strong' },
  { name: 'ip_address', title: 'address', of: ({ ip_address }) => ip_address ?? null },
  { name: 'credentials_type', title: 'by', of: (row) => row.credentials_type ?? null },
  {
    ...{ name: 'created_at', title: 'since', of: ({ created_at }) => created_at ?? null },
    shown: ({ created_at }) => minuteOrNone(created_at),
  },
  {
    ...{ name: 'extended_at', title: 'last used', of: ({ extended_at }) => extended_at ?? null },
    shown: ({ extended_at, created_at }) => minuteOrNone(extended_at ?? created_at),
  },
  {
    ...{ name: 'expires_at', title: 'until', of: ({ expires_at }) => expires_at ?? null },
    shown: ({ expires_at }) => minuteOrNone(expires_at),
  },
]

export async function listSessions({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const [user = ''] = args
  const { looker } = await connect(flags, io)
  const path = { user_id: await userIdOf(looker, user) }
  const { body } = await looker('GET /users/{user_id}/sessions', { path })
  printList(flags, io, {
    rows: body,
    columns,
    none: `User ${user} is signed in with no browser.`,
  })
}

interface SignOutFlags {
  readonly session?: string
  readonly yes?: boolean
}

/** Ends one session or all of them; API keys and their tokens are not touched. */
export async function signOut({ args, flags, io }: Invocation<SignOutFlags>): Promise<void> {
  const [user = ''] = args
  const { session } = flags
  const { looker } = await connect(flags, io)
  const user_id = await userIdOf(looker, user)
  const { body } = await looker('GET /users/{user_id}/sessions', { path: { user_id } })
  const ending = body.filter(({ id }) => session === undefined || id === session)
  if (ending.length === 0 && session !== undefined) {
    const help = `attrium user sessions ${user} lists them.`
    throw new CallRefused(404, `User ${user} has no session ${session}; ${help}`)
  }
  if (ending.length === 0) {
    note(io, `User ${user} is signed in with no browser.`)
    return
  }
  const what = ending.length === 1 ? 'a browser' : `${ending.length} browsers`
  await confirmed(io, flags, `Sign user ${user} out of ${what}?`)
  for (const { id = '' } of ending) {
    await looker('DELETE /users/{user_id}/sessions/{session_id}', {
      path: { user_id, session_id: id },
    }).catch((error) => {
      // It has ended by itself meanwhile.
      if (!(error instanceof CallRefused && error.status === 404)) throw error
    })
  }
  note(io, `User ${user} is signed out of ${what}.`)
}
