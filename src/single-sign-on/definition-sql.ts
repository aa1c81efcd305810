// Statements about the providers that administrators have set.
import type { StoredProvider } from '../providers/stored-provider.ts'
import { prepare, required, type Statement, sql } from '../store/statement.ts'

/** All of them, in the order of their ids. */
export const storedProviders = prepare((writer) =>
  writer.selectFrom('sign_in_providers').select(['id', 'enabled', 'settings']).orderBy('id'),
)({})

type Row = { [K in keyof StoredProvider]: StoredProvider[K] }

const prepareAdd = prepare((writer, row: Row) =>
  writer
    .insertInto('sign_in_providers')
    .values({ id: row.id, enabled: row.enabled, settings: row.settings }),
)
/** The commit is lost if the id is taken. */
export const addProvider = (row: StoredProvider): Statement => required(prepareAdd(row))

const preparePut = prepare((writer, row: Row) =>
  writer
    .updateTable('sign_in_providers')
    .set({ enabled: row.enabled, settings: row.settings })
    .where('id', '=', row.id),
)
/** The commit is lost if it is gone. */
export const putProvider = (row: StoredProvider): Statement => required(preparePut(row))

export const removeProvider = prepare((writer, { id }: { id: string }) =>
  writer.deleteFrom('sign_in_providers').where('id', '=', id),
)

const prepareSame = prepare((writer, row: Row) =>
  writer
    .selectFrom('sign_in_providers')
    .select('id')
    .where('id', '=', row.id)
    .where('enabled', '=', row.enabled)
    .where('settings', '=', row.settings),
)
/** The commit is lost if the provider is not as it was read. */
export const sameProvider = (row: StoredProvider): Statement => required(prepareSame(row))

const preparePeople = prepare((writer, { from, before }: { from: string; before: string }) => ({
  compile: () =>
    sql<{ people: number }>`select count(*) as people from credentials
      where kind = 'oidc' and identity >= ${from} and identity < ${before}`.compile(writer),
}))
/** People who are known by an identity of this issuer, which stands before `#` in it; `$` is the next character. */
export const peopleOfIssuer = ({ issuer }: { readonly issuer: string }) =>
  preparePeople({ from: `${issuer}#`, before: `${issuer}$` })
