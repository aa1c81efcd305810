// Wire shapes of explanations.
import { operationNames } from '../changes/operation.ts'
import {
  fieldListOf,
  flag,
  integer,
  mayLack,
  nullableFieldOf,
  nullableFlag,
  nullableText,
  nullableTexts,
  scalarText,
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
      '`next`: it wins if the winner goes. `outranked`: it does not count.',
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
  expires_at: nullableText('When the value ends; null if it does not.'),
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
      'Where the value comes from, in the words of the Looker API: `User Setting`, `Group: ` with a name, ' +
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

const Operation = shape(
  'ChangeOperation',
  'One operation of a change. An attribute is named by `attribute` or `user_attribute_id`, a group by `group` or ' +
    '`group_id`, a user by `user_id`, `email` or `external_user_id`.',
  {
    op: text(`What to do: ${operationNames.map((name) => `\`${name}\``).join(', ')}.`),
    user_id: nullableText('The user, by id.'),
    email: nullableText('The user, by e-mail address in any case.'),
    external_user_id: nullableText('The user, by the id that an embedding application gave them.'),
    user_attribute_id: nullableText('The attribute, by id.'),
    attribute: nullableText('The attribute, by name or id.'),
    group_id: nullableText('The group, by id; the outer one where a group is put into a group.'),
    group: nullableText('The group, by name or id; also one that an earlier operation creates.'),
    child_group_id: nullableText('The group that is put into the other one or taken out, by id.'),
    child_group: nullableText(
      'The group that is put into the other one or taken out, by name or id.',
    ),
    value: scalarText('The value of `set_user_value` and `set_group_value`; it must fit the type.'),
    groups: texts('For `order_group_values`: names or ids of groups, strongest first.'),
    values: fieldListOf(
      'For `set_group_values`: all values that groups should have, strongest first.',
      shape('ChangeGroupValue', 'The value of a group in a list of all of them.', {
        group_id: nullableText('The group, by id.'),
        group: nullableText('The group, by name or id.'),
        value: scalarText('The value; it must fit the type.'),
      }),
    ),
    name: nullableText('The name of what is created, or its new name.'),
    label: nullableText('Label of an attribute.'),
    type: nullableText('Type of an attribute.'),
    default_value: scalarText('Default of an attribute; null or empty: none.'),
    value_is_hidden: nullableFlag('Whether nobody can read values of the attribute.'),
    user_can_view: nullableFlag('Whether users can see their own value.'),
    user_can_edit: nullableFlag('Whether users can set their own value.'),
    hidden_value_domain_whitelist: nullableText('Where hidden values may be sent.'),
    choices: nullableTexts('The values that are allowed; null or empty: all that fit the type.'),
    combine: nullableText(
      'How values of several groups become one: `first`, `union`, `min` or `max`.',
    ),
  },
  { requires: ['op'] },
)

export const WhatIf = shape(
  'WhatIf',
  'Changes that nobody has made, and the attributes to explain with and without them.',
  {
    attributes: texts('Names or ids of attributes; without it, all that you may see.'),
    changes: fieldListOf(
      `Up to ${limits.tried_operations} operations, in their order; each sees those before it.`,
      Operation,
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
