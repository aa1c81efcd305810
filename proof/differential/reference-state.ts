// The contents of a store in the model, and everything that can be read from it.
import {
  type ReferenceGroupValue,
  type ReferenceRow,
  type ReferenceWorld,
  referencePath,
} from '../../test/support/reference-resolver.ts'
import { allUsers } from './command.ts'

export interface Attribute {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly default_value: string | null
  readonly is_system: boolean
  readonly is_permanent: boolean
  readonly value_is_hidden: boolean
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
  readonly hidden_value_domain_whitelist: string | null
}

export interface User {
  readonly email: string
  first_name: string
  last_name: string
  is_disabled: boolean
  readonly groups: Set<string>
  readonly values: Map<string, string>
}

export interface Group {
  name: string
  readonly parents: Set<string>
}

/** The rows of a user's values that are asked for. */
export interface RowsAsked {
  readonly all_values?: boolean | undefined
  readonly include_unset?: boolean | undefined
  readonly only?: readonly string[] | undefined
}

/** Ids 1 to 10: they show the user's record, and nobody sets them here (looker 2.3, 2.5). */
export const isReserved = ({ is_system, is_permanent }: Attribute): boolean =>
  is_system && is_permanent

export class ReferenceState {
  readonly attributes: Map<string, Attribute>
  readonly users = new Map<string, User>()
  readonly groups = new Map<string, Group>()
  /** By attribute, in the order of precedence: the place in the list is the rank (looker 1.4). */
  readonly groupValues = new Map<string, { readonly group: string; value: string }[]>()

  constructor(born: ReadonlyMap<string, Attribute>) {
    this.attributes = new Map(born)
    this.groups.set(allUsers, { name: 'All Users', parents: new Set() })
  }

  held = (attribute: string) => this.groupValues.get(attribute) ?? []

  /** Rows of a user's values, whole (looker 1.10 to 1.17). */
  rows(id: string, { all_values = false, include_unset, only }: RowsAsked) {
    const world = this.asWorld()
    // A list that names nothing counts as absent (looker 1.16).
    const asked = [...this.attributes].filter(([it]) => !only?.length || only.includes(it))
    return asked.flatMap(([user_attribute_id, attribute]) => {
      const path = this.#path(world, id, user_attribute_id)
      if (path.length === 0 && include_unset !== false) {
        path.push({ source: 'No Value', rank: 1, value: '' })
      }
      return (all_values ? path : path.slice(0, 1)).map(({ source, rank, value }) => ({
        name: attribute.name,
        label: attribute.label,
        rank,
        value,
        user_id: id,
        user_can_edit: attribute.user_can_edit,
        value_is_hidden: attribute.value_is_hidden,
        user_attribute_id,
        source,
        hidden_value_domain_whitelist: attribute.hidden_value_domain_whitelist,
        can: source === 'User Setting' ? { show: true } : {},
      }))
    })
  }

  #path(world: ReferenceWorld, id: string, attribute: string): ReferenceRow[] {
    const user = this.users.get(id)
    const asked = world.attributes.find((it) => it.id === attribute)
    const definition = this.attributes.get(attribute)
    if (user === undefined || asked === undefined || definition === undefined) return []
    if (isReserved(definition)) {
      return [{ source: 'System Setting', rank: 1, value: systemValue(definition.name, id, user) }]
    }
    const values = Object.fromEntries(user.values)
    return referencePath(world, asked, { groups: [...user.groups], values, sent: {} })
  }

  /** The same world in the form that the naive resolver takes. */
  asWorld(): ReferenceWorld {
    const groupValues: ReferenceGroupValue[] = []
    for (const [attribute, held] of this.groupValues) {
      for (const [at, { group, value }] of held.entries()) {
        groupValues.push({ attribute, group, rank: at + 1, value })
      }
    }
    return {
      attributes: [...this.attributes].map(([id, { value_is_hidden, default_value }]) => ({
        id,
        hidden: value_is_hidden,
        default_value,
      })),
      groups: [...this.groups].map(([id, { name, parents }]) => ({
        id,
        name,
        parents: [...parents],
      })),
      groupValues,
    }
  }

  /** The values that groups have for an attribute, in the order of precedence (looker 1.7, 1.15). */
  groupValueRows(user_attribute_id: string) {
    const hidden = this.attributes.get(user_attribute_id)?.value_is_hidden ?? false
    return this.held(user_attribute_id).map(({ group, value }, at) => ({
      group_id: group,
      user_attribute_id,
      value_is_hidden: hidden,
      rank: at + 1,
      value: hidden ? null : value,
      can: {},
    }))
  }

  shownAttribute(id: string) {
    const attribute = this.attributes.get(id)
    const isSet = attribute?.value_is_hidden && attribute.default_value !== null
    return { id, ...attribute, ...(isSet ? { default_value: 'DEFAULT_IS_SET' } : {}) }
  }

  shownUser(id: string) {
    const { first_name, last_name, is_disabled, groups } = this.users.get(id) ?? {}
    return { id, first_name, last_name, is_disabled, group_ids: inOrder([...(groups ?? [])]) }
  }

  /** Users who are in a group directly. */
  members = (group: string): string[] =>
    [...this.users].filter(([, user]) => user.groups.has(group)).map(([id]) => id)

  shownGroup(id: string) {
    const { name, parents } = this.groups.get(id) ?? {}
    return { id, name, parent_group_ids: inOrder([...(parents ?? [])]) }
  }
}

/** By the number in the name, which grows as ids do. */
const inOrder = (names: string[]) =>
  names.sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)))

/** No other system knows the users of a script (looker 2.1). */
function systemValue(name: string, id: string, { first_name, last_name, email }: User): string {
  switch (name) {
    case 'email':
      return email
    case 'first_name':
      return first_name
    case 'last_name':
      return last_name
    case 'name':
      return `${first_name} ${last_name}`.trim()
    case 'id':
      return id
    default:
      return ''
  }
}
