// Binds a sealed value to its place, and marks attributes that have values left to seal.
import type { ColumnTypes } from '../differences.ts'

export function hiddenValues({ text, flag, no, yes }: ColumnTypes): string[] {
  return [
    `alter table user_attribute_user_values add column version ${text}`,
    `alter table user_attribute_group_values add column version ${text}`,
    `alter table user_attributes add column default_version ${text}`,
    `alter table user_attributes add column sealed ${flag} not null default ${yes}`,
    `update user_attributes set sealed = ${no} where value_is_hidden = ${yes}`,
  ]
}
