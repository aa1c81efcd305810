// The columns of the tables that keep the past (decision 59).
import type { Defaulted, Flag, Id, Instant, Timed } from './column-types.ts'

/** The moments from which and until which a row was there; null: it is there now. */
interface Interval {
  since: number
  until: number | null
}

export interface PastTables {
  /** Every commit that runs alone; see store/moments.ts. */
  moments: {
    number: number
    /** The sequence of its first audit row, or a smaller one: rows of earlier commits have smaller ones. */
    sequence: number
    /** Null for the beginning of a new store. */
    at: Instant | null
    /** The version of the catalogue before it. */
    catalogue_version: number
    /** The moment whose state a reset has put back. */
    back_to: Defaulted<number | null>
    /** The store became that of a backup. */
    is_restored: Defaulted<Flag>
  }
  /** The values of users whose newest change is in an archive. */
  archived_values: Timed & {
    user_attribute_id: Id
    user_id: Id
    sequence: number
    is_set: Flag
    value: string | null
  }
  past_users: Interval & {
    id: Id
    first_name: string
    last_name: string
    timezone: string
    is_disabled: Flag
  }
  past_emails: Interval & { user_id: Id; email: string }
  past_identities: Interval & { user_id: Id; kind: string; identity: string | null }
  past_groups: Interval & { id: Id; name: string }
  past_nesting: Interval & { parent_group_id: Id; group_id: Id }
  past_members: Interval & Timed & { user_id: Id; group_id: Id }
  past_attributes: Interval & {
    id: Id
    name: string
    label: string
    type: string
    /** Empty when there is one that is hidden. */
    default_value: string | null
    default_change: number | null
    is_system: Flag
    is_permanent: Flag
    value_is_hidden: Flag
    user_can_view: Flag
    user_can_edit: Flag
    hidden_value_domain_whitelist: string | null
    choices: string | null
    combine: string
  }
  past_group_values: Interval &
    Timed & {
      user_attribute_id: Id
      group_id: Id
      id: Id
      rank: number
      newest_change: number | null
      /** Empty when it is hidden. */
      value: string
    }
  past_sign_in_values: Interval & {
    user_id: Id
    user_attribute_id: Id
    /** Empty when it is hidden. */
    value: string
    provider: string
    set_at: Instant
    newest_change: number
  }
}
