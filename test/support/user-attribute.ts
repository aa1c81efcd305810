// The definition of a user attribute of no kind in particular, for tests of plain data.
import type { UserAttribute } from '../../src/domain/user-attribute.ts'
import type { UserAttributeId } from '../../src/ids.ts'

export const userAttribute = (fields: Partial<UserAttribute>): UserAttribute => ({
  id: '14' as UserAttributeId,
  name: 'region',
  label: 'Region',
  type: 'string',
  default_value: null,
  is_system: false,
  is_permanent: false,
  value_is_hidden: false,
  user_can_view: false,
  user_can_edit: false,
  hidden_value_domain_whitelist: null,
  choices: null,
  combine: 'first',
  ...fields,
})
