// Credentials that no operation creates: rows as a single sign-on would add them.
import { type Kind, kinds } from '../../src/credentials/kinds.ts'
import { prepare, type Statement } from '../../src/store/statement.ts'

const addCredential = prepare(
  (writer, row: { user_id: string; kind: Kind; identity: string | null; email: string }) =>
    writer.insertInto('credentials').values({
      user_id: row.user_id,
      kind: row.kind,
      identity: row.identity,
      email: row.email,
      detail: null,
      created_at: 0,
      is_disabled: false,
      verified: false,
    }),
)

/** Adds one credential of every kind. */
export const addCredentials = (user_id: string, email: string): Statement[] =>
  (Object.keys(kinds) as Kind[]).map((kind) =>
    addCredential({ user_id, kind, identity: `${kind} of ${user_id}`, email }),
  )
