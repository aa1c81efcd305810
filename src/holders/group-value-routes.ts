// The values of groups with their times, also those that start later: what a copy of them has to know.
import type { Catalogue } from '../domain/catalogue.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import { attriumTable } from '../domain/permissions.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import { hasBegun } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { type Problem, refuseIf } from '../errors.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import { etagOf } from '../http/etag.ts'
import { textParameter } from '../http/query.ts'
import {
  fieldListOf,
  flag,
  integer,
  nullableInteger,
  nullableText,
  type Static,
  shape,
  text,
} from '../http/schema.ts'
import { byId } from '../ids.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { shownInstant } from '../texts/instant.ts'
import { askedAttribute, askedGroups } from './asked.ts'
import { fittingCount } from './room.ts'
import { readable, shownTime } from './shapes.ts'

const GroupValue = shape(
  'GroupValue',
  'A value that a group gives, or will give, to its members.',
  {
    user_attribute_id: text('The attribute whose value it is, by id.'),
    attribute: text('Name of the attribute.'),
    group_id: text('The group that gives the value, by id.'),
    group: text('Name of the group.'),
    place: integer('The place of the value among all of the attribute, the strongest is 1.'),
    rank: nullableInteger('Its rank among those that count now; null if it starts later.'),
    value: nullableText('The value; null if it is hidden.'),
    hidden: flag('True if nobody can read values of this attribute.'),
    starts_at: nullableText('When the value starts to count, in RFC 3339; null if it counts now.'),
    expires_at: nullableText('When the value ends, in RFC 3339; null if it does not.'),
  },
)

const GroupValues = shape('GroupValues', 'A page of values of groups.', {
  at: text('The time of the answer by the clock of the server, in RFC 3339.'),
  version: text('If two pages have different ones, something has changed in between.'),
  values: fieldListOf(
    'The values, in the order of the ids of attributes, and the strongest first in each. What has ended is not there.',
    GroupValue,
  ),
  next: nullableText('Send it as `after` to get the next page; null on the last page.'),
  total: nullableInteger('The number of values on all pages; null unless `count=true`.'),
})

type Row = Static<typeof GroupValue>

export const groupValues = route({
  operation: 'group_values',
  access: attriumTable.group_values,
  tag: 'Value',
  method: 'GET',
  path: '/group_values',
  summary: 'List values of groups with their times',
  description:
    'Returns the values that groups have, from when and until when, also those that start later. The lists of the ' +
    'Looker API have only those that count now, and no times.',
  query: {
    attribute: textParameter('Only values of this attribute: its id or its name.', 'region'),
    group: textParameter(
      'Only values of this group and of the groups inside it: its id or its name.',
      'EMEA',
    ),
    ...keysetParameters,
  },
  cost: 'much',
  replies: { 200: GroupValues },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, query, server } = context
    const { catalogue } = await context.load()
    const attribute =
      query.attribute === undefined
        ? undefined
        : askedAttribute(actor, catalogue, query.attribute, 'attribute')
    const problems: Problem[] = []
    const within = askedGroups(actor, catalogue, query.group, problems)
    refuseIf(problems)
    const now = server.now()
    const all = (attribute === undefined ? [...catalogue.attributes.values()] : [attribute])
      .sort((one, other) => byId(one.id, other.id))
      .flatMap((it) =>
        rowsOf(catalogue, it, now).filter(({ group_id }) => within?.has(group_id as never) ?? true),
      )
    const [id, place] = placeOf(query, query.after, 2) ?? ['0', '0']
    const rest = all.filter(
      (row) => (byId(row.user_attribute_id, id ?? '') || row.place - Number(place)) > 0,
    )
    const wanted = rest.slice(0, query.limit ?? limits.page_items_unasked)
    const shown = wanted.slice(
      0,
      fittingCount(wanted, ({ value }) => value?.length ?? 0),
    )
    const last = shown.at(-1)
    const isLast = last === undefined || shown.length === rest.length
    return {
      at: shownInstant(now),
      version: etagOf(JSON.stringify([catalogue.version, String(catalogue.from)])),
      values: shown,
      next: isLast ? null : cursorAt(query, last.user_attribute_id, String(last.place)),
      total: query.count ? all.length : null,
    }
  },
})

function rowsOf(catalogue: Catalogue, attribute: UserAttribute, now: number): Row[] {
  const ranks = new Map(catalogue.groupValues(attribute.id).map((it) => [it.group_id, it.rank]))
  return catalogue.listedGroupValues(attribute.id).map((value, at) => ({
    user_attribute_id: attribute.id,
    attribute: attribute.name,
    group_id: value.group_id,
    group: catalogue.groups.get(value.group_id)?.name ?? '',
    place: at + 1,
    rank: ranks.get(value.group_id) ?? null,
    value: readable(attribute, value.value),
    hidden: attribute.value_is_hidden,
    ...shownTimes(value, now),
  }))
}

/** What has begun has no start any more, whether or not a sweep has noticed it. */
function shownTimes(value: StoredGroupValue, now: number) {
  const times = timesOf(value)
  return {
    starts_at: hasBegun(times, now) ? null : shownTime(times.starts_at),
    expires_at: shownTime(times.expires_at),
  }
}
