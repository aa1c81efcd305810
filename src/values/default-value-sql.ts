// The statement that changes the default of an attribute.

import type { StoredValue } from '../domain/stored-value.ts'
import type { UserAttributeId } from '../ids.ts'
import { changeToCome, prepare, type Statement } from '../store/statement.ts'

type DefaultCells = { default_value: string | null; default_version: string | null; row: number }

const prepareDefault = prepare(
  (writer, row: DefaultCells & { user_attribute_id: UserAttributeId }) =>
    writer
      .updateTable('user_attributes')
      .set({
        default_value: row.default_value,
        default_version: row.default_version,
        default_change: changeToCome(row.row),
      })
      .where('id', '=', row.user_attribute_id),
)
export const setDefaultValue = (
  user_attribute_id: UserAttributeId,
  stored: StoredValue | undefined,
  row: number,
): Statement =>
  prepareDefault({
    row,
    user_attribute_id,
    default_value: stored?.value ?? null,
    default_version: stored?.version ?? null,
  })
