// Wire shapes of events.
import { fieldListOf, flag, nullableText, shape, text } from '../http/schema.ts'

const cursor = 'Send it as `after`, or as `Last-Event-ID`, to go on after this.'

export const ValueEvent = shape(
  'ValueEvent',
  'An effective value that is another one than before. It is told at least once.',
  {
    cursor: text(cursor),
    at: text('When it was changed, in RFC 3339.'),
    user_id: text('Id of the user who has the value; the user may be deleted by now.'),
    user_attribute_id: text('Id of the attribute; the attribute may be deleted by now.'),
    attribute: text(
      'Name that the attribute had then. If it gets another name, its values are told as removed, and as set under ' +
        'the new name.',
    ),
    value: nullableText('The value now; null if there is none any more, or if it is hidden.'),
    hidden: flag('True if the value is hidden: that it has changed is told, but not to what.'),
    change_id: text('Id of the change that did it, in the words of the history.'),
  },
)

export const EventPage = shape('EventPage', 'Events, oldest first, and where to go on.', {
  events: fieldListOf(
    'The events, in the order in which they happened; some more than `limit` if a user has several, and fewer, or ' +
      'none, where a change takes long to look through: ask again.',
    ValueEvent,
  ),
  cursor: text(cursor),
})
