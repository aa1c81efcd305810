// Who somebody of a provider is here.
import { type IdentityProvider, identityOf, type Person } from '../domain/identity-provider.ts'
import type { UserId } from '../ids.ts'
import type { OpenContext } from '../request/context.ts'
import type { Failure } from '../sign-in/failing-reader.ts'
import { type KnownPerson, personWithAddress, personWithIdentity } from './sql.ts'

export const idOf = (person: KnownPerson | undefined) => person?.user_id as UserId | undefined

interface Refused {
  readonly why: Failure['why']
  readonly message: string
  readonly user_id?: UserId | undefined
}

/** Who it is here; `person` is undefined for somebody who becomes a user. */
export async function personOf(
  context: OpenContext,
  provider: IdentityProvider,
  { sub, email }: Person,
): Promise<{ readonly person: KnownPerson | undefined } | Refused> {
  const identity = identityOf(provider, sub)
  const { rows } = await context.load(
    personWithIdentity({ identity }),
    personWithAddress(email ?? ''),
  )
  const [byIdentity] = rows[0]
  const byAddress = email === undefined ? undefined : rows[1][0]
  // The identity counts: an address may have become that of somebody else.
  const person = byIdentity ?? byAddress
  const user_id = idOf(person)
  if (person === undefined) {
    if (provider.create_users && email !== undefined) return { person }
    return { why: 'unknown', message: noAccount(provider, email) }
  }
  // guard single-sign-on-19: becomes false
  if (byIdentity === undefined && person.identity !== null) {
    return { why: 'identity', message: otherIdentity(provider), user_id }
  }
  // guard single-sign-on-20: becomes false
  if (person.is_disabled || person.is_identity_disabled === true) {
    return { why: 'disabled', message: disabled, user_id }
  }
  return { person }
}

const disabled = 'Your account here is disabled. Ask an administrator.'
const noAccount = ({ name, email_claim }: IdentityProvider, email: string | undefined) =>
  email === undefined
    ? `${name} does not know you here yet, and gives no verified address in the claim ${email_claim}. Ask an administrator.`
    : `Nobody here has the address that ${name} gives in the claim ${email_claim}. Ask an administrator.`
const otherIdentity = ({ name, email_claim }: IdentityProvider) =>
  `The account with the address in the claim ${email_claim} belongs to another person of ${name}, or of another provider. Ask an administrator.`
