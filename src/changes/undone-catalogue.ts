// Puts back definitions, lists of group values and names of groups.
import { timesOf } from '../domain/group-values-in-time.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import type { RowOfChange } from './extent-sql.ts'
import type { GivenDefinition } from './operation.ts'
import { definitionText, listText, type Undoing, valuesLeft } from './undoing.ts'
import { shownTimes } from './undone-members.ts'

/** Puts back the whole list of group values of an attribute, with its order. */
export function undoneGroupValues(undoing: Undoing, row: RowOfChange, id: UserAttributeId): void {
  if (!undoing.isFirst(`values ${id}`)) return
  const { catalogues, made: ofChange } = undoing.parts
  const { before, after, now } = catalogues
  const attribute = now.attributes.get(id)
  if (attribute === undefined)
    return void undoing.conflict(row, 'the attribute has been deleted since.')
  const { time } = undoing.parts
  const [wanted, made, held] = [before, after, now].map((one) =>
    valuesLeft(one.storedGroupValues(id), time),
  )
  const hidden = attribute.value_is_hidden
  if (listText(held, hidden) === listText(wanted, hidden)) return
  if (listText(held, true) !== listText(made, true)) {
    return void undoing.conflict(row, 'the group values have been changed again since.')
  }
  const keeps = ({ group_id, newest_change }: StoredGroupValue) =>
    held?.some((one) => one.group_id === group_id && one.newest_change === newest_change)
  if (hidden && !wanted?.every(keeps)) {
    return void undoing.cannot(
      row,
      'hidden values are not kept, so they cannot be put back; set them again.',
    )
  }
  const operation = {
    op: 'set_group_values',
    putsBack: true,
    attribute: undoing.attribute(row, id),
    values: (wanted ?? []).map((one) => ({
      group: undoing.group(row, one.group_id),
      value: hidden ? null : one.value,
      times: shownTimes(timesOf(one)),
    })),
  } as const
  const isOfDeleted = wanted?.some(({ group_id }) => ofChange.ended.groups.has(group_id))
  if (isOfDeleted) undoing.addLast(row, operation)
  else undoing.add(row, operation)
}

/** Each change of a definition is put back by itself, newest first: names may have been passed on between them. */
export function undoneDefinition(undoing: Undoing, row: RowOfChange, id: UserAttributeId): void {
  if (!undoing.isPutBack(`definition ${id}`, () => mayPutBack(undoing, row, id))) return
  const { catalogues, oldest } = undoing.parts
  const from = fieldsBefore(row)
  if (from['value_is_hidden'] === false) {
    return void undoing.cannot(row, 'an attribute that was hidden stays hidden.')
  }
  const isOldest = oldest.get(id) === row
  const setsDefault = catalogues.before.defaultChange(id) !== catalogues.after.defaultChange(id)
  const { default_value = null } = catalogues.before.attributes.get(id) ?? {}
  const choices = 'choices' in from ? { choices: from['choices'] ?? [] } : {}
  const definition = {
    ...from,
    ...choices,
    ...(isOldest && setsDefault && { default_value }),
  } as GivenDefinition
  if (Object.keys(definition).length === 0) return
  undoing.add(row, { op: 'update_attribute', attribute: undoing.attribute(row, id), definition })
}

const fieldsBefore = (row: RowOfChange): Readonly<Record<string, unknown>> => {
  const { from = {} } = JSON.parse(row.details ?? '{}') as { from?: Record<string, unknown> }
  const { has_default_value: _, ...fields } = from
  return fields
}

function mayPutBack(undoing: Undoing, row: RowOfChange, id: UserAttributeId): boolean {
  const { before, after, now } = undoing.parts.catalogues
  const held = now.attributes.get(id)
  const cannot = (message: string) => {
    undoing.conflict(row, message)
    return false
  }
  if (held === undefined || !before.attributes.has(id)) {
    return cannot('the attribute has been deleted since.')
  }
  if (definitionText(now, id, false) === definitionText(before, id, false)) return false
  if (definitionText(now, id) !== definitionText(after, id)) {
    return cannot('the definition has been changed again since.')
  }
  if (!held.value_is_hidden || before.defaultChange(id) === after.defaultChange(id)) return true
  undoing.cannot(row, 'a hidden default is not kept, so it cannot be put back; set it again.')
  return false
}

export function undoneGroup(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  const { before, after, now } = undoing.parts.catalogues
  const [wanted, made, held] = [before, after, now].map((one) => one.groups.get(id)?.name)
  const decide = () => {
    const isGone = wanted === undefined || held === undefined
    if (isGone) undoing.conflict(row, 'the group has been deleted since.')
    else if (held === wanted) return false
    else if (held !== made) undoing.conflict(row, 'the group has been given another name since.')
    return !isGone && held === made
  }
  const { name } = fieldsBefore(row)
  if (!undoing.isPutBack(`group ${id}`, decide) || typeof name !== 'string') return
  undoing.add(row, { op: 'update_group', group: undoing.group(row, id), name })
}
