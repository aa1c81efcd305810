// The operations that a change of very many may have.
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Operation } from './operation.ts'

export type OfValue = Operation & { op: 'set_user_value' | 'clear_user_value' }

export const isOfValue = (operation: Operation): operation is OfValue =>
  operation.op === 'set_user_value' || operation.op === 'clear_user_value'

/** What a large change may not have. */
export function misfitOf(operation: Operation): Problem | undefined {
  const { place } = operation
  const may = (field: string, message: string): Problem => ({
    ...{ field: `${place}.${field}`, code: 'invalid', message: `${large} ${message}` },
  })
  if (!isOfValue(operation)) {
    return may(
      'op',
      'may only have set_user_value and clear_user_value; send other operations in a change of their own.',
    )
  }
  const { starts_at, expires_at } = (operation.op === 'set_user_value' && operation.times) || {}
  // guard large-10: becomes true
  const isForGood = (starts_at ?? expires_at) == null
  return isForGood
    ? undefined
    : may(
        starts_at == null ? 'expires_at' : 'starts_at',
        'has no values for a time; send those in a change of their own.',
      )
}
const large = `a change of more than ${limits.changed_operations} operations or ${limits.change_body_bytes} bytes`
