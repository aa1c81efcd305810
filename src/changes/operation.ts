// The operations of a change.
import type { GroupId, RoleId, UserAttributeId } from '../ids.ts'
import type { UserReference } from '../references/reference.ts'

/** A value as bodies send it; a number is the text that was sent. */
export type Given = string | boolean | null

/** An attribute or a group as a caller names it: by its id, or by its name. */
export interface Reference {
  readonly field: string
  readonly text: string
  readonly by: 'id' | 'name'
}

interface OfUserValue {
  user: UserReference
  attribute: Reference
  /** It is a cell of a table: no value is there twice, and nothing to remove is no mistake. */
  readonly isCell?: boolean
  /** It is a cell of a table that has no ends: the value that counts already stays until its end. */
  readonly saysNoEnd?: boolean
}

/** As the request has them. */
export interface GivenTimes {
  readonly starts_at?: string | null
  readonly expires_at?: string | null
}

/** Where a table has the operation: its line, and the place of its column. */
interface InTable {
  readonly line: number
  readonly at: number
}

export type Operation = { readonly place: string; readonly sent?: InTable } & (
  | ({ readonly op: 'set_user_value'; value: Given; times?: GivenTimes } & OfUserValue)
  | ({ readonly op: 'clear_user_value' } & OfUserValue)
  | ({ readonly op: 'set_group_value'; group: Reference; attribute: Reference; value: Given } & {
      times?: GivenTimes
    })
  | { readonly op: 'clear_group_value'; group: Reference; attribute: Reference }
  | { readonly op: 'order_group_values'; attribute: Reference; groups: readonly string[] }
  | {
      readonly op: 'set_group_values'
      attribute: Reference
      values: readonly GroupItem[]
      /** No body has it: an undo puts back a value that starts later, too, where another one counts now. */
      readonly putsBack?: boolean
    }
  | { readonly op: 'create_attribute'; definition: GivenDefinition; deleted?: UserAttributeId }
  | { readonly op: 'update_attribute'; attribute: Reference; definition: GivenDefinition }
  | { readonly op: 'delete_attribute'; attribute: Reference }
  | { readonly op: 'create_group'; name: string; deleted?: DeletedGroup }
  | { readonly op: 'update_group'; group: Reference; name: string }
  | { readonly op: 'delete_group'; group: Reference }
  | ({ readonly op: 'add_group_user'; group: Reference; user: UserReference } & {
      times?: GivenTimes
    })
  | { readonly op: 'remove_group_user'; group: Reference; user: UserReference }
  | { readonly op: 'add_group_group'; group: Reference; child: Reference }
  | { readonly op: 'remove_group_group'; group: Reference; child: Reference }
  | GivesRole
)

/** A group that was deleted, and gets its id back. */
export interface DeletedGroup {
  readonly id: GroupId
  readonly can_add_to_content_metadata: boolean
}

/** No body has it: an undo gives a group its role back. */
interface GivesRole {
  readonly op: 'add_role_group'
  readonly role_id: RoleId
  readonly group: Reference
}

export interface GroupItem {
  readonly group: Reference
  readonly value: Given
  readonly times?: GivenTimes | undefined
}

export interface GivenDefinition {
  readonly name?: string
  readonly label?: string
  readonly type?: string
  readonly default_value?: Given
  readonly value_is_hidden?: boolean
  readonly user_can_view?: boolean
  readonly user_can_edit?: boolean
  readonly hidden_value_domain_whitelist?: string
  readonly choices?: readonly string[]
  readonly combine?: string
}

export type Op = Exclude<Operation['op'], GivesRole['op']>
export type Kind =
  | ('user' | 'attribute' | 'group' | 'child')
  | ('value' | 'times' | 'name' | 'groups' | 'values')

/** What each operation takes; those with a definition take its fields as well. */
export const takes: Readonly<Record<Op, readonly (Kind | 'definition')[]>> = {
  set_user_value: ['user', 'attribute', 'value', 'times'],
  clear_user_value: ['user', 'attribute'],
  set_group_value: ['group', 'attribute', 'value', 'times'],
  clear_group_value: ['group', 'attribute'],
  order_group_values: ['attribute', 'groups'],
  set_group_values: ['attribute', 'values'],
  create_attribute: ['definition'],
  update_attribute: ['attribute', 'definition'],
  delete_attribute: ['attribute'],
  create_group: ['name'],
  update_group: ['group', 'name'],
  delete_group: ['group'],
  add_group_user: ['group', 'user', 'times'],
  remove_group_user: ['group', 'user'],
  add_group_group: ['group', 'child'],
  remove_group_group: ['group', 'child'],
}
export const operationNames = Object.keys(takes) as Op[]
