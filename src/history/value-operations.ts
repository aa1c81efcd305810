// Operations on user attributes and their values, as history tells them.
import { type Told, told } from './told.ts'

export const definition = [
  ...['name', 'label', 'type', 'value_is_hidden', 'user_can_view', 'user_can_edit'],
  ...['hidden_value_domain_whitelist', 'choices', 'combine'],
]

const times = ['starts_at', 'expires_at'] as const

const changedDefinition = told(
  'values',
  'changes',
  'changed the user attribute {attribute}',
  ...definition,
)

export const valueOperations: Readonly<Record<string, Told>> = {
  apply_change: told(
    ...(['values', 'makes', 'applied a change'] as const),
    ...['operations', 'changed', 'unchanged', 'refused', 'undoes'],
  ),
  set_user_attribute_user_value: told(
    ...(['values', 'makes', 'set {attribute} of {user} {change}'] as const),
    ...times,
  ),
  start_user_attribute_user_value: told(
    ...(['values', 'makes', 'started what was scheduled for {attribute} of {user}'] as const),
    ...times,
  ),
  expire_user_attribute_user_value: told(
    ...(['values', 'makes', 'ended {attribute} of {user} {change}'] as const),
    'expires_at',
  ),
  delete_user_attribute_user_value: told(
    'values',
    'ends',
    'removed {attribute} of {user} {change}',
  ),
  set_sign_in_values: told(
    ...(['values', 'makes', '{user} signed in, which set {attribute} {change}'] as const),
    'provider',
  ),
  update_user_attribute_group_value: told(
    ...(['values', 'makes', 'set {attribute} of the group {group} {change}'] as const),
    ...times,
  ),
  start_user_attribute_group_value: told(
    ...(['values', 'makes', 'started {attribute} of the group {group}'] as const),
    ...times,
  ),
  expire_user_attribute_group_value: told(
    ...(['values', 'makes', 'ended {attribute} of the group {group} {change}'] as const),
    'expires_at',
  ),
  delete_user_attribute_group_value: told(
    ...(['values', 'ends', 'removed {attribute} of the group {group} {change}', 'rank'] as const),
  ),
  set_user_attribute_group_values: told('values', 'changes', 'set the group values of {attribute}'),
  create_user_attribute: told(
    'values',
    'makes',
    'made the user attribute {attribute}',
    ...definition,
  ),
  update_user_attribute: changedDefinition,
  update_attribute: changedDefinition,
  delete_user_attribute: told(
    ...(['values', 'ends', 'deleted the user attribute {attribute}'] as const),
    ...definition,
    'user_ids',
  ),
  seal_hidden_values: told('values', 'changes', 'sealed values of {attribute}, which is hidden'),
  remove_deleted_values: told(
    'values',
    'ends',
    'removed values of {attribute}, which was deleted',
    'user_ids',
  ),
}

/** What a provider has sent before, and sends no more. */
export const removedAtSignIn = told(
  ...(['values', 'ends', '{user} signed in, which removed {attribute} {change}'] as const),
  'provider',
)
