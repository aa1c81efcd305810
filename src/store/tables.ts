// The columns of every table, with their types for Kysely, and the columns that are flags.
import type { Generated, Selectable } from 'kysely'
import type { Defaulted, Flag, Id, Instant, OptionalId, Timed } from './column-types.ts'
import type { CredentialTables } from './credential-tables.ts'
import type { PastTables } from './past-tables.ts'

export interface Tables extends CredentialTables, PastTables {
  /** One row. Its version counts the changes of the catalogue. */
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
    /** Counts changes of this user's rights: roles, memberships, disabling. */
    authority: Generated<number>
    /** Names as `textKey` writes them. */
    first_name_key: string
    last_name_key: string
    /** The name of a service account is its first name. */
    is_service_account: Defaulted<Flag>
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
  group_users: Timed & { group_id: Id; user_id: Id }
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
    /** A JSON list of the values that are allowed; null: all that fit the type. */
    choices: Defaulted<string | null>
    /** How the values of several groups become one; see domain/combining.ts. */
    combine: Defaulted<string>
    /** The audit sequence of the change that set the default; null: none, or none was recorded. */
    default_change: Defaulted<number | null>
  }
  /** `version` is null while the value is stored as readable text, because its attribute is not hidden. */
  user_attribute_user_values: Timed & {
    user_id: Id
    user_attribute_id: Id
    value: string
    version: Defaulted<string | null>
    /** The audit sequences of its newest change and of the change before; null: none was recorded. */
    newest_change: Defaulted<number | null>
    change_before: Defaulted<number | null>
    /** The change that set the value, if it is not the newest one. */
    value_change: Defaulted<number | null>
    /** The value that takes its place at `next_starts_at`; the newest change set it. */
    next_value: Defaulted<string | null>
    next_version: Defaulted<string | null>
    next_starts_at: Defaulted<Instant | null>
    next_expires_at: Defaulted<Instant | null>
    /** The next time at which something of this begins or ends; null for a value without times. */
    changes_at: Defaulted<Instant | null>
  }
  user_attribute_group_values: Timed & {
    id: Generated<string>
    user_attribute_id: Id
    group_id: Id
    rank: number
    value: string
    version: Defaulted<string | null>
    /** The audit sequence of its newest change; null: none was recorded. */
    newest_change: Defaulted<number | null>
  }
  /** Values that an identity provider has sent at a sign-in (decision 72). */
  user_attribute_sign_in_values: {
    user_id: Id
    user_attribute_id: Id
    value: string
    version: string | null
    provider: string
    set_at: Instant
    /** The audit sequence of the change that set it. */
    newest_change: number
  }
  /** The newest changes of values of users that were removed. */
  ended_value_histories: {
    user_id: Id
    user_attribute_id: Id
    newest_change: number
    change_before: Defaulted<number | null>
  }
  /** Attributes that have become hidden or get another key, each with the part that is still to be sealed. */
  sealings: {
    user_attribute_id: Id
    /** The part that is under way, and its progress; see sealing.ts. */
    part: string
    place: string
    /** False when there is nothing to remove from the audit. */
    with_audit: Flag
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
    /** JSON object of the other changes, without values and secrets. */
    details: string | null
    chain_id: OptionalId
    /** 1 for the first row of its chain. */
    chain_sequence: number | null
    mac: string | null
    /** The digest of a value that was removed because its attribute became hidden. */
    redacted: Defaulted<string | null>
    /** The sequence of the previous change of the same value of the same user. */
    previous_change: Defaulted<number | null>
  }
  /** Texts about people, as rows of the audit changed them (decision 58); `sequence` 0: as older rows left them. */
  audit_texts: {
    user_id: Id
    field: string
    sequence: number
    before: Defaulted<string | null>
    after: string | null
  }
  /** The heads of the chains; see store/audit/chain.ts. */
  audit_chains: {
    id: Generated<string>
    opened_at: Instant
    head_sequence: number
    head_mac: string
    /** The newest of its rows that are in an archive; 0 and '' when none are. */
    base_sequence: Defaulted<number>
    base_mac: Defaulted<string>
    /** The highest id of a user attribute in those rows, and the newest time. */
    base_attribute_id: Defaulted<number>
    base_at: Defaulted<Instant | null>
  }
  /** Lists of operations that were applied together (decision 61). */
  changes: {
    /** The sequence of the audit row that begins it. */
    id: Id
    /** Its rows are neighbours in a chain of the audit. */
    chain_id: Id
    first_in_chain: number
    last_in_chain: number
    at: Instant
    actor_id: OptionalId
    sudo_by: OptionalId
    reason: string | null
    /** How many operations it has; of those, how many changed something, would not, and were left out. */
    operations: number
    changed: number
    unchanged: number
    refused: number
    /** The effective values that it changed, and the users who have them, as its answer told. */
    affected_users: number
    affected_values: number
    /** The id of the change that it undoes. */
    undoes: OptionalId
    /** JSON of why operations were left out; null: none were. */
    problems: string | null
    idempotency_key: string | null
    /** What the request with that key was. */
    request_version: string | null
  }
  /** What has become of the lines of a change, for some days, sealed in blocks (decision 76). */
  change_results: {
    change_id: Id
    /** From 0. */
    block: number
    at: Instant
    /** The key that seals it. */
    key_id: Id
    /** Random, the same for all blocks of a change; each is bound to it. */
    mark: string
    sealed: string
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

/** The columns that are flags, for an engine that stores flags as numbers. */
const flags: Readonly<Record<FlagName, true>> = {
  all_access: true,
  built_in: true,
  can_add_to_content_metadata: true,
  enabled: true,
  externally_managed: true,
  forced_password_reset_at_next_login: true,
  include_by_default: true,
  is_disabled: true,
  is_permanent: true,
  is_restored: true,
  is_service_account: true,
  is_set: true,
  is_system: true,
  models_dir_validated: true,
  user_can_edit: true,
  user_can_view: true,
  value_is_hidden: true,
  verified: true,
  with_audit: true,
}

/** Whether a column of this name holds true and false; no two tables differ in that. */
export const isFlag = (column: string): boolean => Object.hasOwn(flags, column)
