// Reads whether all stored values fit a definition that is about to change.
import { auditHeads } from '../audit/sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { allowsAsMuch } from '../domain/choices.ts'
import { combiningProblems } from '../domain/combining.ts'
import { namesIn } from '../domain/group-value-list.ts'
import { hasKnownRange } from '../domain/known-ranges.ts'
import { type Definition, hiddenStays, type UserAttribute } from '../domain/user-attribute.ts'
import { valueProblems } from '../domain/value-type.ts'
import { type Problem, refuseIf } from '../errors.ts'
import type { Context } from '../request/context.ts'
import { required, type Statement } from '../store/statement.ts'
import { someSignInValues, someUserValues, unchangedSince } from './sql.ts'

/**
 * When the type changes, the choices become fewer, or the name changes to one with known values, every stored value
 * must fit (looker 2.8, 3.5), and those of groups must fit together if the attribute combines them. A hidden attribute
 * must have no stored value, because the types that it fits would tell something about it. Values that the same change
 * overwrites do not count. Returns the statements that fail the commit if somebody has set a value meanwhile.
 */
export async function insistStoredValuesFit(
  context: Context,
  catalogue: Catalogue,
  before: UserAttribute,
  wanted: Definition,
  isOverwritten: (user_id: string) => boolean = () => false,
): Promise<Statement[]> {
  const { id: user_attribute_id, value_is_hidden } = before
  const field = narrowed(before, wanted)
  if (field === undefined) {
    refuseIf(newCombiningProblems(catalogue, before, wanted))
    return []
  }
  const misfits = ({ value, next_value = null }: { value: string; next_value?: string | null }) =>
    // guard hidden-4: without value_is_hidden ||
    value_is_hidden ||
    valueProblems(wanted, value).length > 0 ||
    (next_value !== null && valueProblems(wanted, next_value).length > 0)
  const refuse = (holder: string) =>
    refuseIf([
      value_is_hidden && field !== 'choices' ? hiddenStays(field) : misfitProblem(field, holder),
    ])
  const ofGroup = catalogue.listedGroupValues(user_attribute_id).find(misfits)
  if (ofGroup !== undefined) refuse(`the group ${namesIn(catalogue)(ofGroup.group_id)}`)
  refuseIf(newCombiningProblems(catalogue, before, wanted))
  const { db } = context.server
  const [heads] = await db.read(auditHeads)
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [values]: readonly [StoredValue[]] = await db.read(
      someUserValues({ user_attribute_id, after }),
    )
    const ofUser = values.find((value) => misfits(value) && !isOverwritten(value.user_id))
    if (ofUser !== undefined) refuse(`user ${ofUser.user_id}`)
    after = values.at(-1)?.user_id
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [values]: readonly [SentValue[]] = await db.read(
      someSignInValues({ user_attribute_id, after }),
    )
    // guard sign-in-value-13: becomes undefined
    const ofUser = values.find(misfits)
    if (ofUser !== undefined) refuse(`user ${ofUser.user_id} from their sign-in`)
    after = values.at(-1)?.user_id
    await new Promise((resolve) => setImmediate(resolve))
  }
  return [required(unchangedSince({ user_attribute_id, heads: JSON.stringify(heads) }))]
}
type SentValue = { user_id: string; value: string }
type StoredValue = { user_id: string; value: string; next_value: string | null }

type Narrowed = 'type' | 'choices' | 'name'

/** The field after whose change stored values may not fit; undefined if all still do. */
export function narrowed(before: UserAttribute, wanted: Definition): Narrowed | undefined {
  if (wanted.type !== before.type) return 'type'
  // guard choices-4: gone
  if (!allowsAsMuch(before.choices, wanted.choices)) return 'choices'
  return wanted.name !== before.name && hasKnownRange(wanted.name) ? 'name' : undefined
}

/** The problems of a new way of combining with the present values of groups. */
export function newCombiningProblems(
  catalogue: Catalogue,
  before: UserAttribute,
  wanted: Definition,
): Problem[] {
  if (wanted.type === before.type && wanted.combine === before.combine) return []
  const field = wanted.combine === before.combine ? 'type' : 'combine'
  // guard combining-6: becomes []
  return combiningProblems(
    wanted,
    catalogue.listedGroupValues(before.id),
    namesIn(catalogue),
    field,
  )
}

/** Names the owner of the value that does not fit, who may be one of a million. */
const misfitProblem = (field: Narrowed, holder: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} cannot change: the value of ${holder} does not fit it; change or delete that value first.`,
})
