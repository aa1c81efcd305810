// The session of the caller's own token, and the sessions of a user (looker 7.7).
import { permissionTable } from '../access/permissions.ts'
import { found, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import type { UserId } from '../ids.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { knownUser } from '../users/sql.ts'
import { ApiSession, Session } from './shapes.ts'
import { endSession, type SessionRow, sessionsOf, setWorkspace, workspaceOf } from './sql.ts'

const workspaces = ['production', 'dev']

export const session = route({
  operation: 'session',
  access: permissionTable.session,
  tag: 'Session',
  method: 'GET',
  path: '/session',
  summary: 'Get your session',
  description:
    'Returns the workspace of your access token, and who is acting as you if someone is.',
  replies: { 200: ApiSession },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows } = await context.load(workspaceOf(context.actor))
    return showOwn(context, found(rows[0][0]).workspace_id)
  },
})

export const updateSession = route({
  operation: 'update_session',
  access: permissionTable.update_session,
  tag: 'Session',
  method: 'PATCH',
  path: '/session',
  summary: 'Change your session',
  description: 'Chooses the workspace `production` or `dev` for as long as the access token lives.',
  example: { body: { workspace_id: 'production' } },
  body: objectBody(ApiSession),
  replies: { 200: ApiSession },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, body } = context
    const { workspace_id } = body
    const { rows } = await context.load(workspaceOf(actor))
    const before = found(rows[0][0]).workspace_id
    if (workspace_id === undefined || workspace_id === before) return showOwn(context, before)
    const known = workspace_id !== null && workspaces.includes(workspace_id)
    refuseIf(known ? [] : [{ field: 'workspace_id', code: 'invalid', message: notAWorkspace }])
    const { token_digest, user_id } = actor
    await context.commit({
      touches: 'values',
      statements: [setWorkspace({ token_digest, workspace_id: workspace_id ?? before })],
      audit: { user_id, details: { workspace_id } },
    })
    return showOwn(context, workspace_id ?? before)
  },
})
const notAWorkspace = 'workspace_id must be production or dev.'

const showOwn = ({ actor }: Context, workspace_id: string) => ({
  workspace_id,
  sudo_user_id: actor.sudo_by ?? null,
  can: { view: true, update: true },
})

const path = '/users/{user_id}/sessions'
const query = { fields: fieldsParameter }

export const allUserSessions = route({
  operation: 'all_user_sessions',
  access: permissionTable.all_user_sessions,
  tag: 'User',
  method: 'GET',
  path,
  summary: 'List the sessions of a user',
  description:
    'Returns the access tokens of the user that have not ended. Administrators can read ' +
    'those of every user, others only their own.',
  example: { path: { user_id: '1' } },
  query,
  replies: { 200: listOf(Session) },
  fails: [400, 403, 404, 429],
  handle: async (context) => (await living(context)).map((row) => show(context, row)),
})

export const userSession = route({
  operation: 'user_session',
  access: permissionTable.user_session,
  tag: 'User',
  method: 'GET',
  path: `${path}/{session_id}`,
  summary: 'Get a session of a user',
  description:
    'Returns one access token of the user that has not ended; take its id from ' +
    '`all_user_sessions`.',
  example: { path: { user_id: '1' } },
  query,
  replies: { 200: Session },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { session_id } = context.params
    return show(context, found((await living(context)).find(({ id }) => id === session_id)))
  },
})

export const deleteUserSession = route({
  operation: 'delete_user_session',
  access: permissionTable.delete_user_session,
  tag: 'User',
  method: 'DELETE',
  path: `${path}/{session_id}`,
  summary: 'End a session of a user',
  description: 'Ends the access token at once: the next request with it is answered 401.',
  example: { path: { user_id: '1' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id, session_id } = context.params
    found((await living(context)).find(({ id }) => id === session_id))
    await context.commit({
      touches: 'people',
      statements: [endSession(user_id, session_id)],
      audit: { user_id, details: { session_id } },
    })
    return undefined
  },
})

interface OfUser extends Context, AsksOfThing {
  readonly params: { readonly user_id: UserId }
}

async function living(context: OfUser): Promise<SessionRow[]> {
  const { params, now } = context
  const { user_id } = params
  const { rows } = await context.load(knownUser({ user_id }), sessionsOf({ user_id, now }))
  context.allowed(rows[0][0])
  return rows[1]
}

/** What a browser would tell is not known of a client of the API. */
function show({ server, params }: OfUser, row: SessionRow) {
  return {
    id: row.id,
    ip_address: row.address,
    browser: null,
    operating_system: null,
    city: null,
    state: null,
    country: null,
    credentials_type: row.credentials_api3_id === null ? null : 'api3',
    extended_at: null,
    extended_count: 0,
    sudo_user_id: row.sudo_by,
    created_at: timestamp(row.created_at),
    expires_at: timestamp(row.expires_at),
    url: `${server.publicUrl()}/api/4.0/users/${params.user_id}/sessions/${row.id}`,
    can: {},
  }
}
