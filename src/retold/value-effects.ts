// The effects of operations on definitions and on values.

import type { GroupId } from '../ids.ts'
import { textKey } from '../texts/text-key.ts'
import { clearGroupValues, rankGroupValue } from '../values/group-value-sql.ts'
import {
  endDefault,
  type ToldValue,
  tellDefault,
  tellDefinition,
  tellNewDefinition,
  tellRankedValue,
  tellUserValue,
} from './sql.ts'
import type { Teller, ToldRow } from './told-row.ts'

function definitionOf({ attribute, details }: ToldRow) {
  const { label } = details
  // Older versions know neither of the two.
  const { choices = null, combine = 'first' } = details as {
    readonly choices?: readonly string[] | null
    readonly combine?: string
  }
  return {
    id: attribute,
    name: String(details.name),
    label: String(label),
    label_key: textKey(String(label)),
    type: String(details['type']),
    value_is_hidden: details['value_is_hidden'] === true,
    user_can_view: details['user_can_view'] === true,
    user_can_edit: details['user_can_edit'] === true,
    hidden_value_domain_whitelist: (details['hidden_value_domain_whitelist'] ?? null) as
      | string
      | null,
    choices: choices && JSON.stringify(choices),
    combine,
  }
}

export function createDefinition(teller: Teller): void {
  teller.run(tellNewDefinition(definitionOf(teller.row)))
  defaultOf(teller)
}

function defaultOf({ row, run }: Teller): void {
  const { details, attribute: user_attribute_id } = row
  if (details['has_default_value'] !== true) run(endDefault({ user_attribute_id }))
  else if (details['keeps_default'] !== true || digestOf(row) !== null) {
    run(tellDefault({ user_attribute_id, ...toldValue(row) }))
  }
}

/** Sets the value of a user, if the row is about one. */
export function ownValue({ row, run }: Teller): void {
  if (row.attribute === undefined) return
  run(tellUserValue({ user_id: row.user, user_attribute_id: row.attribute, ...toldValue(row) }))
}

/** The place and digest to compare a value by; neither for a hidden value that an older row has set. */
export const toldValue = (row: ToldRow): ToldValue => ({
  value: placed(row, digestOf(row)),
  version: row.details.version ?? null,
})

const placed = ({ place }: ToldRow, digest: string | null) =>
  JSON.stringify(digest === null ? {} : { place, digest })

const digestOf = ({ value, digest, redacted }: ToldRow) =>
  value === null ? redacted : digest(value)

interface Item {
  readonly group_id: GroupId
  readonly rank: number
  readonly version?: string
  readonly kept?: true
}

export function groupValues({ row, run }: Teller): void {
  const user_attribute_id = row.attribute
  const items = row.details['groups'] as readonly Item[]
  const list: { group_id: string; value: string }[] = JSON.parse(row.value ?? '[]')
  const values = new Map(list.map(({ group_id, value }) => [group_id, value]))
  const groups = items.map(({ group_id }) => group_id)
  run(clearGroupValues(user_attribute_id, groups))
  for (const { group_id, rank, version = null, kept } of items) {
    const key = { group_id, user_attribute_id, rank }
    const given = values.get(group_id)
    const value = placed(row, given === undefined ? null : row.digest(given))
    run(kept ? rankGroupValue(key) : tellRankedValue({ ...key, value, version }))
  }
}

export function changeDefinition(teller: Teller): void {
  teller.run(tellDefinition(definitionOf(teller.row)))
  defaultOf(teller)
}
