// Memberships with their times: who is in a group, since nobody has to go through their explanations to find that.

import { seesDetails } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { isAllUsers } from '../domain/group.ts'
import { canSeeGroup, visibleGroups } from '../domain/group-access.ts'
import { attriumTable } from '../domain/permissions.ts'
import { fullName } from '../domain/system-attributes.ts'
import { waysInto } from '../domain/ways-into-groups.ts'
import { type Problem, refuseIf } from '../errors.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import { flagParameter, textParameter } from '../http/query.ts'
import type { Static } from '../http/schema.ts'
import { byId, type GroupId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { ended, namedGroup, unknownSentence, userReference } from '../references/reference.ts'
import { foundUser } from '../references/user-reader.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { shownInstant } from '../texts/instant.ts'
import {
  type MembershipFilter,
  type MembershipRow,
  membershipRows,
  membershipTotal,
} from './membership-list-sql.ts'
import { type Membership, Memberships } from './membership-shapes.ts'

export const memberships = route({
  operation: 'memberships',
  access: attriumTable.memberships,
  tag: 'Membership',
  method: 'GET',
  path: '/memberships',
  summary: 'List memberships',
  description:
    'Returns who is in which group, from when and until when, also those who join later. Everybody else than those ' +
    'with `see_users`, `manage_groups` or `manage_user_attributes` sees only their own memberships.',
  query: {
    group: textParameter(
      'Only memberships of this group: its id or its name. Without it, those in All Users, where everybody is, are left out.',
      'EMEA',
    ),
    user: textParameter(
      'Only memberships of this user: an id, an e-mail address, or `external_user_id:` and the id of an embedded user.',
      'maya@acme.example',
    ),
    nested: flagParameter(
      'True: also through groups inside the group, or through groups around those of the user. It needs `group` or ' +
        '`user`, and each way to be in a group has a row.',
      true,
    ),
    for_a_time: flagParameter('True: only those that start later or end.', true),
    ...keysetParameters,
  },
  cost: 'much',
  replies: { 200: Memberships },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { query } = context
    const { catalogue } = await context.load()
    const asked = await questionOf(context, catalogue)
    const most = query.limit ?? limits.page_items_unasked
    const place = placeOf(query, query.after, 2) ?? ['0', '0']
    const isOfUser = query.nested === true && asked.group === undefined
    const read = isOfUser ? aroundUser : directly
    const { rows, total } = await read(context, asked, { place, most })
    const shown = rows.slice(0, most)
    const last = shown.at(-1)
    const key = last && (isOfUser ? [last.group_id, last.row.group_id] : keyOf(last.row))
    return {
      at: shownInstant(asked.filter.now),
      memberships: shown.map((it) => showMembership(context, catalogue, it)),
      next: key === undefined || rows.length <= most ? null : cursorAt(query, ...key),
      total: query.count ? total : null,
    }
  },
})

const keyOf = ({ group_id, user_id }: MembershipRow) => [group_id, user_id]

interface Asked {
  readonly filter: MembershipFilter
  readonly group: GroupId | undefined
}

type Asking = Context & {
  readonly query: {
    readonly group?: string | undefined
    readonly user?: string | undefined
    readonly nested?: boolean | undefined
    readonly for_a_time?: boolean | undefined
    readonly count?: boolean | undefined
  }
}

/** Throws 422 with every parameter that is wrong. */
async function questionOf(context: Asking, catalogue: Catalogue): Promise<Asked> {
  const { actor, query, server } = context
  const problems: Problem[] = []
  const wrong = (field: string, sentence: string) =>
    problems.push({ field, code: 'invalid', message: ended(`${field}: ${sentence}`) })
  const named = query.group === undefined ? undefined : namedGroup(actor, catalogue, query.group)
  const group = named !== undefined && 'thing' in named ? named.thing.id : undefined
  if (named !== undefined && !('thing' in named))
    wrong('group', unknownSentence('group', named.near))
  const isOwnOnly = visibleGroups(actor) !== undefined
  // guard member-list-1: becomes undefined
  let user_id = isOwnOnly ? actor.user_id : undefined
  if (query.user !== undefined) {
    const reference = userReference(query.user)
    // Nothing is read to find an id, so what is answered does not depend on whether it is somebody's.
    const found =
      reference?.by === 'id' ? reference.text : reference && (await foundUser(context, reference))
    // guard member-list-2: becomes false
    if (isOwnOnly && found !== actor.user_id) wrong('user', 'you may ask about yourself alone')
    else if (found === undefined) wrong('user', unknownSentence('user', undefined))
    user_id = found
  }
  if (query.nested === true && query.group === undefined && query.user === undefined) {
    wrong('nested', 'it needs a group or a user')
  }
  refuseIf(problems)
  const within =
    group !== undefined && query.nested ? [...catalogue.groupsWithin(group)] : undefined
  const own = isOwnOnly
    ? [...catalogue.groups.keys()].filter((id) => canSeeGroup(actor, id))
    : undefined
  const groups = within ?? (group === undefined ? own : [group])
  const [forATime, chosen] = [query.for_a_time === true, group === undefined]
  const filter = { now: server.now(), user_id, groups, forATime, chosen }
  return { group, filter }
}

/** A row, and the group that it is about: the one of the row or one around it. */
interface Found {
  readonly row: MembershipRow
  readonly group_id: string
}

interface Page {
  readonly place: readonly string[]
  readonly most: number
}

/** One row more than the page has tells that there is a next page. */
async function directly(
  context: Asking,
  { filter, group }: Asked,
  { place, most }: Page,
): Promise<{ rows: Found[]; total: number }> {
  const counted = context.query.count ? [membershipTotal(filter)] : []
  const { rows } = await context.load(membershipRows(filter, place, most + 1), ...counted)
  const [found, totals] = rows as [MembershipRow[], { total: number }[] | undefined]
  return {
    rows: found.map((row) => ({ row, group_id: group ?? row.group_id })),
    total: Number(totals?.[0]?.total ?? 0),
  }
}

/** All groups of a user: there are no more than groups, so they are put together in memory. */
async function aroundUser(
  context: Asking,
  { filter }: Asked,
  { place }: Page,
): Promise<{ rows: Found[]; total: number }> {
  const { catalogue, rows } = await context.load(membershipRows(filter, ['0', '0'], catalogueMost))
  const all = rows[0]
    .flatMap((row) =>
      catalogue
        .groupsAround(row.group_id as GroupId)
        // Everybody is in All Users.
        .filter((id) => !isAllUsers(id) && canSeeGroup(context.actor, id))
        .map((group_id): Found => ({ row, group_id })),
    )
    .sort((one, other) => compare(placeIn(one), placeIn(other)))
  return { rows: all.filter((it) => compare(placeIn(it), place) > 0), total: all.length }
}
const catalogueMost = Number.MAX_SAFE_INTEGER
const placeIn = ({ row, group_id }: Found) => [group_id, row.group_id]
const compare = (one: readonly string[], other: readonly string[]): number =>
  byId(one[0] ?? '', other[0] ?? '') || byId(one[1] ?? '', other[1] ?? '')

function showMembership(
  { actor }: Context,
  catalogue: Catalogue,
  { row, group_id }: Found,
): Static<typeof Membership> {
  const { user_id, email, starts_at, expires_at, group_id: direct } = row
  const nameOf = (id: string) => catalogue.groups.get(id as GroupId)?.name ?? ''
  const ways =
    direct === group_id ? [] : waysInto(catalogue, [direct as GroupId])(group_id as GroupId)
  return {
    user_id,
    // guard member-list-3: seesDetails(actor, user_id as UserId) → true
    email: seesDetails(actor, user_id as UserId) ? email : null,
    display_name: fullName(row),
    group_id,
    group: nameOf(group_id),
    direct_group_id: direct,
    through: (ways[0] ?? [direct]).map(nameOf),
    counts: starts_at === null,
    starts_at: starts_at === null ? null : shownInstant(starts_at),
    expires_at: expires_at === null ? null : shownInstant(expires_at),
  }
}
