// The values that are left to seal, the indexes by which duties find their rows in portions (decision 47), and the
// beginnings of the audit chains once rows have gone into an archive (decision 48).
import type { ColumnTypes } from '../differences.ts'

export function dutiesInPortions(types: ColumnTypes): string[] {
  const { integer, text, flag, no, yes, clustered } = types
  return [
    // No foreign key: if the attribute is deleted meanwhile, its values in the audit must still be sealed.
    `create table sealings (
      user_attribute_id ${integer} primary key,
      part ${text} not null,
      place ${text} not null,
      with_audit ${flag} not null
    ) ${clustered}`,
    `insert into sealings (user_attribute_id, part, place, with_audit)
      select id, 'default', '', ${yes} from user_attributes where sealed = ${no}`,
    'alter table user_attributes drop column sealed',
    'create index ended_histories_by_attribute on ended_value_histories (user_attribute_id, user_id)',
    `alter table audit_chains add column base_sequence ${integer} not null default 0`,
    `alter table audit_chains add column base_mac ${text} not null default ''`,
    `alter table audit_chains add column base_attribute_id ${integer} not null default 0`,
    ...types.letGo('audit', isArchived),
    ...(types.indexesEndWithKey ? [] : inTheOrderOfKeys),
  ]
}

const isArchived = `exists (select 1 from audit_chains
  where id = old.chain_id and base_sequence >= old.chain_sequence)`

/** A page is read in the order of a key, so the key must be in the index. */
const inTheOrderOfKeys = [
  'drop index user_values_by_attribute',
  `create index user_values_by_attribute
    on user_attribute_user_values (user_attribute_id, user_id)`,
  'drop index audit_by_attribute',
  `create index audit_by_attribute on audit (user_attribute_id, sequence)
    where user_id is null and user_attribute_id is not null`,
]
