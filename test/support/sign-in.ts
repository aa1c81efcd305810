// What an identity provider sends at a sign-in, stored through the one door as a sign-in stores it.
import { auditRow } from '../../src/audit/audit-row.ts'
import { catalogueVersion } from '../../src/catalogue/sql.ts'
import type { GivenValue } from '../../src/domain/value-type.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { signInChange } from '../../src/values/sign-in-change.ts'
import { storedSignInValues } from '../../src/values/sign-in-values-sql.ts'
import { byTest, type TestServer } from './server.ts'

type Sent = Readonly<Record<string, GivenValue>>

/** The outcome of the door for these values by the ids of their attributes. */
export async function sentBy(
  { running }: Pick<TestServer, 'running'>,
  user: string,
  sent: Sent,
  provider = 'Okta',
) {
  const { db, keys, catalogue, now } = running.server
  const user_id = user as UserId
  const [[row], held] = await db.read(catalogueVersion, storedSignInValues({ user_id }))
  const at = now()
  const values = new Map(Object.entries(sent)) as Map<UserAttributeId, GivenValue>
  const known = await catalogue.at(row?.version ?? 0)
  return {
    at,
    outcome: signInChange(keys.hidden, known, { user_id, provider, values, held, at }),
  }
}

/** Signs a user in: from then on, these are their values from sign-ins. Returns how many of them changed. */
export async function signsIn(
  server: Pick<TestServer, 'running'>,
  user: string,
  sent: Sent,
  provider = 'Okta',
): Promise<number> {
  const { at, outcome } = await sentBy(server, user, sent, provider)
  if ('problems' in outcome) throw new Error(outcome.problems[0]?.message)
  const { change } = outcome
  if (change === undefined) return 0
  const of = { ...byTest(at), operation: change.operation }
  const begun = { ...byTest(at), operation: 'sign_in' }
  await server.running.server.db.commitAll([
    {
      ...{ statements: [], changesAuthority: false },
      audit: auditRow(begun, { user_id: user as UserId }),
    },
    {
      statements: change.statements,
      audit: auditRow(of, change.audit),
      more: change.more.map((row) => auditRow(of, row)),
      changesAuthority: false,
      alone: true,
    },
  ])
  return 1 + change.more.length
}
