// Operations on user attributes and their values, as history tells them.
import { type Told, told } from './told.ts'

export const definition = [
  ...['name', 'label', 'type', 'value_is_hidden', 'user_can_view', 'user_can_edit'],
  ...['hidden_value_domain_whitelist', 'choices', 'combine'],
]

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
  set_user_attribute_user_value: told('values', 'changes', 'set {attribute} of {user} {change}'),
  delete_user_attribute_user_value: told(
    'values',
    'ends',
    'removed {attribute} of {user} {change}',
  ),
  update_user_attribute_group_value: told(
    'values',
    'changes',
    'set {attribute} of the group {group} {change}',
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
