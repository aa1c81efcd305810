// Decides who may define, set and see user attributes: it asks the permission table about attributes.

import type { UserId } from '../ids.ts'
import { type Actor, seesDetails } from './actor.ts'
import { type Operation, permitted } from './permissions.ts'
import { isReserved, recordPart } from './system-attributes.ts'
import type { UserAttribute } from './user-attribute.ts'

/** Whether the caller may know of the attribute and see their own value (looker 5.3). */
export const canSeeAttribute = (actor: Actor, attribute: UserAttribute) =>
  permitted('user_attribute', actor, { attribute })

/**
 * Whether the caller may see the value that this user has. A value that is read from the user's record follows
 * the rule of that record, so that this is no way around it.
 */
export function canSeeUserValue(actor: Actor, attribute: UserAttribute, user_id: UserId): boolean {
  if (!canSeeAttribute(actor, attribute)) return false
  switch (recordPart(attribute)) {
    case undefined:
    case 'names':
      return true
    case 'details':
      // guard record-1: becomes user_id !== ''
      return seesDetails(actor, user_id)
    case 'credentials':
      // guard record-2: becomes user_id !== ''
      return permitted('user_credentials_ldap', actor, { user_id })
  }
}

/**
 * The right that the caller lacks to read the values that everybody has of the attribute; undefined if they lack none.
 * It follows the same rules as one user's value.
 */
export function missingToReadAll(actor: Actor, attribute: UserAttribute): string | undefined {
  switch (recordPart(attribute)) {
    case undefined:
    case 'names':
      return undefined
    case 'details':
      return seesDetails(actor) ? undefined : 'the permission see_users'
    case 'credentials':
      return permitted('user_credentials_ldap', actor) ? undefined : 'the role Admin'
  }
}

/** The caller's rights on a definition (looker 3.8, 3.14); nobody may change a reserved one (looker 2.5). */
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
