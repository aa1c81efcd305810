// The columns of every table, as Kysely needs them to type statements, and which of them are flags.
import type { ColumnType, Generated, Selectable } from 'kysely'

/** A 64-bit id: written and compared as decimal text, read with `idText` so that no digit is lost. */
type Id = ColumnType<string, string, string>
type OptionalId = ColumnType<string | null, string | null, string | null>
type Flag = boolean
/** May be left out when a row is written. */
type Defaulted<T> = [T] extends [ColumnType<infer Read, infer Written, infer Set>]
  ? ColumnType<Read, Written | undefined, Set>
  : ColumnType<T, T | undefined, T>
/** Milliseconds since 1970 UTC. */
type Instant = number

export interface Tables {
  /** One row; the version counts changes of what the catalogue holds. */
  catalogue: { version: number }
  users: {
    id: Generated<string>
    first_name: string
    last_name: string
    is_disabled: Flag
    timezone: string
    home_folder_id: string | null
    models_dir_validated: Flag | null
    ui_state: string | null
    created_at: Instant
    /** Counts changes of what this user may do: roles, memberships, disabling. */
    authority: Generated<number>
    /** Names as `textKey` writes them. */
    first_name_key: string
    last_name_key: string
    /** Its name is the first name. */
    is_service_account: Defaulted<Flag>
  }
  credentials_email: {
    user_id: Id
    email: string
    email_key: string
    created_at: Instant
    forced_password_reset_at_next_login: Flag
    /** Until the account is set up. */
    is_disabled: Defaulted<Flag>
    /** What the tokens of the links are derived from; null: no link. */
    account_setup_nonce: Defaulted<string | null>
    password_reset_nonce: Defaulted<string | null>
    /** Null: never. */
    password_reset_expires_at: Defaulted<Instant | null>
  }
  /** Credentials of every kind but e-mail and API keys; see credentials/kinds.ts. */
  credentials: {
    id: Generated<string>
    user_id: Id
    kind: string
    /** Who the user is elsewhere; no two credentials of a kind have the same. */
    identity: string | null
    email: string | null
    /** What else this kind knows. */
    detail: string | null
    created_at: Instant
    logged_in_at: Defaulted<Instant | null>
    is_disabled: Flag
    verified: Flag
  }
  credentials_api3: {
    id: Generated<string>
    user_id: Id
    client_id: string
    secret_digest: string
    created_at: Instant
    is_disabled: Flag
    purpose: Defaulted<string | null>
  }
  access_tokens: {
    token_digest: string
    user_id: Id
    sudo_by: OptionalId
    credentials_api3_id: OptionalId
    created_at: Instant
    expires_at: Instant
    workspace_id: Defaulted<string>
    /** Grows with the moment of the sign-in. */
    session_id: Defaulted<string>
    /** Of who signed in. */
    address: Defaulted<string | null>
  }
  groups: {
    id: Generated<string>
    name: string
    name_key: string
    external_group_id: string | null
    externally_managed: Flag
    include_by_default: Flag
    can_add_to_content_metadata: Flag
  }
  group_users: { group_id: Id; user_id: Id }
  group_groups: { parent_group_id: Id; group_id: Id }
  permission_sets: {
    id: Generated<string>
    name: string
    name_key: string
    /** JSON list of permission names, sorted. */
    permissions: string
    built_in: Flag
    all_access: Flag
  }
  model_sets: {
    id: Generated<string>
    name: string
    name_key: string
    models: string
    built_in: Flag
    all_access: Flag
  }
  roles: {
    id: Generated<string>
    name: string
    name_key: string
    permission_set_id: Id
    model_set_id: Id
  }
  role_groups: { role_id: Id; group_id: Id }
  role_users: { role_id: Id; user_id: Id }
  user_attributes: {
    id: Generated<string>
    name: string
    label: string
    label_key: string
    type: string
    default_value: string | null
    is_system: Flag
    is_permanent: Flag
    value_is_hidden: Flag
    user_can_view: Flag
    user_can_edit: Flag
    hidden_value_domain_whitelist: string | null
    default_version: Defaulted<string | null>
    /** False while values of the attribute are left to be sealed under the newest key. */
    sealed: Defaulted<Flag>
  }
  /** `version` is null while the value is readable: of attributes that are not hidden. */
  user_attribute_user_values: {
    user_id: Id
    user_attribute_id: Id
    value: string
    version: Defaulted<string | null>
    /** The audit row of its newest change and the one before, by sequence; null: none was recorded. */
    newest_change: Defaulted<number | null>
    change_before: Defaulted<number | null>
  }
  user_attribute_group_values: {
    id: Generated<string>
    user_attribute_id: Id
    group_id: Id
    rank: number
    value: string
    version: Defaulted<string | null>
  }
  /** The same of values that are not there any more. */
  ended_value_histories: {
    user_id: Id
    user_attribute_id: Id
    newest_change: number
    change_before: Defaulted<number | null>
  }
  audit: {
    sequence: Generated<number>
    at: Instant
    request_id: string
    operation: string
    actor_id: OptionalId
    sudo_by: OptionalId
    credentials_api3_id: OptionalId
    address: string | null
    user_id: OptionalId
    group_id: OptionalId
    user_attribute_id: OptionalId
    new_value: string | null
    /** JSON object of what else changed, without values and secrets. */
    details: string | null
    chain_id: OptionalId
    /** 1 for the first row of its chain. */
    chain_sequence: number | null
    mac: string | null
    /** What stands for a value that was taken away because its attribute has become hidden. */
    redacted: Defaulted<string | null>
    /** The sequence of the change of the same value of the same user before this one. */
    previous_change: Defaulted<number | null>
  }
  /** What the servers have chained so far; see store/audit/chain.ts. */
  audit_chains: {
    id: Generated<string>
    opened_at: Instant
    head_sequence: number
    head_mac: string
  }
  /** Keys wrapped by the master key; see keys/data-keys.ts. */
  keys: {
    id: Generated<string>
    purpose: string
    wrapped: string
    created_at: Instant
  }
}

type FlagOf<Row> = {
  [Column in keyof Row & string]: NonNullable<Row[Column]> extends boolean ? Column : never
}[keyof Row & string]
type FlagName = { [Table in keyof Tables]: FlagOf<Selectable<Tables[Table]>> }[keyof Tables]

/** For an engine that stores them as numbers. */
const flags: Readonly<Record<FlagName, true>> = {
  all_access: true,
  built_in: true,
  can_add_to_content_metadata: true,
  externally_managed: true,
  forced_password_reset_at_next_login: true,
  include_by_default: true,
  is_disabled: true,
  is_permanent: true,
  is_service_account: true,
  is_system: true,
  models_dir_validated: true,
  sealed: true,
  user_can_edit: true,
  user_can_view: true,
  value_is_hidden: true,
  verified: true,
}

/** Whether a column of this name holds true and false; no two tables differ in that. */
export const isFlag = (column: string): boolean => Object.hasOwn(flags, column)
