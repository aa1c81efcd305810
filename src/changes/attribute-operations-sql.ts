// The operations of a change that define user attributes.
import { isUnchanged } from '../domain/unchanged.ts'
import {
  changedDefinition,
  newDefinition,
  takenNames,
  type UserAttribute,
} from '../domain/user-attribute.ts'
import { valueProblems } from '../domain/value-type.ts'
import type { Change } from '../request/context.ts'
import {
  changedDefinitionOf,
  createdDefinition,
  deletedDefinition,
} from '../user-attributes/change-sql.ts'
import { narrowed, newCombiningProblems } from '../user-attributes/fitting-reader.ts'
import type { Applying, Of } from './applying.ts'

export function createAttribute(applying: Of<'create_attribute'>): Change {
  const { draft, it, hidden } = applying
  applying.ask('create_user_attribute')
  const { definition, problems } = newDefinition(it.definition, takenNames(attributesOf(applying)))
  applying.insist(problems)
  const created = { ...definition, is_system: false, is_permanent: false }
  const { id } = draft.createAttribute(created, it.deleted)
  return {
    ...createdDefinition(hidden, definition, { known: id }),
    operation: 'create_user_attribute',
  }
}

export function updateAttribute(applying: Of<'update_attribute'>): Change | undefined {
  const { draft, it, hidden } = applying
  const before = applying.settable(it.attribute)
  applying.ask('update_user_attribute')
  const taken = takenNames(attributesOf(applying), before)
  const { definition, problems } = changedDefinition(before, it.definition, taken)
  applying.insist(problems)
  applying.insist(newCombiningProblems(draft.catalogue, before, definition))
  if (isUnchanged({ ...before }, { ...definition })) return undefined
  const wanted = { ...before, ...definition }
  insistThatNewValuesFit(applying, before, wanted)
  const overwritten = draft.changedOwners(before.id)
  applying.toFit.push({ operation: it, catalogue: draft.catalogue, before, wanted, overwritten })
  const hides = definition.value_is_hidden && !before.value_is_hidden
  draft.setAttribute(wanted, hides || definition.default_value !== before.default_value)
  return {
    ...changedDefinitionOf(hidden, before, definition),
    operation: 'update_user_attribute',
  }
}

/** Values that earlier operations give users are not stored yet, so the store cannot be asked whether they fit. */
function insistThatNewValuesFit(
  applying: Applying,
  before: UserAttribute,
  wanted: UserAttribute,
): void {
  const field = narrowed(before, wanted)
  if (field === undefined) return
  const misfits = applying.draft
    .newValues(before.id)
    .some(({ value }) => wanted.value_is_hidden || valueProblems(wanted, value).length > 0)
  if (!misfits) return
  applying.refuse(
    `${applying.it.place}.${field}`,
    `${field} cannot change: an earlier operation of this change sets a value that does not fit it.`,
  )
}

export function deleteAttribute(applying: Of<'delete_attribute'>): Change {
  const { draft, it } = applying
  const attribute = applying.settable(it.attribute)
  applying.ask('delete_user_attribute')
  const change = deletedDefinition(draft.catalogue, attribute)
  draft.deleteAttribute(attribute.id)
  return { ...change, operation: 'delete_user_attribute' }
}

const attributesOf = ({ draft }: Applying): readonly UserAttribute[] => [
  ...draft.catalogue.attributes.values(),
]
