// Statements about applications, and about who has been activated for them.
import type { OauthClient } from '../domain/oauth-client.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { idText, prepare, required, type Statement, sql, type Writer } from '../store/statement.ts'

const clients = (writer: Writer) =>
  writer
    .selectFrom('oauth_clients')
    .select([
      'client_guid',
      'redirect_uri',
      'display_name',
      'description',
      'enabled',
      idText('oauth_clients.group_id').as('group_id'),
      'tokens_invalid_before',
    ])

export const oauthClients = prepare((writer) => clients(writer).orderBy('client_guid'))({})

export const oauthClientWith = prepare((writer, { client_guid }: { client_guid: string }) =>
  clients(writer).where('client_guid', '=', client_guid),
)

/** One row if the pages of an enabled client come from there. */
export const clientOfOrigin = prepare((writer, { origin }: { origin: string }) =>
  writer
    .selectFrom('oauth_clients')
    .select('client_guid')
    .where('origin', '=', origin)
    // guard cors-4: gone
    .where('enabled', '=', true)
    .limit(1),
)

export type StoredClient = OauthClient & { readonly origin: string | null }

type Row = { [K in keyof StoredClient]: StoredClient[K] }
const columnsOf = (row: Row) => ({
  redirect_uri: row.redirect_uri,
  origin: row.origin,
  display_name: row.display_name,
  description: row.description,
  enabled: row.enabled,
  group_id: row.group_id,
  tokens_invalid_before: row.tokens_invalid_before,
})

const prepareRegister = prepare((writer, row: Row) =>
  writer.insertInto('oauth_clients').values({ client_guid: row.client_guid, ...columnsOf(row) }),
)
/** The commit is lost if the id is taken. */
export const registerClient = (row: StoredClient): Statement => required(prepareRegister(row))

const preparePut = prepare((writer, row: Row) =>
  writer
    .insertInto('oauth_clients')
    .values({ client_guid: row.client_guid, ...columnsOf(row) })
    .onConflict((conflict) => conflict.column('client_guid').doUpdateSet(columnsOf(row))),
)
/** Replaces a client; one that is built in is stored from then on. */
export const putClient = (row: StoredClient): Statement => required(preparePut(row))

export const deleteClient = prepare((writer, { client_guid }: { client_guid: string }) =>
  writer.deleteFrom('oauth_clients').where('client_guid', '=', client_guid),
)

export const deleteActivations = prepare((writer, { client_guid }: { client_guid: string }) =>
  writer.deleteFrom('oauth_activations').where('client_guid', '=', client_guid),
)

type Activation = { client_guid: string; user_id: UserId }

export const activation = prepare((writer, { client_guid, user_id }: Activation) =>
  writer
    .selectFrom('oauth_activations')
    .select('client_guid')
    .where('client_guid', '=', client_guid)
    .where('user_id', '=', user_id),
)

export const activate = prepare((writer, { client_guid, user_id }: Activation) =>
  writer
    .insertInto('oauth_activations')
    .values({ client_guid, user_id })
    .onConflict((conflict) => conflict.doNothing()),
)

export const deactivate = prepare((writer, { client_guid, user_id }: Activation) =>
  writer
    .deleteFrom('oauth_activations')
    .where('client_guid', '=', client_guid)
    .where('user_id', '=', user_id),
)

const activated = (writer: Writer) =>
  writer
    .selectFrom('oauth_activations')
    .innerJoin('users', 'users.id', 'oauth_activations.user_id')
    .select([
      'oauth_activations.client_guid',
      idText('users.id').as('id'),
      'users.first_name',
      'users.last_name',
      sql<number>`row_number() over (partition by client_guid order by users.id)`.as('place'),
    ])

/** The users who are activated for a client, those with the lowest ids. */
export const activatedUsers = prepare((writer, { client_guid }: { client_guid: string }) =>
  activated(writer)
    .where('client_guid', '=', client_guid)
    .orderBy('users.id')
    .limit(sql.lit(limits.shown_activated_users)),
)

/** The same for every client. */
export const allActivatedUsers = prepare((writer) =>
  writer
    .selectFrom(activated(writer).as('activated'))
    .select(['client_guid', 'id', 'first_name', 'last_name'])
    .where('place', '<=', sql.lit(limits.shown_activated_users))
    .orderBy('client_guid')
    .orderBy('place'),
)({})
