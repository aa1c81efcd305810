// Keeps the seed of a demo and restores it, on SQLite only, in temporary tables of the writer.
import { prepare, type Statement, sql } from '../store/statement.ts'
import type { Tables } from '../store/tables.ts'

/** The tables that a reset restores, each after those it refers to, with the columns of its primary key. */
const putBack = {
  users: 'id',
  credentials_email: 'user_id',
  credentials_api3: 'id',
  credentials: 'id',
  oauth_clients: 'client_guid',
  oauth_activations: 'client_guid, user_id',
  sign_in_providers: 'id',
  groups: 'id',
  group_users: 'group_id, user_id',
  sign_in_members: 'user_id, group_id, issuer',
  group_groups: 'parent_group_id, group_id',
  permission_sets: 'id',
  model_sets: 'id',
  roles: 'id',
  role_groups: 'role_id, group_id',
  role_users: 'role_id, user_id',
  user_attributes: 'id',
  user_attribute_group_values: 'id',
  user_attribute_sign_in_values: 'user_id, user_attribute_id',
} as const satisfies Partial<Record<keyof Tables, string>>

/**
 * Restored in another way: a value continues its own history, whoever is signed in stays signed in, and results of
 * changes end.
 */
type Apart =
  | 'user_attribute_user_values'
  | 'access_tokens'
  | 'oauth_grants'
  | 'used_sign_ins'
  | 'change_results'
/** A reset leaves these tables as they are. */
type GoesOn =
  | 'audit'
  | 'audit_chains'
  | 'audit_texts'
  | 'changes'
  | 'ended_value_histories'
  | 'sealings'
  | 'catalogue'
  | 'keys'
/** A reset is itself a moment of the past. */
type Past = 'moments' | 'archived_values' | `past_${string}`
type Forgotten = Exclude<keyof Tables, keyof typeof putBack | Apart | GoesOn | Past>
/** A table that is in none of the three lists does not compile here. */
export const nothingForgotten: Forgotten extends never ? true : never = true

const tables = Object.keys(putBack) as (keyof typeof putBack)[]
const named = `(${tables.map((table) => `'${table}'`).join(', ')})`

const value = `user_id, user_attribute_id, value, version, starts_at, expires_at, value_change,
  next_value, next_version, next_starts_at, next_expires_at, changes_at`

const written = (text: string): Statement =>
  prepare((writer) => ({ compile: () => sql.raw(text).compile(writer) }))({})

export const keepSeed = (): Statement[] =>
  [
    ...tables.map((table) => `create temp table "seed_${table}" as select * from "${table}"`),
    `create temp table seed_values as select ${value}, newest_change from user_attribute_user_values`,
    `create temp table seed_ids as select name, seq from sqlite_sequence where name in ${named}`,
    'create temp table kept_tokens as select * from access_tokens where false',
    'create temp table seed_moment as select max(number) as number from moments',
  ].map(written)

/**
 * Only rows that differ are touched, so a reset takes time in proportion to the changes since the last one.
 * A deleted row may take others with it; missing rows are put back afterwards.
 */
export const restoreSeed = (): Statement[] =>
  [
    // A permission set is deleted and put back while its role points to it.
    'pragma defer_foreign_keys = on',
    'delete from temp.kept_tokens',
    'insert into temp.kept_tokens select * from access_tokens',
    ...tables.map(
      (table) => `delete from "${table}" where (${putBack[table]}) in (select ${putBack[table]}
        from (select * from "${table}" except select * from temp."seed_${table}"))`,
    ),
    `delete from user_attribute_user_values where (user_id, user_attribute_id) in (
      select user_id, user_attribute_id from (
        select ${value} from user_attribute_user_values except select ${value} from temp.seed_values))`,
    ...tables.map(
      (table) => `insert into "${table}" select *
        from (select * from temp."seed_${table}" except select * from "${table}")`,
    ),
    // When a value was deleted, the end of its history was kept; the restored value continues from there.
    // guard reset-3: ended_value_histories as → (select * from ended_value_histories limit 0) as
    `insert into user_attribute_user_values (${value}, newest_change, change_before)
      select ${value}, coalesce(ended.newest_change, seed.newest_change), ended.change_before
      from temp.seed_values as seed
        left join ended_value_histories as ended using (user_id, user_attribute_id)
      where true on conflict do nothing`,
    `insert into access_tokens select * from temp.kept_tokens
      where user_id in (select id from users)
        and (sudo_by is null or sudo_by in (select id from users))
        and (credentials_api3_id is null or credentials_api3_id in (select id from credentials_api3))
        and (oauth_grant_id is null or oauth_grant_id in (select id from oauth_grants))
      on conflict do nothing`,
    `update moments set back_to = (select number from temp.seed_moment)
      where number = (select max(number) from moments)`,
    // They name attributes and users by ids that others will have.
    // guard result-18: gone
    'delete from change_results',
    `delete from sqlite_sequence where name in ${named}`,
    'insert into sqlite_sequence (name, seq) select name, seq from temp.seed_ids',
    'pragma defer_foreign_keys = off',
  ].map(written)
