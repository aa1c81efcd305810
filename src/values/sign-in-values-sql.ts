// Statements about values that an identity provider has sent at a sign-in (decision 72).

import type { StoredCells, StoredValue } from '../domain/stored-value.ts'
import type { UserId } from '../ids.ts'
import {
  changeToCome,
  idList,
  idText,
  type Part,
  prepare,
  required,
  type Statement,
  sql,
} from '../store/statement.ts'
import type { ValueKey } from './user-value-sql.ts'

const held = 'user_attribute_sign_in_values'

/** The table, for statements about many users: a value there counts where the user has none of their own. */
export const sentValues = sql.table(held)

/** What a user has from their last sign-in, as it is stored. */
export const storedSignInValues = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom(held)
    .select([
      idText('user_attribute_id').as('user_attribute_id'),
      'value',
      'version',
      'provider',
      'newest_change',
    ])
    .where('user_id', '=', user_id)
    .orderBy('user_attribute_sign_in_values.user_attribute_id'),
)
export type StoredSignInValue = NonNullable<ReturnType<typeof storedSignInValues>['row']>

const asJson = sql`json_object('value', value, 'provider', provider,
  'set_at', set_at, 'change', newest_change)`

/** The same as JSON by attribute, each as `SignInValue` of domain/search-path.ts; null: there is none. */
export const signInValuesOf = (user: Part, only: Part = sql``) => sql<string | null>`(
  select json_group_object(user_attribute_id, ${asJson})
  from ${sql.table(held)} where user_id = ${user} ${only})`

/** The same of several users, of some attributes; each list is JSON. */
export const signInValuesOfUsers = prepare(
  (writer, { ids, attributes }: { ids: string; attributes: string }) => ({
    compile: () =>
      sql<{ id: string; sign_ins: string }>`select cast(sent.user_id as text) as id,
          json_group_object(user_attribute_id, ${asJson}) as sign_ins
        from ${sentValues} as sent
        where user_id in ${idList(ids)} and user_attribute_id in ${idList(attributes)}
        group by user_id`.compile(writer),
  }),
)

type Placed = { row: number }
type Cells = ValueKey & StoredCells & { provider: string; set_at: number } & Placed

/** The place of its audit row in the commit, which must run alone. */
export const addSignInValue = (key: ValueKey, stored: StoredValue, more: SetBy): Statement =>
  required(prepareAdd(cellsOf(key, stored, more)))
const prepareAdd = prepare((writer, row: Cells) =>
  writer.insertInto(held).values({
    user_id: row.user_id,
    user_attribute_id: row.user_attribute_id,
    value: row.value,
    version: row.version,
    provider: row.provider,
    set_at: row.set_at,
    newest_change: changeToCome(row.row),
  }),
)

export interface SetBy extends Placed {
  readonly provider: string
  readonly set_at: number
}

/** Fails if somebody has changed it meanwhile. */
export const replaceSignInValue = (
  key: ValueKey,
  stored: StoredValue,
  more: SetBy & { readonly replaces: number },
): Statement =>
  // guard sign-in-value-3: becomes prepareReplace({ ...cellsOf(key, stored, more), replaces: more.replaces })
  required(prepareReplace({ ...cellsOf(key, stored, more), replaces: more.replaces }))
const prepareReplace = prepare((writer, row: Cells & { replaces: number }) =>
  writer
    .updateTable(held)
    .set({
      value: row.value,
      version: row.version,
      provider: row.provider,
      set_at: row.set_at,
      newest_change: changeToCome(row.row),
    })
    .where('user_id', '=', row.user_id)
    .where('user_attribute_id', '=', row.user_attribute_id)
    .where('newest_change', '=', row.replaces),
)

const cellsOf = (
  { user_id, user_attribute_id }: ValueKey,
  { value, version }: StoredValue,
  { provider, set_at, row }: SetBy,
): Cells => ({ user_id, user_attribute_id, value, version, provider, set_at, row })

/** Fails if somebody has changed it meanwhile. */
export const endSignInValue = (key: ValueKey, replaces: number): Statement =>
  required(prepareEnd({ ...key, replaces }))
const prepareEnd = prepare((writer, row: ValueKey & { replaces: number }) =>
  writer
    .deleteFrom(held)
    .where('user_id', '=', row.user_id)
    .where('user_attribute_id', '=', row.user_attribute_id)
    .where('newest_change', '=', row.replaces),
)

const prepareSame = prepare((writer, { version }: { version: number }) =>
  writer.selectFrom('catalogue').select('version').where('version', '=', version),
)
/** Fails if the catalogue has changed: an attribute may have become hidden, or may take other values now. */
export const sameCatalogue = (version: number): Statement =>
  // guard sign-in-value-4: becomes prepareSame({ version })
  required(prepareSame({ version }))
