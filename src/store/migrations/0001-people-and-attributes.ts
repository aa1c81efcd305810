// The first schema, and the first rows of every instance (looker 2.1, 10.11, 10.16).
import type { ColumnTypes } from '../differences.ts'

export function peopleAndAttributes(types: ColumnTypes): string[] {
  return [
    ...types.foundation,
    ...tables(types),
    ...indexes,
    ...types.appendOnly('audit'),
    ...builtIns(types),
  ]
}

function tables(types: ColumnTypes): string[] {
  const { generatedId, integer, text, flag, no, plain, clustered } = types
  const named = `name ${text} not null, name_key ${text} not null unique`
  const reference = (table: string) =>
    `${integer} not null references ${table}(id) on delete cascade`
  return [
    `create table catalogue (version ${integer} not null) ${plain}`,
    `create table users (
      id ${generatedId},
      first_name ${text} not null,
      last_name ${text} not null,
      is_disabled ${flag} not null default ${no},
      timezone ${text} not null default '',
      home_folder_id ${text},
      models_dir_validated ${flag},
      ui_state ${text},
      created_at ${integer} not null,
      authority ${integer} not null default 1
    ) ${plain}`,
    `create table credentials_email (
      user_id ${integer} primary key references users(id) on delete cascade,
      email ${text} not null,
      email_key ${text} not null unique,
      created_at ${integer} not null,
      forced_password_reset_at_next_login ${flag} not null default ${no}
    ) ${plain}`,
    `create table credentials_api3 (
      id ${generatedId},
      user_id ${reference('users')},
      client_id ${text} not null unique,
      secret_digest ${text} not null,
      created_at ${integer} not null,
      is_disabled ${flag} not null default ${no}
    ) ${plain}`,
    `create table access_tokens (
      token_digest ${text} primary key,
      user_id ${reference('users')},
      sudo_by ${integer} references users(id) on delete cascade,
      credentials_api3_id ${integer} references credentials_api3(id) on delete cascade,
      created_at ${integer} not null,
      expires_at ${integer} not null
    ) ${clustered}`,
    `create table groups (
      id ${generatedId},
      ${named},
      external_group_id ${text},
      externally_managed ${flag} not null default ${no},
      include_by_default ${flag} not null default ${no},
      can_add_to_content_metadata ${flag} not null default ${no}
    ) ${plain}`,
    `create table group_users (
      group_id ${reference('groups')},
      user_id ${reference('users')},
      primary key (group_id, user_id)
    ) ${clustered}`,
    `create table group_groups (
      parent_group_id ${reference('groups')},
      group_id ${reference('groups')},
      primary key (parent_group_id, group_id),
      check (parent_group_id <> group_id)
    ) ${clustered}`,
    ...['permission', 'model'].map(
      (noun) => `create table ${noun}_sets (
        id ${generatedId},
        ${named},
        ${noun}s ${text} not null,
        built_in ${flag} not null default ${no},
        all_access ${flag} not null default ${no}
      ) ${plain}`,
    ),
    `create table roles (
      id ${generatedId},
      ${named},
      permission_set_id ${integer} not null references permission_sets(id),
      model_set_id ${integer} not null references model_sets(id)
    ) ${plain}`,
    `create table role_groups (
      role_id ${reference('roles')},
      group_id ${reference('groups')},
      primary key (role_id, group_id)
    ) ${clustered}`,
    `create table role_users (
      role_id ${reference('roles')},
      user_id ${reference('users')},
      primary key (role_id, user_id)
    ) ${clustered}`,
    `create table user_attributes (
      id ${generatedId},
      name ${text} not null unique,
      label ${text} not null,
      label_key ${text} not null unique,
      type ${text} not null,
      default_value ${text},
      is_system ${flag} not null default ${no},
      is_permanent ${flag} not null default ${no},
      value_is_hidden ${flag} not null default ${no},
      user_can_view ${flag} not null default ${no},
      user_can_edit ${flag} not null default ${no},
      hidden_value_domain_whitelist ${text}
    ) ${plain}`,
    `create table user_attribute_user_values (
      user_id ${reference('users')},
      user_attribute_id ${reference('user_attributes')},
      value ${text} not null,
      primary key (user_id, user_attribute_id)
    ) ${clustered}`,
    `create table user_attribute_group_values (
      id ${generatedId},
      user_attribute_id ${reference('user_attributes')},
      group_id ${reference('groups')},
      rank ${integer} not null,
      value ${text} not null,
      unique (user_attribute_id, group_id)
    ) ${plain}`,
    `create table audit (
      sequence ${generatedId},
      at ${integer} not null,
      request_id ${text} not null,
      operation ${text} not null,
      actor_id ${integer},
      sudo_by ${integer},
      credentials_api3_id ${integer},
      address ${text},
      user_id ${integer},
      group_id ${integer},
      user_attribute_id ${integer},
      old_value ${text},
      new_value ${text},
      details ${text}
    ) ${plain}`,
  ]
}

const indexes = [
  'create index credentials_api3_by_user on credentials_api3 (user_id)',
  'create index access_tokens_by_user on access_tokens (user_id)',
  'create index access_tokens_by_sudo on access_tokens (sudo_by)',
  'create index access_tokens_by_credential on access_tokens (credentials_api3_id, created_at)',
  'create index group_users_by_user on group_users (user_id)',
  'create index group_groups_by_child on group_groups (group_id)',
  'create index role_groups_by_group on role_groups (group_id)',
  'create index role_users_by_user on role_users (user_id)',
  'create index roles_by_permission_set on roles (permission_set_id)',
  'create index roles_by_model_set on roles (model_set_id)',
  'create index user_values_by_attribute on user_attribute_user_values (user_attribute_id)',
  'create index group_values_by_group on user_attribute_group_values (group_id)',
]

function builtIns({ yes, no }: ColumnTypes): string[] {
  return [
    'insert into catalogue (version) values (1)',
    `insert into groups (id, name, name_key, externally_managed, include_by_default)
      values (1, 'All Users', 'all users', ${yes}, ${yes})`,
    `insert into permission_sets (id, name, name_key, permissions, built_in, all_access)
      values (1, 'Admin', 'admin', '[]', ${yes}, ${yes})`,
    `insert into model_sets (id, name, name_key, models, built_in, all_access)
      values (1, 'All', 'all', '[]', ${yes}, ${yes})`,
    `insert into roles (id, name, name_key, permission_set_id, model_set_id)
      values (2, 'Admin', 'admin', 1, 1)`,
    ...systemAttributes.map(
      ([id, name, label, type, edit, permanent, fallback]) => `insert into user_attributes
        (id, name, label, label_key, type, default_value, is_system, is_permanent, user_can_view,
         user_can_edit)
        values (${id}, '${name}', '${label}', '${label.toLowerCase()}', '${type}',
          ${fallback === null ? 'null' : `'${fallback}'`}, ${yes}, ${permanent ? yes : no}, ${yes},
          ${edit ? yes : no})`,
    ),
  ]
}

/** id, name, label, type, user_can_edit, is_permanent, default_value (looker 2.1 to 2.3). */
const systemAttributes: [number, string, string, string, boolean, boolean, string | null][] = [
  [1, 'first_name', 'First Name', 'string', true, true, null],
  [2, 'last_name', 'Last Name', 'string', true, true, null],
  [3, 'email', 'Email', 'string', false, true, null],
  [4, 'name', 'Full Name', 'string', true, true, null],
  [5, 'timezone', 'Timezone', 'string', true, true, null],
  [6, 'id', 'Looker User ID', 'number', false, true, null],
  [7, 'ldap_user_id', 'LDAP External User ID', 'string', false, true, null],
  [8, 'saml_user_id', 'Saml External User ID', 'string', false, true, null],
  [9, 'google_user_id', 'Google Auth External User ID', 'string', false, true, null],
  [10, 'oidc_user_id', 'OpenID Connect External User ID', 'string', false, true, null],
  [11, 'locale', 'Locale', 'string', false, false, 'en'],
  [12, 'number_format', 'Number Format', 'string', false, false, '1,234.56'],
  [13, 'landing_page', 'Landing Page', 'relative_url', true, false, '/browse'],
]
