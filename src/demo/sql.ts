// How a demo keeps its seed and puts it back: SQLite only, in tables of the writer's own that are in no file.
import { prepare, type Statement, sql } from '../store/statement.ts'
import type { Tables } from '../store/tables.ts'

/** What a reset puts back, each after those it points to; with the columns of its key. */
const putBack = {
  users: 'id',
  credentials_email: 'user_id',
  credentials_api3: 'id',
  credentials: 'id',
  groups: 'id',
  group_users: 'group_id, user_id',
  group_groups: 'parent_group_id, group_id',
  permission_sets: 'id',
  model_sets: 'id',
  roles: 'id',
  role_groups: 'role_id, group_id',
  role_users: 'role_id, user_id',
  user_attributes: 'id',
  user_attribute_group_values: 'id',
} as const satisfies Partial<Record<keyof Tables, string>>

/** Put back as well, in another way: a value goes on in the history that it has, and who is signed in stays so. */
type Apart = 'user_attribute_user_values' | 'access_tokens'
/** Go on. */
type GoesOn = 'audit' | 'audit_chains' | 'ended_value_histories' | 'catalogue' | 'keys'
type Forgotten = Exclude<keyof Tables, keyof typeof putBack | Apart | GoesOn>
/** A table that is neither fails to compile here. */
export const nothingForgotten: Forgotten extends never ? true : never = true

const tables = Object.keys(putBack) as (keyof typeof putBack)[]
const named = `(${tables.map((table) => `'${table}'`).join(', ')})`

const value = 'user_id, user_attribute_id, value, version'

const written = (text: string): Statement =>
  prepare((writer) => ({ compile: () => sql.raw(text).compile(writer) }))({})

export const keepSeed = (): Statement[] =>
  [
    ...tables.map((table) => `create temp table "seed_${table}" as select * from "${table}"`),
    `create temp table seed_values as select ${value}, newest_change from user_attribute_user_values`,
    `create temp table seed_ids as select name, seq from sqlite_sequence where name in ${named}`,
    'create temp table kept_tokens as select * from access_tokens where false',
  ].map(written)

/**
 * Only rows that differ are touched, so that a reset takes as long as what was done since the last one. A row
 * that goes may take others with it; what is missing is put back afterwards.
 */
export const putSeedBack = (): Statement[] =>
  [
    // A permission set goes while its role still points to it, and comes back.
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
    // What went has left behind where its history has got to.
    `insert into user_attribute_user_values (${value}, newest_change, change_before)
      select ${value}, coalesce(ended.newest_change, seed.newest_change), ended.change_before
      from temp.seed_values as seed
        left join ended_value_histories as ended using (user_id, user_attribute_id)
      where true on conflict do nothing`,
    `insert into access_tokens select * from temp.kept_tokens
      where user_id in (select id from users)
        and (sudo_by is null or sudo_by in (select id from users))
        and (credentials_api3_id is null or credentials_api3_id in (select id from credentials_api3))
      on conflict do nothing`,
    `delete from sqlite_sequence where name in ${named}`,
    'insert into sqlite_sequence (name, seq) select name, seq from temp.seed_ids',
    'pragma defer_foreign_keys = off',
  ].map(written)
