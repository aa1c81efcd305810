// Chains the audit rows, and adds the keys that the master key wraps (D-04 to D-06).
import type { ColumnTypes } from '../differences.ts'

export function auditChainAndKeys(types: ColumnTypes): string[] {
  const { generatedId, integer, text, plain } = types
  return [
    `create table keys (
      id ${generatedId},
      purpose ${text} not null,
      wrapped ${text} not null,
      created_at ${integer} not null
    ) ${plain}`,
    `create unique index keys_by_purpose on keys (purpose) where purpose in ('credential', 'audit')`,

    `create table audit_chains (
      id ${generatedId},
      opened_at ${integer} not null,
      head_sequence ${integer} not null,
      head_mac ${text} not null
    ) ${plain}`,
    // Nobody reads this column: the value before a change is the value of the row before (decision 8).
    'alter table audit drop column old_value',
    `alter table audit add column chain_id ${integer}`,
    `alter table audit add column chain_sequence ${integer}`,
    `alter table audit add column mac ${text}`,
    `alter table audit add column redacted ${text}`,
    'create unique index audit_by_chain on audit (chain_id, chain_sequence)',
    ...types.letThrough('audit', redaction),

    // The history of the values of users, and of everything else about an attribute. The first index makes
    // setting a value more expensive: where users are many, it writes one more page.
    `create index audit_by_user_value on audit (user_id, user_attribute_id)
      where user_id is not null and user_attribute_id is not null`,
    `create index audit_by_attribute on audit (user_attribute_id)
      where user_id is null and user_attribute_id is not null`,

    'create index access_tokens_by_end on access_tokens (expires_at)',
  ]
}

const kept = [
  'sequence',
  'at',
  'request_id',
  'operation',
  'actor_id',
  'sudo_by',
  'credentials_api3_id',
  'address',
  'user_id',
  'group_id',
  'user_attribute_id',
  'details',
  'chain_id',
  'chain_sequence',
  'mac',
]

/** A value is removed and its digest put in its place; nothing else changes. */
const redaction = [
  'old.new_value is not null and new.new_value is null',
  'old.redacted is null and new.redacted is not null',
  ...kept.map((column) => `old.${column} is not distinct from new.${column}`),
].join(' and ')
