// Who may define, set and see user attributes: the permission table, asked about attributes.
import type { Actor } from '../access/actor.ts'
import { type Operation, permitted } from '../access/permissions.ts'
import { isReserved } from './system-attributes.ts'
import type { UserAttribute } from './user-attribute.ts'

/** Whether the caller may know of the attribute and of his own value (looker 5.3). */
export const canSeeAttribute = (actor: Actor, attribute: UserAttribute) =>
  permitted('user_attribute', actor, { attribute })

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
