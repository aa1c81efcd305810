// Values that an identity provider sends when people sign in: a layer of its own in the search path (decision 72).
import type { ColumnTypes } from '../differences.ts'
import { isHidden, type Kept, same, tableOf, triggersOf } from './0011-the-past.ts'

const kept: Kept = {
  table: 'user_attribute_sign_in_values',
  past: 'past_sign_in_values',
  key: ['user_id', 'user_attribute_id'],
  columns: {
    // guard sign-in-value-1: when ${isHidden(row)} then → when 1 = 2 then
    value: ['text', (row) => `case when ${isHidden(row)} then '' else ${row}.value end`],
    provider: ['text', same('provider')],
    set_at: ['integer', same('set_at')],
    newest_change: ['integer', same('newest_change')],
  },
}

/** The rows of the audit about these values. The condition is written in statements in the same words. */
export const ofSignIn = "operation = 'set_sign_in_values'"

export function signInValues(types: ColumnTypes): string[] {
  const { integer, text, clustered } = types
  const reference = (table: string) =>
    `${integer} not null references ${table} (id) on delete cascade`
  return [
    `create table user_attribute_sign_in_values (
      user_id ${reference('users')},
      user_attribute_id ${reference('user_attributes')},
      value ${text} not null,
      version ${text},
      provider ${text} not null,
      set_at ${integer} not null,
      newest_change ${integer} not null,
      primary key (user_id, user_attribute_id)
    ) ${clustered}`,
    `create index sign_in_values_by_attribute
      on user_attribute_sign_in_values (user_attribute_id, user_id)`,
    tableOf(types, kept),
    `create index past_sign_in_values_by_attribute
      on past_sign_in_values (user_attribute_id, user_id)`,
    ...triggersOf(kept).flatMap(types.afterChange),
    // A history finds them by their user; changes of other values do not pay for it.
    `create index audit_by_sign_in_value on audit (user_id, sequence) where ${ofSignIn}`,
  ]
}
