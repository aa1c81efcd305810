// Columns and tables for searching users, their other credentials and their sessions (looker 7.7, 8.5, 10.4).
import type { ColumnTypes } from '../differences.ts'

export function usersAndCredentials(types: ColumnTypes): string[] {
  const { generatedId, integer, text, flag, no, yes, plain } = types
  return [
    `alter table users add column first_name_key ${text} not null default ''`,
    `alter table users add column last_name_key ${text} not null default ''`,
    `alter table users add column is_service_account ${flag} not null default ${no}`,
    'update users set first_name_key = lower(first_name), last_name_key = lower(last_name)',
    'create index users_by_first_name on users (first_name_key, last_name_key, id)',
    'create index users_by_last_name on users (last_name_key, first_name_key, id)',

    `alter table credentials_email add column is_disabled ${flag} not null default ${yes}`,
    `alter table credentials_email add column account_setup_nonce ${text}`,
    `alter table credentials_email add column password_reset_nonce ${text}`,
    `alter table credentials_email add column password_reset_expires_at ${integer}`,
    `alter table credentials_api3 add column purpose ${text}`,

    `alter table access_tokens add column workspace_id ${text} not null default 'production'`,
    `alter table access_tokens add column session_id ${integer} not null default 0`,

    `create table credentials (
      id ${generatedId},
      user_id ${integer} not null references users(id) on delete cascade,
      kind ${text} not null,
      identity ${text},
      email ${text},
      detail ${text},
      created_at ${integer} not null,
      logged_in_at ${integer},
      is_disabled ${flag} not null default ${no},
      verified ${flag} not null default ${no}
    ) ${plain}`,
    'create unique index credentials_by_identity on credentials (kind, identity)',
    `create unique index credentials_of_user on credentials (user_id, kind) where kind <> 'embed'`,
    'create index credentials_by_user on credentials (user_id, kind)',
  ]
}
