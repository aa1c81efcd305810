// What history needs beside the audit: texts about people, and indexes that changes of user values do not pay for
// (decision 58).
import type { ColumnTypes } from '../differences.ts'

export function histories({ integer, text, clustered }: ColumnTypes): string[] {
  const fields = ['first_name', 'last_name', 'home_folder_id', 'ui_state']
  return [
    // No foreign key: what somebody was called stays known after they are deleted.
    `create table audit_texts (
      user_id ${integer} not null,
      field ${text} not null,
      sequence ${integer} not null,
      before ${text},
      after ${text},
      primary key (user_id, field, sequence)
    ) ${clustered}`,
    'create index audit_texts_by_change on audit_texts (sequence)',
    // Older rows do not tell texts. Those of today stand for all that came before.
    ...fields.map(
      (field) => `insert into audit_texts (user_id, field, sequence, after)
        select id, '${field}', 0, ${field} from users where ${field} is not null`,
    ),
    `insert into audit_texts (user_id, field, sequence, after)
      select user_id, 'email', 0, email from credentials_email`,
    ...Object.entries(partialIndexes).map(
      ([name, { columns, where }]) =>
        `create index ${name} on audit (${columns.join(', ')}) where ${where}`,
    ),
  ]
}

/** The conditions are written in statements in the same words, or the indexes would not be used. */
export const partialIndexes = {
  audit_by_group: { columns: ['group_id', 'sequence'], where: 'group_id is not null' },
  audit_by_group_value: {
    columns: ['user_attribute_id', 'group_id', 'sequence'],
    where: 'group_id is not null and user_attribute_id is not null',
  },
  audit_by_definition: {
    columns: ['user_attribute_id', 'sequence'],
    where: 'user_attribute_id is not null and user_id is null and group_id is null',
  },
  /** Rows about groups and attributes themselves, which have their names. */
  audit_by_named_group: {
    columns: ['group_id', 'sequence'],
    where: 'group_id is not null and user_id is null and user_attribute_id is null',
  },
  audit_by_named_attribute: {
    columns: ['user_attribute_id', 'sequence'],
    where: `user_attribute_id is not null and user_id is null and group_id is null
      and operation <> 'set_user_attribute_group_values'`,
  },
  audit_by_person: {
    columns: ['user_id', 'sequence'],
    where: 'user_id is not null and user_attribute_id is null',
  },
  audit_by_operation: {
    columns: ['operation', 'sequence'],
    where: '(user_id is null or user_attribute_id is null)',
  },
} as const
