// Wire shapes of memberships with their times.
import {
  fieldListOf,
  flag,
  nullableInteger,
  nullableText,
  shape,
  text,
  texts,
} from '../http/schema.ts'

export const Membership = shape('Membership', 'That a user is in a group, or will be.', {
  user_id: text('Who is in the group, by id.'),
  email: nullableText(
    'E-mail address of the user; null if there is none, or if you lack the permission `see_users`.',
  ),
  display_name: text('First and last name of the user.'),
  group_id: text('The group that the user is in, directly or through others, by id.'),
  group: text('Name of the group.'),
  direct_group_id: text('Id of the group that the user is directly in, which has the times.'),
  through: texts(
    'The shortest way: names of groups from that one to this one. One name if the user is directly in the group.',
  ),
  counts: flag('True if the user is in the group now; false if the membership starts later.'),
  starts_at: nullableText('When the membership starts, in RFC 3339; null if it counts already.'),
  expires_at: nullableText('When the membership ends, in RFC 3339; null if it is for good.'),
})

export const Memberships = shape('Memberships', 'A page of memberships.', {
  at: text('The time of the answer by the clock of the server, in RFC 3339.'),
  memberships: fieldListOf(
    'The memberships, in the order of the ids of groups and of users. What has ended is not there.',
    Membership,
  ),
  next: nullableText('Send it as `after` to get the next page; null on the last page.'),
  total: nullableInteger('The number of memberships on all pages; null unless `count=true`.'),
})
