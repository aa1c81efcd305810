// Reads whether all stored values fit a definition that is about to change.
import { auditHeads } from '../audit/sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { hasKnownRange } from '../domain/known-ranges.ts'
import { type Definition, hiddenStays, type UserAttribute } from '../domain/user-attribute.ts'
import { valueProblems } from '../domain/value-type.ts'
import { type Problem, refuseIf } from '../errors.ts'
import type { Context } from '../request/context.ts'
import { required, type Statement } from '../store/statement.ts'
import { someUserValues, unchangedSince } from './sql.ts'

/**
 * When the type changes, or the name changes to one with known values, every stored value must fit (looker 2.8,
 * 3.5). A hidden attribute must have no stored value, because the types that it fits would tell something about it.
 * Returns the statements that fail the commit if somebody has set a value meanwhile.
 */
export async function insistStoredValuesFit(
  context: Context,
  catalogue: Catalogue,
  { id: user_attribute_id, name, type, value_is_hidden }: UserAttribute,
  wanted: Definition,
): Promise<Statement[]> {
  const field = wanted.type === type ? 'name' : 'type'
  if (field === 'name' && (wanted.name === name || !hasKnownRange(wanted.name))) return []
  const misfits = ({ value }: { value: string }) =>
    // guard hidden-4: without value_is_hidden ||
    value_is_hidden || valueProblems(wanted, value).length > 0
  const refuse = (holder: string) =>
    refuseIf([value_is_hidden ? hiddenStays(field) : misfitProblem(field, holder)])
  const ofGroup = catalogue.groupValues(user_attribute_id).find(misfits)
  if (ofGroup !== undefined) refuse(`group ${ofGroup.group_id}`)
  const { db } = context.server
  const [heads] = await db.read(auditHeads)
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [values]: readonly [StoredValue[]] = await db.read(
      someUserValues({ user_attribute_id, after }),
    )
    const ofUser = values.find(misfits)
    if (ofUser !== undefined) refuse(`user ${ofUser.user_id}`)
    after = values.at(-1)?.user_id
    await new Promise((resolve) => setImmediate(resolve))
  }
  return [required(unchangedSince({ user_attribute_id, heads: JSON.stringify(heads) }))]
}
type StoredValue = { user_id: string; value: string }
/** Names the owner of the value that does not fit, who may be one of a million. */
const misfitProblem = (field: 'name' | 'type', holder: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} cannot change: the value of ${holder} does not fit it; change or delete that value first.`,
})
