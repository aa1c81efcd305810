// Puts back definitions, lists of group values and names of groups.
import type { StoredGroupValue } from '../domain/catalogue.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import type { RowOfChange } from './extent-sql.ts'
import { definitionText, type Undoing } from './undoing.ts'

/** Puts back the whole list of group values of an attribute, with its order. */
export function undoneGroupValues(undoing: Undoing, row: RowOfChange, id: UserAttributeId): void {
  if (!undoing.isFirst(`values ${id}`)) return
  const { before, after, now } = undoing.parts.catalogues
  const attribute = now.attributes.get(id)
  if (attribute === undefined)
    return void undoing.conflict(row, 'the attribute has been deleted since.')
  const [wanted, made, held] = [before, after, now].map((one) => one.groupValues(id))
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
  undoing.add(row, {
    op: 'set_group_values',
    attribute: undoing.attribute(row, id),
    values: (wanted ?? []).map(({ group_id, value }) => ({
      group: undoing.group(row, group_id),
      value: hidden ? null : value,
    })),
  })
}

/** A list by its order and values, or by the changes that set them: those of hidden values are never compared. */
const listText = (values: readonly StoredGroupValue[] = [], byChange: boolean): string =>
  JSON.stringify(
    values.map(({ group_id, value, newest_change }) => [
      group_id,
      byChange ? newest_change : value,
    ]),
  )

export function undoneDefinition(undoing: Undoing, row: RowOfChange, id: UserAttributeId): void {
  if (!undoing.isFirst(`definition ${id}`)) return
  const { before, after, now } = undoing.parts.catalogues
  const [wanted, made, held] = [before, after, now].map((one) => one.attributes.get(id))
  if (held === undefined || wanted === undefined || made === undefined) {
    return void undoing.conflict(row, 'the attribute has been deleted since.')
  }
  if (definitionText(now, id, false) === definitionText(before, id, false)) return
  if (definitionText(now, id) !== definitionText(after, id)) {
    return void undoing.conflict(row, 'the definition has been changed again since.')
  }
  const details = JSON.parse(row.details ?? '{}') as { readonly from?: Record<string, unknown> }
  if (details.from?.['value_is_hidden'] === false) {
    return void undoing.cannot(row, 'an attribute that was hidden stays hidden.')
  }
  const setsDefault = before.defaultChange(id) !== after.defaultChange(id)
  if (held.value_is_hidden && setsDefault) {
    return void undoing.cannot(
      row,
      'a hidden default is not kept, so it cannot be put back; set it again.',
    )
  }
  const { name, label, type, user_can_view, user_can_edit, hidden_value_domain_whitelist } = wanted
  const { choices, combine } = wanted
  undoing.add(row, {
    op: 'update_attribute',
    attribute: undoing.attribute(row, id),
    definition: {
      ...{ name, label, type, user_can_view, user_can_edit, combine, choices: choices ?? [] },
      ...(hidden_value_domain_whitelist !== null && { hidden_value_domain_whitelist }),
      ...(setsDefault && { default_value: wanted.default_value }),
    },
  })
}

export function undoneGroup(undoing: Undoing, row: RowOfChange, id: GroupId): void {
  if (!undoing.isFirst(`group ${id}`)) return
  const { before, after, now } = undoing.parts.catalogues
  const [wanted, made, held] = [before, after, now].map((one) => one.groups.get(id)?.name)
  if (wanted === undefined || held === undefined) {
    return void undoing.conflict(row, 'the group has been deleted since.')
  }
  if (held === wanted) return
  if (held !== made)
    return void undoing.conflict(row, 'the group has been given another name since.')
  undoing.add(row, { op: 'update_group', group: undoing.group(row, id), name: wanted })
}
