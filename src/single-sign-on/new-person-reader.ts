// Somebody whom only the provider knows becomes a user.
import { auditRow } from '../audit/audit-row.ts'
import type { Person } from '../domain/identity-provider.ts'
import type { OpenContext } from '../request/context.ts'
import { LostRace } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { addNewUserCredential, addNewUserEmail, createUser } from '../users/change-sql.ts'
import { textsIn } from '../users/routes.ts'
import { nobody } from '../users/user.ts'
import { type KnownPerson, personWithIdentity } from './sql.ts'

interface NewPerson extends Person {
  readonly identity: string
  /** What a commit needs that relies on the provider. */
  readonly proof: readonly Statement[]
}

/**
 * A commit of its own, because a session needs the id of its user: if the next one fails, the user is there and can
 * sign in again. Throws LostRace if somebody has got the address or the identity meanwhile.
 */
export async function createdPerson(
  { server, request, now }: OpenContext,
  { identity, email = '', first_name, last_name, proof }: NewPerson,
): Promise<KnownPerson> {
  const { db, keys } = server
  const names = { first_name, last_name }
  const texts = { ...names, identity, email }
  const row = auditRow(
    {
      ...{ at: now, request_id: request.request_id, address: request.address },
      operation: 'create_single_sign_on_user',
      ...{ actor_id: null, sudo_by: null, credentials_api3_id: null },
    },
    {
      created: { column: 'user_id', statement: 0 },
      found: [{ statement: 1, detail: 'group_ids', as: 'ids' }],
      texts: { after: { ...textsIn({ ...nobody, ...names }), identity, email } },
      details: {
        kind: 'oidc',
        fields: Object.keys(names),
        forced_password_reset_at_next_login: false,
        fingerprints: keys.fingerprints(texts),
      },
    },
  )
  await db.commit({
    statements: [
      ...createUser({ ...nobody, ...names, created_at: now }),
      addNewUserCredential({ kind: 'oidc', identity, created_at: now }),
      addNewUserEmail(email, now),
      ...proof,
    ],
    audit: row,
    changesAuthority: true,
    now,
  })
  const [[person]] = await db.read(personWithIdentity({ identity }))
  if (person === undefined) throw new LostRace()
  return person
}
