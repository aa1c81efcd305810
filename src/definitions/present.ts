// What a server has now, as far as files of definitions speak about it.
import type { Times } from '../domain/times.ts'

/** Of its times, a start is one that is still to come. */
export interface GroupValueHeld extends Times {
  /** The id of the group. */
  readonly group: string
  /** Null: it is hidden. */
  readonly value: string | null
}

export interface AttributeHeld {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly type: string
  /** Null: there is none. Of a hidden attribute it is a word that stands for it. */
  readonly default_value: string | null
  readonly is_system: boolean
  readonly is_permanent: boolean
  readonly value_is_hidden: boolean
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
  readonly hidden_value_domain_whitelist: string | null
  readonly choices: readonly string[] | null
  readonly combine: string
  /** Those that count or start later, the strongest first. */
  readonly values: readonly GroupValueHeld[]
}

export interface GroupHeld {
  readonly id: string
  readonly name: string
  readonly user_count: number
  /** Another system chooses its members; so it is for All Users. */
  readonly externally_managed: boolean
  /** The ids of the groups directly inside it. */
  readonly inner: readonly string[]
}

export interface UserHeld {
  readonly id: string
  readonly email: string | null
  readonly external_user_id: string | null
  readonly display_name: string
  /** The groups that the user is in directly, or will be, without All Users. */
  readonly groups: readonly MembershipHeld[]
  /** Own values by the ids of attributes; null: it is hidden. */
  readonly values: ReadonlyMap<string, string | null>
  /** When those of them end that do, by the ids of attributes. */
  readonly ends: ReadonlyMap<string, number>
  /** When another one takes the place of those that are followed by one. */
  readonly followed: ReadonlyMap<string, number>
}

/** Of its times, a start is one that is still to come. */
export interface MembershipHeld extends Times {
  /** The id of the group. */
  readonly group: string
}

export interface Present {
  /** The time of the server at which it was read, in milliseconds since 1970 UTC. */
  readonly now: number
  readonly attributes: readonly AttributeHeld[]
  readonly groups: readonly GroupHeld[]
  /** None if nobody asked about users. */
  readonly users: readonly UserHeld[]
}

type Shipped = Pick<
  AttributeHeld,
  'name' | 'label' | 'type' | 'default_value' | 'user_can_view' | 'user_can_edit'
>

/** Built-in attributes that can be changed, as every new server has them, by id (looker 2.1 to 2.3). */
export const shipped: ReadonlyMap<string, Shipped> = new Map(
  (
    [
      ['11', 'locale', 'Locale', 'string', 'en', false],
      ['12', 'number_format', 'Number Format', 'string', '1,234.56', false],
      ['13', 'landing_page', 'Landing Page', 'relative_url', '/browse', true],
    ] as const
  ).map(([id, name, label, type, default_value, user_can_edit]) => [
    id,
    { name, label, type, default_value, user_can_view: true, user_can_edit },
  ]),
)
