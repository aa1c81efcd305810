// Statements that search e-mail credentials.

import { allOf, anyOf, idMatches, literalFirst, textMatches } from '../store/matching.ts'
import { idList, idText, type Statement, sql, statement, writer } from '../store/statement.ts'
import { type IdsTerm, literalTerms, type TextTerm } from '../texts/search-terms.ts'
import { textKey } from '../texts/text-key.ts'
import { emailColumns, type StoredEmail } from './sql.ts'

export const emailSortFields = ['user_id', 'email', 'created_at', 'is_disabled'] as const

export interface EmailSearch {
  readonly any: boolean
  readonly id?: IdsTerm
  readonly email?: TextTerm
  readonly emails?: readonly string[]
  readonly sorts: readonly { field: (typeof emailSortFields)[number]; descending: boolean }[]
  readonly limit: number | undefined
  readonly offset: number
}

function emailConditions({ any, id, email, emails }: EmailSearch) {
  const terms = [
    ...(id === undefined ? [] : [idMatches('credentials_email.user_id', id)]),
    ...(email === undefined ? [] : [textMatches('credentials_email.email_key', email)]),
    ...(emails === undefined
      ? []
      : [
          sql<boolean>`email_key in
            (select value from json_each(${JSON.stringify(emails.map(textKey))}))`,
        ]),
  ]
  return any ? anyOf(terms) : allOf(terms)
}

export function emailPage(search: EmailSearch): Statement<StoredEmail> {
  const literals = literalSearches(search)
  if (literals.length > 0) return literalEmailPage(search, literals)
  return statement(ordered(search).select(emailColumns).select(idText('user_id').as('user_id')))
}

function ordered(search: EmailSearch) {
  let query = writer.selectFrom('credentials_email').where(emailConditions(search))
  for (const { field, descending } of [
    ...search.sorts,
    { field: 'user_id' as const, descending: false },
  ]) {
    const column = field === 'email' ? 'email_key' : field
    query = query.orderBy(`credentials_email.${column}`, descending ? 'desc' : 'asc')
  }
  const { limit, offset } = search
  if (limit !== undefined || offset > 0) query = query.limit(limit ?? 1e12).offset(offset)
  return query
}

/** The ids of the users whose credentials are found, in their order, with commas between them; null if none are. */
export function emailIds(search: EmailSearch): Statement<{ ids: string | null }> {
  const literals = literalSearches(search)
  const page =
    literals.length === 0
      ? ordered(search).select(sql<string>`user_id`.as('id')).as('page')
      : literalPage(search, literals)
  const ids = sql<string | null>`string_agg(cast(page.id as text), ',')`.as('ids')
  return statement(writer.selectFrom(page).select(ids))
}

/** The credentials of these users. */
export const emailsOf = (ids: readonly string[]): Statement<StoredEmail> =>
  statement(
    writer
      .selectFrom('credentials_email')
      .select(emailColumns)
      .select(idText('user_id').as('user_id'))
      .where('user_id', 'in', idList(JSON.stringify(ids))),
  )

const literalSearches = (search: EmailSearch) =>
  search.sorts.length > 0 ? [] : literalTerms(search, search.any)

/** The same page, starting with the addresses that match literally. */
const literalPage = (search: EmailSearch, literals: readonly EmailSearch[]) =>
  literalFirst({
    table: 'credentials_email',
    id: 'credentials_email.user_id',
    conditions: emailConditions(search),
    literals: literals.map(emailConditions),
    limit: search.limit ?? 1e12,
    offset: search.offset,
  })

function literalEmailPage(
  search: EmailSearch,
  literals: readonly EmailSearch[],
): Statement<StoredEmail> {
  return statement(
    writer
      .selectFrom(literalPage(search, literals))
      .crossJoin('credentials_email')
      .whereRef('credentials_email.user_id', '=', 'page.id')
      .select(emailColumns)
      .select(idText('user_id').as('user_id'))
      .orderBy(sql`page.place`)
      .orderBy('page.id'),
  )
}

export function emailTotal(search: EmailSearch): Statement<{ total: number }> {
  return statement(
    writer
      .selectFrom('credentials_email')
      .select(sql<number>`count(*)`.as('total'))
      .where(emailConditions(search)),
  )
}
