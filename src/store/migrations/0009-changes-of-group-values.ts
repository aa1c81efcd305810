// Values of groups and defaults know their newest change, as values of users do (decision 56).
import type { ColumnTypes } from '../differences.ts'

export const changesOfGroupValues = ({ integer }: ColumnTypes): string[] => [
  `alter table user_attribute_group_values add column newest_change ${integer}`,
  `alter table user_attributes add column default_change ${integer}`,
  // A list names the values of all groups, whoever had one before.
  `update user_attribute_group_values set newest_change = (
    select max(audit.sequence) from audit
    where audit.user_attribute_id = user_attribute_group_values.user_attribute_id
      and audit.user_id is null
      and (audit.group_id = user_attribute_group_values.group_id
        or audit.group_id is null and audit.details like '%"groups":%'))`,
  `update user_attributes set default_change = (
    select max(audit.sequence) from audit
    where audit.user_attribute_id = user_attributes.id
      and audit.user_id is null and audit.group_id is null
      and audit.details like '%"has_default_value":true%'
      and audit.details not like '%"keeps_default":true%')
    where default_value is not null`,
]
