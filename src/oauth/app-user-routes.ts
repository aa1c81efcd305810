// Operations on who is activated for an application: who has allowed it, or whom somebody has told of it (looker 7.9).
import { knownUser } from '../access/sql.ts'
import { clientOf } from '../domain/oauth-client.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found } from '../errors.ts'
import { emptyText } from '../http/route.ts'
import { text } from '../http/schema.ts'
import { route } from '../request/route.ts'
import { activate, activation, deactivate, oauthClientWith } from './client-sql.ts'
import { endGrantsFor } from './grant-sql.ts'

const tag = 'Auth'
const path = '/oauth_client_apps/{client_guid}/users/{user_id}'
const names = ['client_guid'] as const
const example = { path: { client_guid: 'looker-cli', user_id: '4' } }

export const activateAppUser = route({
  operation: 'activate_app_user',
  access: permissionTable.activate_app_user,
  tag,
  method: 'POST',
  path,
  names,
  summary: 'Activate a user for an OAuth client',
  description:
    'Notes that the user has been told of the application; it is no error if they are activated already. It gives the ' +
    'application no token: the user is asked on the page of this server in any case.',
  example,
  replies: { 200: text('Always empty.'), 204: emptyText },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { client_guid, user_id } = context.params
    const { rows } = await context.load(
      oauthClientWith({ client_guid }),
      knownUser({ user_id }),
      activation({ client_guid, user_id }),
    )
    found(clientOf(client_guid, rows[0][0]))
    found(rows[1][0])
    if (rows[2].length === 0) {
      await context.commit({
        touches: 'values',
        statements: [activate({ client_guid, user_id })],
        audit: { user_id, details: { client_guid } },
      })
    }
    return { answer: undefined, headers: {}, status: 204 as const }
  },
})

export const deactivateAppUser = route({
  operation: 'deactivate_app_user',
  access: permissionTable.deactivate_app_user,
  tag,
  method: 'DELETE',
  path,
  names,
  summary: 'Deactivate a user for an OAuth client',
  description:
    'Ends all codes and tokens that the application has got of the user. It is no error if there are none.',
  example,
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { client_guid, user_id } = context.params
    const { rows } = await context.load(oauthClientWith({ client_guid }), knownUser({ user_id }))
    found(clientOf(client_guid, rows[0][0]))
    found(rows[1][0])
    await context.commit({
      touches: 'people',
      statements: [
        deactivate({ client_guid, user_id }),
        // guard oauth-19: gone
        endGrantsFor({ client_guid, user_id }),
      ],
      audit: { user_id, details: { client_guid } },
    })
    return undefined
  },
})
