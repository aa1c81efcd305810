// The effects of operations on definitions and on values.

import { timesOf } from '../domain/group-values-in-time.ts'
import type { GroupId } from '../ids.ts'
import { textKey } from '../texts/text-key.ts'
import { clearGroupValues, rankGroupValue } from '../values/group-value-sql.ts'
import {
  endUserValue,
  removeSignInValue,
  tellMovedUp,
  tellNextValue,
  tellSignInValue,
  tellUserValue,
} from './own-values-sql.ts'
import {
  endAttributeRemains,
  endDefault,
  type ToldValue,
  tellDefault,
  tellDefinition,
  tellNewDefinition,
  tellRankedValue,
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
  // guard undo-deleted-7: without endAttributeRemains({ id: teller.row.attribute }),
  teller.run(
    endAttributeRemains({ id: teller.row.attribute }),
    tellNewDefinition(definitionOf(teller.row)),
  )
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
  const key = { user_id: row.user, user_attribute_id: row.attribute }
  const timeIn = (name: string) => (row.details[name] ?? null) as number | null
  const told = {
    ...{ ...key, ...toldValue(row), starts_at: timeIn('starts_at') },
    ...{ expires_at: timeIn('expires_at'), changes_at: timeIn('changes_at') },
  }
  const { keeps } = row.details
  run(keeps === undefined ? tellUserValue(told) : tellNextValue({ ...told, keeps: String(keeps) }))
}

/** A sweep has moved up a value that starts, or that is left when the one before it has ended. */
export function movedUp({ row, run }: Teller): void {
  const changes_at = (row.details['changes_at'] ?? null) as number | null
  run(tellMovedUp({ user_id: row.user, user_attribute_id: row.attribute, changes_at }))
}

/** A sweep has taken away a value that has ended, or has moved up the one that follows. */
export function ended(teller: Teller): void {
  const { row, run } = teller
  const key = { user_id: row.user, user_attribute_id: row.attribute }
  // A value that is left begins or ends later.
  if (row.details['changes_at'] === undefined) run(endUserValue(key))
  else movedUp(teller)
}

/** A provider has sent a value at a sign-in, or sends it no more. */
export function signInValue({ row, run }: Teller): void {
  const key = { user_id: row.user, user_attribute_id: row.attribute }
  if (row.details['removed'] === true) {
    run(removeSignInValue(key))
    return
  }
  const { provider, set_at } = row.details
  run(
    tellSignInValue({
      ...{ ...key, ...toldValue(row), provider: String(provider), set_at: Number(set_at) },
    }),
  )
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
  readonly starts_at?: number
  readonly expires_at?: number
}

export function groupValues({ row, run }: Teller): void {
  const user_attribute_id = row.attribute
  const items = row.details['groups'] as readonly Item[]
  const list: { group_id: string; value: string }[] = JSON.parse(row.value ?? '[]')
  const values = new Map(list.map(({ group_id, value }) => [group_id, value]))
  const groups = items.map(({ group_id }) => group_id)
  run(clearGroupValues(user_attribute_id, groups))
  for (const { group_id, rank, version = null, kept, ...times } of items) {
    const key = { group_id, user_attribute_id, rank }
    const inTime = timesOf(times)
    const given = values.get(group_id)
    const value = placed(row, given === undefined ? null : row.digest(given))
    run(kept ? rankGroupValue(key, inTime) : tellRankedValue({ ...key, value, version, ...inTime }))
  }
}

export function changeDefinition(teller: Teller): void {
  teller.run(tellDefinition(definitionOf(teller.row)))
  defaultOf(teller)
}
