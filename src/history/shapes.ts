// Wire shapes of histories.
import {
  flag,
  listOf,
  nullableFieldOf,
  nullableText,
  type Static,
  shape,
  type TSchema,
  text,
} from '../http/schema.ts'

const itemsOf = <S extends TSchema>(description: string, items: S) => ({
  ...listOf(items),
  description,
})

const HistoryActor = shape('HistoryActor', 'Who made a change.', {
  user_id: text('Id in decimal digits; the user may be deleted.'),
  display_name: nullableText('Name that the user had then; null if it is not known any more.'),
  sudo_by: nullableText(
    'Id of the person who acted as this user; null if nobody did, or if you may not see users.',
  ),
})

const HistoryUser = shape('HistoryUser', 'The user whom a change is about.', {
  user_id: text('Id in decimal digits; the user may be deleted.'),
  display_name: nullableText(
    'Name that the user had then; null if it is not known any more, or if you may not see users.',
  ),
})

const HistoryGroup = shape('HistoryGroup', 'The group that a change is about.', {
  group_id: text('Id in decimal digits; the group may be deleted.'),
  name: nullableText('Name that the group had then; null if it is not known.'),
})

const HistoryAttribute = shape('HistoryAttribute', 'The user attribute that a change is about.', {
  user_attribute_id: text('Id in decimal digits; the attribute may be deleted.'),
  name: nullableText('Name that the attribute had then; null if it is not known.'),
})

const HistoryThing = shape('HistoryThing', 'Another thing that a change is about.', {
  type: text(
    '`role`, `permission_set`, `model_set`, `api_key`, `provider`, or `group` for a group inside the other.',
  ),
  id: text('Id of the thing; of an API key its client id.'),
  name: nullableText('Name that the thing had then; null if it is not known.'),
})
export type HistoryThing = Static<typeof HistoryThing>

const HistoryChange = shape('HistoryChange', 'A field that was changed.', {
  field: text('Name of the field.'),
  from: nullableText('The field before; null if there was nothing. A list is JSON.'),
  to: nullableText('The field afterwards; null if there is nothing now. A list is JSON.'),
})

export const HistoryEntry = shape('HistoryEntry', 'A change, from what to what.', {
  sequence: text('Number of the change; later changes have higher numbers.'),
  at: text('Time of the change, UTC.', { format: 'date-time' }),
  operation: text('Operation that made the change, such as `set_user_attribute_user_value`.'),
  channel: text(
    'How the change came: `api`, `web` for people in a browser, `change` for lists of operations, `seed`, `command` for commands on the machine of the server, ' +
      '`expiry` for values that start or end by their times, `server` for what else the server does by itself.',
  ),
  actor: nullableFieldOf(
    'Who made the change; null if nobody who signed in did, or if you may not see users.',
    HistoryActor,
  ),
  user: nullableFieldOf('The user whom the change is about.', HistoryUser),
  group: nullableFieldOf('The group that the change is about.', HistoryGroup),
  attribute: nullableFieldOf('The user attribute that the change is about.', HistoryAttribute),
  thing: nullableFieldOf(
    'The role, the set, the API key or the inner group that the change is about.',
    HistoryThing,
  ),
  old_value: nullableText(
    'The value that counted just before: of a user, of a group, or the default. Null if none did or it is hidden.',
  ),
  new_value: nullableText('The value afterwards. Null if there is none or it is hidden.'),
  hidden: flag('True if the value is hidden: then no value of it is ever shown.'),
  changes: itemsOf('The other fields that were changed.', HistoryChange),
  complete: flag(
    'False if something before the change is not known: an older version has not kept it, it is in an ' +
      'archive, or it was forgotten.',
  ),
  sentence: text('The change in one English sentence.'),
  reason: nullableText('Why the change was made, if somebody said so.'),
  change_id: text(
    'Id of the change: of the list of operations to which it belongs, else its own `sequence`.',
  ),
  request_id: text('Id of the request, as in the header `X-Request-Id` and in the log.'),
})
export type HistoryEntry = Static<typeof HistoryEntry>

export const History = shape('History', 'Changes, newest first.', {
  history: itemsOf('The entries of this page.', HistoryEntry),
  next: nullableText(
    'The `after` of the next page; null when there is nothing older. A page may have fewer changes than ' +
      '`limit`, or none, and still have a next one.',
  ),
  archived: flag(
    'True if older changes have been moved into archives, where this operation does not look.',
  ),
})
