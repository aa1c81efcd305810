// Wire shapes of explanations.
import { ChangeOperation } from '../changes/shapes.ts'
import {
  fieldListOf,
  flag,
  integer,
  mayLack,
  nullableFieldOf,
  nullableText,
  shape,
  text,
  textLists,
  texts,
} from '../http/schema.ts'
import { limits } from '../limits.ts'

const Person = shape('Person', 'Somebody who has changed something.', {
  user_id: text('Id of the user, in decimal digits; the user may be deleted by now.'),
  display_name: nullableText(
    'First and last name; null if the user has been deleted. With `as_of`, as it was then.',
  ),
})

const Step = shape('ExplanationStep', 'One place that was searched for a value.', {
  source: text(
    'Place of the value, in the words of `source` in the Looker API; `Group` alone for a group of the past that you ' +
      'may not see now, of which nothing else is told.',
  ),
  group_id: nullableText(
    'Id of the group; only for values of groups. Null if the group exists only in changes that are tried.',
  ),
  rank: integer('Rank of the group value, the lowest wins; only for values of groups.'),
  value: nullableText(
    'The value as text; null if it is hidden, or of a group that you may not see now and not the effective one.',
  ),
  outcome: text(
    '`wins`: it is the effective value. `combined`: the effective value is made of it and the other `combined` ones. ' +
      '`next`: it wins if the winner goes. `outranked`: it does not count. `scheduled`: it starts later. `expired`: it has ' +
      'ended, and nothing was set since. A value of a group may do so because a membership does.',
  ),
  because: text('The reason of the outcome, in a sentence without any value.'),
  through: textLists(
    'Names of groups, from one that the user is directly in to this one, shortest first, at most ten; only for ' +
      'values of groups. Ways through groups that you may not see now are left out. A group that the user is directly in has a way of one name.',
  ),
  set_by: nullableFieldOf(
    'Who set the value; null if it was not a person, if nobody recorded it, or for callers without `see_users`.',
    Person,
  ),
  sudo_by: nullableFieldOf('Who acted as that person; null if nobody did.', Person),
  set_at: nullableText('When the value was set, in RFC 3339; null if nobody recorded it.'),
  change_id: nullableText('Id of the change that set the value, as the history has it.'),
  reason: nullableText('The reason that was given for the change; null if none was given.'),
  starts_at: nullableText('When a `scheduled` value starts to count; null for all others.'),
  expires_at: nullableText(
    'When the value ends, or the membership through which it comes; null if neither does.',
  ),
})
export const Explanation = shape(
  'Explanation',
  'The effective value of an attribute for a user, and why it is this one.',
  {
    user_id: text('Id of the user whom the value is of.'),
    user_attribute_id: nullableText(
      'Id of the attribute; null if it exists only in the changes that are tried.',
    ),
    name: text('Name of the attribute in queries and programs.'),
    type: text('Type of the attribute, which says which values fit.'),
    value: nullableText('The effective value; null if it is hidden, empty if there is none.'),
    source: text(
      'Where the value comes from, in the words of the Looker API: `User Setting`, `Sign-in: ` with the name of the ' +
        'identity provider that sent it, `Group: ` with a name, ' +
        '`Group` for one that you may not see now, `Groups: ` with names where values of groups are combined, ' +
        '`Default`, `System Setting` or `No Value`.',
    ),
    hidden: flag('True if nobody can read values of this attribute.'),
    because: text('The reason in a sentence, good enough for a screen or a ticket; never a value.'),
    steps: fieldListOf(
      'Every value that could be the effective one, strongest first, at most 100.',
      mayLack(Step, 'group_id', 'rank', 'through'),
    ),
    more_steps: integer('How many weaker values there are beyond those of `steps`.'),
  },
)

export const WhatIf = shape(
  'WhatIf',
  'Changes that nobody has made, and the attributes to explain with and without them.',
  {
    attributes: texts('Names or ids of attributes; without it, all that you may see.'),
    changes: fieldListOf(
      `Up to ${limits.tried_operations} operations, in their order; each sees those before it.`,
      ChangeOperation,
    ),
  },
  { requires: ['changes'] },
)

export const WhatIfAnswer = shape(
  'WhatIfAnswer',
  'Explanations without and with the changes that were tried.',
  {
    before: fieldListOf('The explanations as everything is now.', Explanation),
    after: fieldListOf(
      'The explanations as they would be. An attribute that the changes delete is missing.',
      Explanation,
    ),
  },
)
