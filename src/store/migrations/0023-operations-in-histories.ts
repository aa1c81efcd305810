// A history of one operation has all of its rows: the index of operations had left out those that are about a user and
// an attribute, such as the row of a user who was made with a locale.
import type { ColumnTypes } from '../differences.ts'

/** Operations with as many rows as there are changes of values of users, which pay for no index. */
export const changesOfUserValues = [
  'set_user_attribute_user_value',
  'delete_user_attribute_user_value',
  'start_user_attribute_user_value',
  'expire_user_attribute_user_value',
  'set_sign_in_values',
] as const

const listed = changesOfUserValues.map((it) => `'${it}'`).join(', ')

/** The rows in the index. The condition is written in statements in the same words. */
export const ofOtherOperation = `operation not in (${listed})`

export const operationsInHistories = (_: ColumnTypes): string[] => [
  'drop index audit_by_operation',
  `create index audit_by_operation on audit (operation, sequence) where ${ofOtherOperation}`,
]
