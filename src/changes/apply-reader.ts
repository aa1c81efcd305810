// Applies operations to a draft by the rules that decide the same operation alone; what is refused changes nothing.
import { type Problem, Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Change } from '../request/context.ts'
import { ownTurns } from '../request/own-turns.ts'
import { Applying, type Circumstances, type Of, Refused, type ToFit } from './applying.ts'
import { createAttribute, deleteAttribute, updateAttribute } from './attribute-operations-sql.ts'
import type { Draft } from './draft.ts'
import {
  addGroupGroup,
  addGroupUser,
  createGroup,
  deleteGroup,
  removeGroupGroup,
  removeGroupUser,
  updateGroup,
} from './group-operations-sql.ts'
import {
  clearGroupValue,
  orderGroupValues,
  setGroupValue,
  setGroupValues,
} from './group-value-operations-sql.ts'
import type { Operation } from './operation.ts'
import { addRoleGroup } from './role-operations-sql.ts'
import { namedIn, type Verdict } from './sent-lines.ts'
import { changeUserValue } from './value-operations-sql.ts'

export interface Applied {
  readonly problems: readonly Problem[]
  /** Whether the caller lacks a right for one of the operations. */
  readonly isDenied: boolean
  /** How many operations were refused, and how many would change nothing. */
  readonly refused: number
  readonly unchanged: number
  /** What stores the others, in their order. */
  readonly changes: readonly Change[]
  readonly toFit: readonly ToFit[]
  /** What has become of each operation, in their order. */
  readonly verdicts: readonly (readonly [Operation, Verdict])[]
}

/**
 * Applies the operations in their order; each sees what those before it have done. `refusals` has the operations that
 * the store has refused, each with its problems.
 */
export async function applyAll(
  draft: Draft,
  operations: readonly Operation[],
  circumstances: Circumstances,
  refusals: ReadonlyMap<Operation, readonly Problem[]> = new Map(),
): Promise<Applied> {
  const problems: Problem[] = []
  const changes: Change[] = []
  const toFit: ToFit[] = []
  const verdicts: [Operation, Verdict][] = []
  let [refused, unchanged, isDenied, ofCatalogue] = [0, 0, false, 0]
  const inTurn = ownTurns()
  for (const operation of operations) {
    await inTurn()
    const about = {
      user_id: 'user' in operation ? circumstances.userOf(operation) : undefined,
      attribute:
        'attribute' in operation ? namedIn(draft.catalogue, operation.attribute) : undefined,
    }
    try {
      // guard change-8: becomes false
      if (isOfCatalogue(operation) && ++ofCatalogue > limits.changed_catalogue_operations) {
        throw new Refused([{ field: `${operation.place}.op`, code: 'invalid', message: tooMany }])
      }
      const known = refusals.get(operation)
      if (known !== undefined) throw new Refused(known)
      const change = apply(new Applying(draft, circumstances, operation, toFit))
      if (change === undefined) unchanged++
      else changes.push(change)
      const attribute = about.attribute ?? madeBy(operation, draft)
      const status = change === undefined ? 'unchanged' : 'changed'
      verdicts.push([operation, { ...about, attribute, status }])
    } catch (error) {
      const found = problemsIn(error, operation)
      problems.push(...found)
      verdicts.push([operation, { ...about, status: 'refused', problems: found }])
      isDenied ||= error instanceof Refusal && error.reason === 'denied'
      refused++
    }
  }
  return { problems, isDenied, refused, unchanged, changes, toFit, verdicts }
}

const madeBy = (operation: Operation, { catalogue }: Draft) =>
  operation.op === 'create_attribute'
    ? catalogue.attributeNamed(operation.definition.name ?? '')
    : undefined

const ofPeople = /^(set|clear)_user_value$|^(add|remove)_group_user$/
const isOfCatalogue = ({ op }: Operation) => !ofPeople.test(op)
const tooMany =
  `a change may have at most ${limits.changed_catalogue_operations} operations about attributes, values of groups, ` +
  'groups and nesting; send the others in another change.'

/** A rule of one request says in its refusal what is wrong; here that is a problem of the operation. */
export function problemsIn(error: unknown, { place }: Operation): readonly Problem[] {
  if (error instanceof Refused) return error.problems
  if (!(error instanceof Refusal)) throw error
  if (error.problems !== undefined) {
    return error.problems.map((it) => ({ ...it, field: `${place}.${it.field}` }))
  }
  return [{ field: `${place}.op`, code: 'invalid', message: error.message }]
}

function apply(applying: Applying): Change | undefined {
  switch (applying.it.op) {
    case 'set_user_value':
    case 'clear_user_value':
      return changeUserValue(applying as Of<'set_user_value' | 'clear_user_value'>)
    case 'set_group_value':
      return setGroupValue(applying as Of<'set_group_value'>)
    case 'clear_group_value':
      return clearGroupValue(applying as Of<'clear_group_value'>)
    case 'order_group_values':
      return orderGroupValues(applying as Of<'order_group_values'>)
    case 'set_group_values':
      return setGroupValues(applying as Of<'set_group_values'>)
    case 'create_attribute':
      return createAttribute(applying as Of<'create_attribute'>)
    case 'update_attribute':
      return updateAttribute(applying as Of<'update_attribute'>)
    case 'delete_attribute':
      return deleteAttribute(applying as Of<'delete_attribute'>)
    case 'create_group':
      return createGroup(applying as Of<'create_group'>)
    case 'update_group':
      return updateGroup(applying as Of<'update_group'>)
    case 'delete_group':
      return deleteGroup(applying as Of<'delete_group'>)
    case 'add_group_user':
      return addGroupUser(applying as Of<'add_group_user'>)
    case 'remove_group_user':
      return removeGroupUser(applying as Of<'remove_group_user'>)
    case 'add_group_group':
      return addGroupGroup(applying as Of<'add_group_group'>)
    case 'remove_group_group':
      return removeGroupGroup(applying as Of<'remove_group_group'>)
    case 'add_role_group':
      return addRoleGroup(applying as Of<'add_role_group'>)
  }
}
