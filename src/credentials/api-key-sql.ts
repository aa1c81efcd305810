// Statements about the API keys of users.
import type { CredentialsApi3Id, UserId } from '../ids.ts'
import { idText, prepare, required, writer } from '../store/statement.ts'

type OfUser = { user_id: UserId }

const apiKeys = () => writer.selectFrom('credentials_api3').select(apiKeyColumns)
const apiKeyColumns = [
  idText('id').as('id'),
  'client_id',
  'created_at',
  'is_disabled',
  'purpose',
] as const

export const apiKeysOfUser = prepare((_, { user_id }: OfUser) =>
  apiKeys().where('user_id', '=', user_id).orderBy('credentials_api3.id'),
)
/** The same, with when somebody signed in with them last. */
export const usedKeysOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('credentials_api3')
    .select([...apiKeyColumns, 'last_used_at'])
    .where('user_id', '=', user_id)
    .orderBy('credentials_api3.id'),
)
type ApiKey = OfUser & { credentials_api3_id: CredentialsApi3Id }
export const apiKey = prepare((_, { user_id, credentials_api3_id }: ApiKey) =>
  apiKeys().where('user_id', '=', user_id).where('id', '=', credentials_api3_id),
)

type NewApiKey = OfUser & { client_id: string; secret_digest: string; now: number }
export const addApiKey = prepare((writer, row: NewApiKey) =>
  writer
    .insertInto('credentials_api3')
    .values({
      user_id: row.user_id,
      client_id: row.client_id,
      secret_digest: row.secret_digest,
      created_at: row.now,
      is_disabled: false,
    })
    .returning(apiKeyColumns),
)

const preparePurpose = prepare((writer, row: ApiKey & { purpose: string | null }) =>
  writer
    .updateTable('credentials_api3')
    .set({ purpose: row.purpose })
    .where('user_id', '=', row.user_id)
    .where('id', '=', row.credentials_api3_id),
)
export const setPurpose = (row: ApiKey & { purpose: string | null }) =>
  required(preparePurpose(row))

const prepareKeyDisabled = prepare((writer, row: ApiKey & { is_disabled: boolean }) =>
  writer
    .updateTable('credentials_api3')
    .set({ is_disabled: row.is_disabled })
    .where('user_id', '=', row.user_id)
    .where('id', '=', row.credentials_api3_id),
)
export const setKeyDisabled = (row: ApiKey & { is_disabled: boolean }) =>
  required(prepareKeyDisabled(row))

/** Also deletes tokens of a sudo: they have the key of the person behind it. */
export const endTokensOfKey = prepare((writer, { credentials_api3_id }: ApiKey) =>
  writer.deleteFrom('access_tokens').where('credentials_api3_id', '=', credentials_api3_id),
)

/** Tokens that were issued for the key are deleted with it. */
const prepareDeleteApiKey = prepare((writer, { user_id, credentials_api3_id }: ApiKey) =>
  writer
    .deleteFrom('credentials_api3')
    .where('user_id', '=', user_id)
    .where('id', '=', credentials_api3_id),
)
export const deleteApiKey = (key: ApiKey) => required(prepareDeleteApiKey(key))

/** The user whose API key has this client id. */
export const clientHolder = prepare((writer, { client_id }: { client_id: string }) =>
  writer
    .selectFrom('credentials_api3')
    .select(idText('user_id').as('user_id'))
    .where('client_id', '=', client_id),
)
