// The door for values that an identity provider sends: a sign-in makes them exactly what was sent (decision 72).
import type { ValueSubject } from '../audit/audit-row.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { HiddenValues } from '../domain/stored-value.ts'
import { type UserAttribute, valueFromBody } from '../domain/user-attribute.ts'
import type { GivenValue } from '../domain/value-type.ts'
import type { Problem } from '../errors.ts'
import { byId, type UserAttributeId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { signInOperation } from '../store/audit/row.ts'
import type { Statement } from '../store/statement.ts'
import {
  addSignInValue,
  endSignInValue,
  replaceSignInValue,
  type StoredSignInValue,
  sameCatalogue,
} from './sign-in-values-sql.ts'
import { storedValue } from './stored-value.ts'
import { subject } from './value-change.ts'

/** What a provider has sent about somebody who is signing in. */
export interface SentValues {
  readonly user_id: UserId
  /** The name of the provider, as people are shown it. */
  readonly provider: string
  /** The values by the ids of their attributes; an attribute that is not in it has none from this sign-in. */
  readonly values: ReadonlyMap<UserAttributeId, GivenValue>
  /** The rows of `storedSignInValues`, read together with the catalogue. */
  readonly held: readonly StoredSignInValue[]
  /** When they are set, in milliseconds since 1970 UTC. */
  readonly at: number
}

/** A change for `commitAll`, after the one that begins the session. */
export interface SignInChange {
  /** It removes values, so it runs alone. */
  readonly touches: 'ended values'
  readonly operation: typeof signInOperation
  readonly statements: readonly Statement[]
  /** One row of the audit for each attribute: `audit` and then `more`. */
  readonly audit: ValueSubject
  readonly more: readonly ValueSubject[]
}

/**
 * The change that makes the values of the user from sign-ins exactly those that were sent, whichever provider sent the
 * ones before; undefined if they are so already. `problems` says what does not fit, and then nothing may be stored:
 * their `field` is the name of the attribute, and they never quote a value. The commit is lost if the catalogue, or one
 * of the values, has changed since they were read.
 */
export function signInChange(
  hidden: HiddenValues,
  catalogue: Catalogue,
  sent: SentValues,
): { readonly problems: readonly Problem[] } | { readonly change: SignInChange | undefined } {
  const problems: Problem[] = []
  const wanted = new Map<UserAttributeId, { attribute: UserAttribute; text: string }>()
  for (const [id, given] of sent.values) {
    const attribute = catalogue.attributes.get(id)
    const fitting = fittingValue(attribute, id, given)
    if ('problems' in fitting) problems.push(...fitting.problems)
    else wanted.set(id, fitting)
  }
  if (problems.length > 0) return { problems }
  return { change: changeOf(hidden, catalogue, sent, wanted) }
}

type Wanted = ReadonlyMap<UserAttributeId, { attribute: UserAttribute; text: string }>

function changeOf(
  hidden: HiddenValues,
  catalogue: Catalogue,
  { user_id, provider, held, at: set_at }: SentValues,
  wanted: Wanted,
): SignInChange | undefined {
  const statements: Statement[] = []
  const rows: ValueSubject[] = []
  const known = new Map(held.map((it) => [it.user_attribute_id as UserAttributeId, it]))
  const ids = [...new Set([...known.keys(), ...wanted.keys()])].sort(byId)
  for (const id of ids) {
    const attribute = catalogue.attributes.get(id)
    const [there, given] = [known.get(id), wanted.get(id)]
    // The values of an attribute that was deleted are removed with it.
    if (attribute === undefined) continue
    const key = { user_id, user_attribute_id: id }
    const replaced = there && { replaces: there.newest_change }
    if (given === undefined) {
      if (there === undefined) continue
      statements.push(endSignInValue(key, there.newest_change))
      const details = { provider: there.provider, removed: true, ...replaced }
      rows.push(subject(attribute, null, { ...key, details }))
      continue
    }
    // guard sign-in-value-5: becomes false
    if (there?.provider === provider && isHeld(hidden, attribute, there, { ...key, ...given })) {
      continue
    }
    const stored = storedValue(hidden, attribute, placeOf(key), given.text)
    const by = { provider, set_at, row: rows.length }
    statements.push(
      there === undefined
        ? addSignInValue(key, stored, by)
        : replaceSignInValue(key, stored, { ...by, replaces: there.newest_change }),
    )
    const version = stored.version === null ? {} : { version: stored.version }
    const details = { provider, set_at, ...version, ...replaced }
    rows.push(subject(attribute, given.text, { ...key, details }))
  }
  const [audit, ...more] = rows
  if (audit === undefined) return undefined
  return {
    ...{ touches: 'ended values', operation: signInOperation },
    statements: [sameCatalogue(catalogue.version), ...statements],
    ...{ audit, more },
  }
}

/** Values of sign-ins are sealed for a place of their own: none can be moved to where the user's own value is. */
export const placeOf = ({ user_id, user_attribute_id }: OfUser) => ({
  ...{ sign_in_of: user_id, user_attribute_id },
})
interface OfUser {
  readonly user_id: string
  readonly user_attribute_id: string
}

/** Whether the same value is stored already, in the form in which it has to be. */
function isHeld(
  hidden: HiddenValues,
  { value_is_hidden }: UserAttribute,
  there: StoredSignInValue,
  given: OfUser & { readonly text: string },
): boolean {
  if (!value_is_hidden) return there.version === null && there.value === given.text
  try {
    return there.version !== null && hidden.open(there, placeOf(given)) === given.text
  } catch {
    return false
  }
}

function fittingValue(
  attribute: UserAttribute | undefined,
  id: UserAttributeId,
  given: GivenValue,
): { attribute: UserAttribute; text: string } | { problems: Problem[] } {
  if (attribute === undefined) return { problems: [wrong(id, 'is no user attribute any more.')] }
  const { name } = attribute
  // guard sign-in-value-6: becomes false
  if (attribute.is_system) return { problems: [wrong(name, ofTheSystem)] }
  const fitting = valueFromBody(attribute, given)
  if ('problems' in fitting) {
    const aboutIt = (problem: Problem): Problem => ({
      ...{ ...problem, field: name },
      message: problem.message.replace(/^'?value'?(?= )/, name),
    })
    return { problems: fitting.problems.map(aboutIt) }
  }
  // guard sign-in-value-7: becomes false
  if (fitting.text.length > limits.value_characters) return { problems: [wrong(name, tooLong)] }
  return { attribute, text: fitting.text }
}

const wrong = (field: string, message: string): Problem => ({
  ...{ field, code: 'invalid', message: `${field} ${message}` },
})
const ofTheSystem = 'is a system attribute, which no identity provider sets.'
const tooLong = `must have at most ${limits.value_characters} characters.`
