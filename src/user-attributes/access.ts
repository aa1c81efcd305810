// Who may define, set and see user attributes: the permission table, asked about attributes.
import { type Actor, seesDetails } from '../access/actor.ts'
import { type Operation, permitted } from '../access/permissions.ts'
import type { UserId } from '../ids.ts'
import { isReserved, recordPart } from './system-attributes.ts'
import type { UserAttribute } from './user-attribute.ts'

/** Whether the caller may know of the attribute and of his own value (looker 5.3). */
export const canSeeAttribute = (actor: Actor, attribute: UserAttribute) =>
  permitted('user_attribute', actor, { attribute })

/**
 * Whether the caller may see the value that this user has. One that is read from the user's record follows
 * the rule of that record, so that there is no second door to it.
 */
export function canSeeUserValue(actor: Actor, attribute: UserAttribute, user_id: UserId): boolean {
  if (!canSeeAttribute(actor, attribute)) return false
  switch (recordPart(attribute)) {
    case undefined:
    case 'names':
      return true
    case 'details':
      return seesDetails(actor, user_id)
    case 'credentials':
      return permitted('user_credentials_ldap', actor, { user_id })
  }
}

/** What the caller may do with a definition (looker 3.8, 3.14); nobody changes a reserved one (looker 2.5). */
export function attributeRights(actor: Actor, attribute: UserAttribute): Record<string, boolean> {
  const target = { attribute, user_id: actor.user_id }
  const mayChange = (operation: Operation) =>
    !isReserved(attribute) && permitted(operation, actor, target)
  return {
    show: canSeeAttribute(actor, attribute),
    index: canSeeAttribute(actor, attribute),
    create: permitted('create_user_attribute', actor, target),
    show_value: canSeeAttribute(actor, attribute),
    update: mayChange('update_user_attribute'),
    destroy: mayChange('delete_user_attribute'),
    set_value: mayChange('set_user_attribute_user_value'),
  }
}
