// The session of the caller's own token, and the browser sessions of a user (looker 7.7).

import { knownUser } from '../access/sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { ApiSession, Session, showSession } from './shapes.ts'
import { endSession, sessionsOfUser, setWorkspace, workspaceOf } from './sql.ts'

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
      audit: { user_id, details: { workspace_id, from: { workspace_id: before } } },
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
    'Returns the browsers in which the user is signed in. Access tokens are not sessions: they end ' +
    'by `logout`, with their API key, or when their user is disabled.',
  example: { path: { user_id: '1' } },
  query,
  replies: { 200: listOf(Session) },
  fails: [400, 403, 404, 429],
  handle: (context) => sessionsOf(context),
})

export const userSession = route({
  operation: 'user_session',
  access: permissionTable.user_session,
  tag: 'User',
  method: 'GET',
  path: `${path}/{session_id}`,
  summary: 'Get a session of a user',
  description: 'Returns one browser in which the user is signed in.',
  example: { path: { user_id: '1' } },
  query,
  replies: { 200: Session },
  fails: [400, 403, 404, 429],
  handle: async (context) => found((await sessionsOf(context)).find(isAsked(context))),
})

export const deleteUserSession = route({
  operation: 'delete_user_session',
  access: permissionTable.delete_user_session,
  tag: 'User',
  method: 'DELETE',
  path: `${path}/{session_id}`,
  summary: 'End a session of a user',
  description: 'Signs the user out of one browser, at once. Returns 404 if the session has ended.',
  example: { path: { user_id: '1' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id, session_id } = context.params
    found((await sessionsOf(context)).find(isAsked(context)))
    await context.commit({
      touches: 'people',
      statements: [endSession({ user_id, session_id })],
      audit: { user_id },
    })
    return undefined
  },
})

interface OfUser extends Context, AsksOfThing {
  readonly params: { readonly user_id: UserId }
}

/** The sessions of a user, if the caller may see them; the field `sessions` of a user has the same value. */
async function sessionsOf(context: OfUser) {
  const { user_id } = context.params
  const { rows } = await context.load(
    knownUser({ user_id }),
    sessionsOfUser({ user_id, now: context.now }),
  )
  context.allowed(rows[0][0])
  const url = `${context.server.publicUrl()}/api/4.0/users/${user_id}`
  return rows[1].map((row) => showSession(row, url))
}

const isAsked =
  ({ params }: { params: { session_id: string } }) =>
  ({ id }: { id: string }) =>
    id === params.session_id
