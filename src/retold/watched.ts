// The parts of the store that are compared with its audit: tables, their keys, and how each column is told.
import type { Place } from '../domain/stored-value.ts'

/**
 * How the audit tells a column: `plain` as it is; `text` by a fingerprint, unless it is empty; `value` by the digest
 * of its audit row or, while it is hidden, by its version.
 */
export type Telling = 'plain' | 'text' | 'value'

export interface Watched {
  readonly table: string
  /** The columns of the key: ids, except the columns in `texts`. */
  readonly key: readonly string[]
  readonly texts?: readonly string[]
  readonly columns: Readonly<Record<string, Telling>>
  /** Columns that are derived from another column, to compare texts without case. */
  readonly keyOf?: Readonly<Record<string, string>>
  /**
   * The place that the values of a row belong to; `version` is the column beside the value, and that of `next_value` is
   * `next_version`.
   */
  readonly value?: { readonly version: string; readonly place: (key: readonly string[]) => Place }
  /** The name of a row in a sentence. */
  readonly noun: (key: readonly string[]) => string
  /** The end of a sentence about a wrong row: the remedy. */
  readonly cure: string
}

const again = 'set it again'
const restore = 'correct it or restore a backup'

const set = (noun: 'permission' | 'model'): Watched => ({
  table: `${noun}_sets`,
  key: ['id'],
  columns: { name: 'plain', [`${noun}s`]: 'plain', built_in: 'plain', all_access: 'plain' },
  keyOf: { name_key: 'name' },
  noun: ([id]) => `${noun} set ${id}`,
  cure: restore,
})

export const watched: readonly Watched[] = [
  {
    table: 'users',
    key: ['id'],
    columns: {
      created_at: 'plain',
      is_disabled: 'plain',
      is_service_account: 'plain',
      models_dir_validated: 'plain',
      timezone: 'plain',
      first_name: 'text',
      last_name: 'text',
      home_folder_id: 'text',
      ui_state: 'text',
    },
    keyOf: { first_name_key: 'first_name', last_name_key: 'last_name' },
    noun: ([id]) => `user ${id}`,
    cure: restore,
  },
  {
    table: 'credentials_email',
    key: ['user_id'],
    columns: {
      created_at: 'plain',
      is_disabled: 'plain',
      forced_password_reset_at_next_login: 'plain',
      email: 'text',
    },
    keyOf: { email_key: 'email' },
    noun: ([id]) => `the e-mail credential of user ${id}`,
    cure: restore,
  },
  {
    table: 'credentials_api3',
    key: ['client_id'],
    texts: ['client_id'],
    columns: {
      user_id: 'plain',
      created_at: 'plain',
      is_disabled: 'plain',
      secret_digest: 'text',
      purpose: 'text',
    },
    noun: ([id]) => `the API key with the client_id ${id}`,
    cure: 'delete the key, and look at what was done with it',
  },
  {
    table: 'credentials',
    key: ['user_id', 'kind'],
    texts: ['kind'],
    columns: {
      created_at: 'plain',
      is_disabled: 'plain',
      verified: 'plain',
      logged_in_at: 'plain',
      identity: 'text',
      email: 'text',
      detail: 'text',
    },
    noun: ([id, kind]) => `the ${kind} credential of user ${id}`,
    cure: restore,
  },
  {
    table: 'oauth_clients',
    key: ['client_guid'],
    texts: ['client_guid'],
    columns: {
      redirect_uri: 'plain',
      origin: 'plain',
      display_name: 'plain',
      description: 'plain',
      enabled: 'plain',
      group_id: 'plain',
    },
    noun: ([id]) => `the OAuth client ${id}`,
    cure: 'update the client, or delete it',
  },
  {
    table: 'sign_in_providers',
    key: ['id'],
    texts: ['id'],
    columns: { enabled: 'plain', settings: 'plain' },
    noun: ([id]) => `the sign-in provider ${id}`,
    cure: 'set the provider again, or delete it',
  },
  {
    table: 'groups',
    key: ['id'],
    columns: {
      name: 'plain',
      external_group_id: 'plain',
      externally_managed: 'plain',
      include_by_default: 'plain',
      can_add_to_content_metadata: 'plain',
    },
    keyOf: { name_key: 'name' },
    noun: ([id]) => `group ${id}`,
    cure: restore,
  },
  {
    table: 'group_users',
    key: ['group_id', 'user_id'],
    columns: { starts_at: 'plain', expires_at: 'plain' },
    noun: ([group, user]) => `the membership of user ${user} in group ${group}`,
    cure: restore,
  },
  {
    table: 'group_groups',
    key: ['parent_group_id', 'group_id'],
    columns: {},
    noun: ([parent, group]) => `the place of group ${group} in group ${parent}`,
    cure: restore,
  },
  set('permission'),
  set('model'),
  {
    table: 'roles',
    key: ['id'],
    columns: { name: 'plain', permission_set_id: 'plain', model_set_id: 'plain' },
    keyOf: { name_key: 'name' },
    noun: ([id]) => `role ${id}`,
    cure: restore,
  },
  {
    table: 'role_groups',
    key: ['role_id', 'group_id'],
    columns: {},
    noun: ([role, group]) => `role ${role} of group ${group}`,
    cure: restore,
  },
  {
    table: 'role_users',
    key: ['role_id', 'user_id'],
    columns: {},
    noun: ([role, user]) => `role ${role} of user ${user}`,
    cure: restore,
  },
  {
    table: 'user_attributes',
    key: ['id'],
    columns: {
      name: 'plain',
      label: 'plain',
      type: 'plain',
      is_system: 'plain',
      is_permanent: 'plain',
      value_is_hidden: 'plain',
      user_can_view: 'plain',
      user_can_edit: 'plain',
      hidden_value_domain_whitelist: 'plain',
      choices: 'plain',
      combine: 'plain',
      default_value: 'value',
    },
    keyOf: { label_key: 'label' },
    value: { version: 'default_version', place: ([id = '']) => ({ user_attribute_id: id }) },
    noun: ([id]) => `user attribute ${id}`,
    cure: again,
  },
  {
    table: 'user_attribute_group_values',
    key: ['user_attribute_id', 'group_id'],
    columns: { rank: 'plain', value: 'value', starts_at: 'plain', expires_at: 'plain' },
    value: {
      version: 'version',
      place: ([user_attribute_id = '', group_id = '']) => ({ group_id, user_attribute_id }),
    },
    noun: ([attribute, group]) => `the value of user attribute ${attribute} for group ${group}`,
    cure: again,
  },
  {
    table: 'user_attribute_user_values',
    key: ['user_id', 'user_attribute_id'],
    columns: {
      value: 'value',
      starts_at: 'plain',
      expires_at: 'plain',
      next_value: 'value',
      next_starts_at: 'plain',
      next_expires_at: 'plain',
      changes_at: 'plain',
    },
    value: {
      version: 'version',
      place: ([user_id = '', user_attribute_id = '']) => ({ user_id, user_attribute_id }),
    },
    noun: ([user, attribute]) => `the value of user attribute ${attribute} of user ${user}`,
    cure: again,
  },
  {
    table: 'user_attribute_sign_in_values',
    key: ['user_id', 'user_attribute_id'],
    columns: { value: 'value', provider: 'plain', set_at: 'plain' },
    value: {
      version: 'version',
      place: ([user_id = '', user_attribute_id = '']) => ({
        ...{ sign_in_of: user_id, user_attribute_id },
      }),
    },
    noun: ([user, attribute]) =>
      `the value of user attribute ${attribute} of user ${user} from a sign-in`,
    cure: 'let them sign in again, or restore a backup',
  },
]

/** A key as one text, so that it can be looked up. */
export const keyText = (key: readonly unknown[]): string => key.map(String).join(' ')
