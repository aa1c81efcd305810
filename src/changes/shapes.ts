// Wire shapes of changes: lists of operations that are previewed, applied whole and undone.
import {
  fieldListOf,
  fieldOf,
  flag,
  integer,
  nullableFieldOf,
  nullableFlag,
  nullableInteger,
  nullableText,
  nullableTexts,
  scalarText,
  shape,
  text,
  texts,
} from '../http/schema.ts'
import { limits } from '../limits.ts'
import { operationNames } from './operation.ts'

export const ChangeOperation = shape(
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
    starts_at: nullableText(
      'For `set_user_value`, `set_group_value` and `add_group_user`: when the value or the membership starts to count, in RFC 3339; without ' +
        'it, at once. Until then the present value stays.',
    ),
    expires_at: nullableText(
      'For `set_user_value`, `set_group_value` and `add_group_user`: when the value or the membership ends, in RFC 3339; without it, never.',
    ),
    groups: texts('For `order_group_values`: names or ids of groups, strongest first.'),
    values: fieldListOf(
      'For `set_group_values`: all values that groups should have, strongest first.',
      shape('ChangeGroupValue', 'The value of a group in a list of all of them.', {
        group_id: nullableText('The group, by id.'),
        group: nullableText('The group, by name or id.'),
        value: scalarText('The value; it must fit the type.'),
        starts_at: nullableText(
          'When the value starts to count, in RFC 3339; without it, at once.',
        ),
        expires_at: nullableText('When the value ends, in RFC 3339; without it, never.'),
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

export const NewChange = shape(
  'NewChange',
  'Operations that are applied together, and why.',
  {
    reason: nullableText(
      `Why the change is made, at most ${limits.reason_characters} characters. The history shows it with each row of the change.`,
    ),
    basis: nullableText(
      'The `basis` of the preview. The answer is 409, and nothing is applied, if what the preview rested on has ' +
        'changed since.',
    ),
    changes: fieldListOf(
      `Up to ${limits.changed_operations} operations, in their order; each sees those before it.`,
      ChangeOperation,
    ),
  },
  { requires: ['changes'] },
)

const EffectiveValue = shape('EffectiveValue', 'An effective value, and where it comes from.', {
  value: nullableText('The value; null if it is hidden, or if there is none.'),
  source: text('Where it comes from, in the words of `source` in the Looker API.'),
})

export const Effect = shape(
  'ChangeEffect',
  'One effective value that a change makes different: what a user has before and after it.',
  {
    user_id: text('The user whose value differs, by id.'),
    email: nullableText(
      'E-mail address of the user; null if there is none, or if you lack the permission `see_users`.',
    ),
    display_name: nullableText('First and last name of the user; null if the user is deleted.'),
    user_attribute_id: nullableText(
      'Id of the attribute; null if it exists only in the changes that are tried.',
    ),
    attribute: text('Name of the attribute.'),
    hidden: flag('True if nobody can read values of the attribute, before or after the change.'),
    before: fieldOf('The value without the change.', EffectiveValue),
    after: fieldOf('The value with the change.', EffectiveValue),
  },
)

const Counts = shape('ChangeCounts', 'How many operations a change has, and what became of them.', {
  operations: integer('All operations.'),
  changed: integer('Operations that change something.'),
  unchanged: integer('Operations that would change nothing, because everything is so already.'),
  refused: integer('Operations that were left out, because of `on_problem=skip`.'),
})

const Effects = shape('ChangeEffects', 'The effective values that a change makes different.', {
  users: integer('How many users have another effective value of any attribute.'),
  values: integer('How many effective values differ.'),
  sample: fieldListOf(
    `The first ${limits.sampled_effects}, in the order of users and attributes; none where an answer is given again.`,
    Effect,
  ),
})

const ChangeProblem = shape('ChangeProblem', 'Why an operation was left out.', {
  line: nullableInteger('The line of the body, from 1; null if the body has no lines.'),
  field: text(
    'The place in the request; in lines the column or the field, empty for the whole line.',
  ),
  code: text('`missing_field`, `invalid` or `already_exists`.'),
  message: text('What is wrong and what to do.'),
})

export const AppliedChange = shape('AppliedChange', 'What a change has done, or would do.', {
  id: nullableText(
    'Id of the change; null for a preview, and if nothing had to be changed and no key was sent. The history calls it ' +
      '`change_id`.',
  ),
  applied: flag('True if the change is stored; false for a preview.'),
  basis: nullableText(
    'What a preview rested on: send it with the change to apply it only if that is still so. Null for a change that ' +
      'was applied.',
  ),
  counts: fieldOf('How many operations there are, and what became of them.', Counts),
  effects: nullableFieldOf(
    'What the change means for users; null without the permission `manage_user_attributes`.',
    Effects,
  ),
  problems: fieldListOf(
    'Why operations were left out; empty unless `on_problem=skip`.',
    ChangeProblem,
  ),
})

const ChangeActor = shape('ChangeActor', 'Who made a change.', {
  user_id: text('Id of the user; the user may be deleted by now.'),
  sudo_by: nullableText('Id of the user who acted as that user; null if nobody did.'),
})

export const StoredChange = shape('StoredChange', 'A change that was applied.', {
  id: text('Id of the change; the history calls it `change_id`.'),
  at: text('When it was applied, in RFC 3339.'),
  actor: nullableFieldOf(
    'Who applied it; null for callers without `see_users`, unless it was they.',
    ChangeActor,
  ),
  reason: nullableText('Why, in the words of the one who applied it; null if they did not say.'),
  counts: fieldOf('How many operations it has, and what became of them.', Counts),
  affected_users: nullableInteger(
    'How many users got another effective value; null without the permission `manage_user_attributes`.',
  ),
  affected_values: nullableInteger('How many effective values it changed; null likewise.'),
  undoes: nullableText('Id of the change that this one undoes; null if it undoes none.'),
  undone_by: nullableText('Id of the first change that undoes this one; null if there is none.'),
})

export const StoredChanges = shape('StoredChanges', 'A page of changes.', {
  changes: fieldListOf('The changes, newest first.', StoredChange),
  next: nullableText('Send it as `after` to get the next page; null on the last page.'),
})

export const UndoneChange = shape(
  'UndoneChange',
  'Why a change is undone, and what the preview of that rested on.',
  {
    basis: nullableText(
      'The `basis` of the preview. The answer is 409, and nothing is undone, if what the preview rested on has changed.',
    ),
    reason: nullableText(
      `Why the change is undone, for the history; at most ${limits.reason_characters} characters.`,
    ),
  },
)

export const EffectPage = shape('ChangeEffectPage', 'A page of the effects of a change.', {
  effects: fieldListOf(
    'The effects, in the order of users and attributes; a page may have fewer than `limit` before the last one.',
    Effect,
  ),
  next: nullableText('Send it as `after` to get the next page; null on the last page.'),
})
