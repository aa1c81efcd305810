// What a reset has undone, as statements find it (decision 33): ids start over, and the audit goes on.
import { type Part, sql } from '../store/statement.ts'

const resets = sql`moments as reset join moments as kept on kept.number = reset.back_to
  where reset.back_to is not null`

/** Whether a reset before the change with this sequence has undone what a row tells; without one, any reset. */
export const isUndone = (row: string, before?: Part) => {
  const sequence = sql.ref(`${row}.sequence`)
  const inTime = before === undefined ? sql`` : sql`and reset.sequence <= ${before}`
  // guard reset-4: becomes sql<boolean>`1 = 2`
  return sql<boolean>`exists (select 1 from ${resets}
    and ${sequence} >= kept.sequence and ${sequence} < reset.sequence ${inTime})`
}

/** Whether a reset up to a moment has undone what was so until another one. */
export const wasUndone = (until: Part, moment: Part) =>
  // guard reset-5: becomes sql<boolean>`1 = 2`
  sql<boolean>`exists (select 1 from ${resets}
    and ${until} > kept.number and ${until} <= reset.number and reset.number <= ${moment})`
