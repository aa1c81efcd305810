// Reads the texts about people that lie beside the audit.
import { idText, prepare, sql } from '../store/statement.ts'

export const textsInPage = 1000

export type TextPlace = { user_id: string; field: string; sequence: number }

/** Texts with the details of their rows, in the order of their keys; texts of archived rows are left out. */
export const textsAfter = prepare((writer, after: TextPlace) =>
  writer
    .selectFrom('audit_texts')
    .innerJoin('audit', 'audit.sequence', 'audit_texts.sequence')
    .select([
      idText('audit_texts.user_id').as('user_id'),
      'audit_texts.field',
      'audit_texts.sequence',
      'audit_texts.after',
      'audit.details',
    ])
    .where(
      sql<boolean>`(audit_texts.user_id, audit_texts.field, audit_texts.sequence) >
        (cast(${after.user_id} as bigint), ${after.field}, cast(${after.sequence} as bigint))`,
    )
    .orderBy('audit_texts.user_id')
    .orderBy('audit_texts.field')
    .orderBy('audit_texts.sequence')
    .limit(sql.lit(textsInPage)),
)
