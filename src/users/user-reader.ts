// Lists of users and single users, for every operation that returns users.

import { linksOf } from '../credentials/links.ts'
import { seesDetails } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { found } from '../errors.ts'
import { parseFields } from '../http/fields.ts'
import { type Page, pageHeaders, pageOf } from '../http/paging.ts'
import type { ListWriter, WithHeaders } from '../http/route.ts'
import { parseSorts } from '../http/sorts.ts'
import type { UserId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { type Listed, listInParts } from '../request/list.ts'
import { type Matching, type Needs, publicSortFields, sortFields } from './matching.ts'
import type { UserAnswer } from './shapes.ts'
import { userShower, type Viewer } from './show-user.ts'
import { oneUser, type UserRow, userIds, userPage, userTotal } from './sql.ts'

export interface UserListRequest {
  readonly matching: Matching
  /** The parameter `sorts` as sent; a wrong one is a 400. The order always ends with the id. */
  readonly sorts: string | undefined
  readonly page: Page
  /** The parameter `fields` as sent; facts that no field needs are not read. */
  readonly fieldsAsked?: string | undefined
  /** Changes a row as the commit that follows will change it; without this, rows are shown as they are. */
  readonly afterwards?: (row: UserRow) => UserRow
}

/**
 * The matching users as the caller may see them. If the caller sees only names, terms about other fields match only
 * the caller.
 */
export function listUsers(
  context: Context & ListWriter,
  request: UserListRequest,
): Promise<Listed> {
  const { actor } = context
  const { matching, page, fieldsAsked, afterwards = asItIs } = request
  const all = seesDetails(actor)
  const { limit, offset } = page
  const query = {
    matching,
    sorts: parseSorts(request.sorts, all ? sortFields : publicSortFields),
    limit,
    offset,
    needs: needsOf(fieldsAsked),
    now: context.server.now(),
    namesOnlyFor: all ? undefined : actor.user_id,
  }
  const whole = { limit: undefined, offset: 0, namesOnlyFor: undefined }
  return listInParts(context, {
    page: (limit) => userPage({ ...query, limit }),
    ids: () => userIds(query),
    rowsOf: (ids) => userPage({ ...query, ...whole, matching: { ids } }),
    idOf: ({ id }) => id,
    counted: limit === undefined ? [] : [userTotal(query)],
    limit,
    offset,
    shower: (catalogue) => {
      const show = userShower(viewerOf(context, catalogue, fieldsAsked))
      // guard same-thing-1: show(afterwards(row)) → ({ ...show(row), email: row.email ?? '' })
      return (row: UserRow) => show(afterwards(row))
    },
  })
}

const asItIs = (row: UserRow) => row

interface ListQuery {
  readonly fields?: string
  readonly sorts?: string
  readonly limit?: number
  readonly offset?: number
  readonly page?: number
  readonly per_page?: number
}

/** The whole answer of an operation that lists users: the list and its paging headers. */
export async function answerUsers(
  context: Context & ListWriter & { readonly query: ListQuery },
  matching: Matching,
): Promise<WithHeaders<Listed['list']>> {
  const { query } = context
  const page = pageOf(query)
  const request = { matching, sorts: query.sorts, page, fieldsAsked: query.fields }
  const { list, total } = await listUsers(context, request)
  return { answer: list, headers: pageHeaders(page, total, context) }
}

/** One user as the caller may see them; 404 if there is no such user. */
export async function showUser(context: Context, user_id: UserId): Promise<UserAnswer> {
  const { catalogue, rows } = await context.load(oneUser({ user_id, now: context.server.now() }))
  return showUserRow(context, catalogue, rows[0][0])
}

/**
 * Shows a row that `oneUser` read; 404 if there was none. After a change, `oneUser` must be a statement of
 * the commit: a second load could start the handler again and commit twice.
 */
export function showUserRow(
  context: Context,
  catalogue: Catalogue,
  row: UserRow | undefined,
): UserAnswer {
  return userShower(viewerOf(context, catalogue))(found(row))
}

function viewerOf(
  context: Context,
  catalogue: Catalogue,
  fieldsAsked?: string | undefined,
): Viewer {
  return {
    actor: context.actor,
    catalogue,
    apiUrl: `${context.server.publicUrl()}/api/4.0`,
    links: linksOf(context),
    wants: wanter(fieldsAsked),
  }
}

function needsOf(fieldsAsked: string | undefined): Needs {
  const wants = wanter(fieldsAsked)
  return {
    groups: wants('group_ids') || wants('role_ids') || wants('locale') || wants('can'),
    roles: wants('role_ids') || wants('can'),
    locale: wants('locale'),
    credentials: wants('credentials'),
    sessions: wants('sessions'),
  }
}

/** Says for a key whether it is asked for; `credentials` stands for any key of credentials. */
function wanter(fieldsAsked: string | undefined): (field: string) => boolean {
  const selection = parseFields(fieldsAsked ?? '')
  if (selection === undefined) return () => true
  const wanted = new Set(selection.keys())
  if ([...wanted].some((field) => field.startsWith('credentials_'))) wanted.add('credentials')
  return (field) => wanted.has(field)
}
