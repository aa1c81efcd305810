// Lists of users and one user, for every operation that answers users, whatever its feature.
import { seesDetails } from '../access/actor.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { LinkKind, Links } from '../credentials/email.ts'
import { found } from '../errors.ts'
import { parseFields } from '../http/fields.ts'
import { JsonList } from '../http/json-list.ts'
import { type Page, pageHeaders, pageOf } from '../http/paging.ts'
import type { ListWriter, WithHeaders } from '../http/route.ts'
import { parseSorts } from '../http/sorts.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import {
  type Matching,
  type Needs,
  publicSortFields,
  sortFields,
  type UserQuery,
} from './matching.ts'
import type { UserAnswer } from './shapes.ts'
import { userShower, type Viewer } from './show-user.ts'
import { oneUser, type UserRow, userIds, userPage, userTotal } from './sql.ts'

export interface UserListRequest {
  readonly matching: Matching
  /** The parameter `sorts` as sent; a wrong one is a 400. Ends with the id in any case. */
  readonly sorts: string | undefined
  readonly page: Page
  /** The parameter `fields` as sent: what is not asked for is not read. */
  readonly fieldsAsked?: string | undefined
  /** What a change that is made next makes of a row; rows are shown as they are without it. */
  readonly afterwards?: (row: UserRow) => UserRow
}

export interface UserList {
  readonly users: UserAnswer[] | JsonList
  /** How many fit, on all pages. */
  readonly total: number
}

/**
 * Users who fit, as the caller may see them, all of one moment: two statements, or parts of the list
 * one after the other where it is long, between which others get their turn. Terms about more than
 * names fit only himself for a caller who sees names only.
 */
export async function listUsers(
  context: Context & ListWriter,
  request: UserListRequest,
): Promise<UserList> {
  const { actor } = context
  const { matching, page, fieldsAsked, afterwards = asItIs } = request
  const all = seesDetails(actor)
  const query = {
    matching,
    sorts: parseSorts(request.sorts, all ? sortFields : publicSortFields),
    limit: page.limit,
    offset: page.offset,
    needs: needsOf(fieldsAsked),
    namesOnlyFor: all ? undefined : actor.user_id,
  }
  const counted = page.limit === undefined ? [] : [userTotal(query)]
  // One more than are listed at once tells that there are more.
  const limit = Math.min(page.limit ?? Number.POSITIVE_INFINITY, limits.listed_at_once + 1)
  const { catalogue, rows } = await context.load(userPage({ ...query, limit }), ...counted)
  const [users = [], totals] = rows
  if (users.length > limits.listed_at_once)
    return longList(context, query, { counted, fieldsAsked, afterwards })
  const show = userShower(viewerOf(context, catalogue, fieldsAsked))
  const total = totals?.[0]?.total ?? users.length + page.offset
  return { users: users.map(afterwards).map(show), total }
}

interface Asked {
  readonly counted: readonly ReturnType<typeof userTotal>[]
  readonly fieldsAsked: string | undefined
  readonly afterwards: (row: UserRow) => UserRow
}

const asItIs = (row: UserRow) => row

function longList(
  context: Context & ListWriter,
  query: UserQuery,
  { counted, fieldsAsked, afterwards }: Asked,
): Promise<UserList> {
  return context.atOneMoment(async (catalogue, read) => {
    const [[found], totals] = await read(userIds(query), ...counted)
    const ids = found?.ids?.split(',') ?? []
    const show = userShower(viewerOf(context, catalogue, fieldsAsked))
    const users = new JsonList(await context.server.spool())
    try {
      for (let at = 0; at < ids.length; at += limits.listed_in_a_part) {
        const part = ids.slice(at, at + limits.listed_in_a_part)
        const whole = { limit: undefined, offset: 0, namesOnlyFor: undefined }
        const [rows] = await read(userPage({ ...query, ...whole, matching: { ids: part } }))
        const byId = new Map(rows.map((row) => [row.id, row]))
        const inOrder = part.flatMap((id) => byId.get(id) ?? [])
        await users.add(context.listText(inOrder.map(afterwards).map(show)))
      }
      await users.end()
    } catch (error) {
      await users.drop()
      throw error
    }
    return { users, total: totals?.[0]?.total ?? ids.length + query.offset }
  })
}

interface ListQuery {
  readonly fields?: string
  readonly sorts?: string
  readonly limit?: number
  readonly offset?: number
  readonly page?: number
  readonly per_page?: number
}

/** The whole answer of an operation that lists users: the list, and the headers of its paging. */
export async function answerUsers(
  context: Context & ListWriter & { readonly query: ListQuery },
  matching: Matching,
): Promise<WithHeaders<UserList['users']>> {
  const { query } = context
  const page = pageOf(query)
  const request = { matching, sorts: query.sorts, page, fieldsAsked: query.fields }
  const { users, total } = await listUsers(context, request)
  return { answer: users, headers: pageHeaders(page, total, context) }
}

/** One user as the caller may see him; 404 when there is none. */
export async function showUser(context: Context, user_id: UserId): Promise<UserAnswer> {
  const { catalogue, rows } = await context.load(oneUser({ user_id }))
  return showUserRow(context, catalogue, rows[0][0])
}

/**
 * A row that `oneUser` read; 404 when there was none. After a change, let `oneUser` be a statement of
 * the commit: a second load could start the handler over and commit twice.
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

/** How links of e-mail credentials are made for this caller. */
export function linksOf({ actor, server, now }: Context): Links {
  return {
    shown: actor.is_admin,
    webUrl: server.publicUrl(),
    tokenOf: (kind: LinkKind, nonce: string) => server.keys.digest(`${kind}/v1 ${nonce}`),
    now,
  }
}

function needsOf(fieldsAsked: string | undefined): Needs {
  const wants = wanter(fieldsAsked)
  return {
    groups: wants('group_ids') || wants('role_ids') || wants('locale') || wants('can'),
    roles: wants('role_ids') || wants('can'),
    locale: wants('locale'),
    credentials: wants('credentials'),
  }
}

/** Whether a key is asked for; `credentials` stands for any of them. */
function wanter(fieldsAsked: string | undefined): (field: string) => boolean {
  const selection = parseFields(fieldsAsked ?? '')
  if (selection === undefined) return () => true
  const wanted = new Set(selection.keys())
  if ([...wanted].some((field) => field.startsWith('credentials_'))) wanted.add('credentials')
  return (field) => wanted.has(field)
}
