// The search of e-mail credentials.
import { permissionTable } from '../domain/permissions.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import { fieldsParameter, sortsParameter, textParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { anyTermParameter, idsTermParameter, textTermParameter } from '../http/search-parameters.ts'
import { parseSorts } from '../http/sorts.ts'
import { listInParts } from '../request/list.ts'
import { route } from '../request/route.ts'
import { idsTerm, textTerm } from '../texts/search-terms.ts'
import { showStoredEmail } from './email-reader.ts'
import { emailIds, emailPage, emailSortFields, emailsOf, emailTotal } from './email-search-sql.ts'
import { CredentialsEmailSearch } from './shapes.ts'
import type { StoredEmail } from './sql.ts'

export const searchCredentialsEmail = route({
  operation: 'search_credentials_email',
  access: permissionTable.search_credentials_email,
  tag: 'User',
  method: 'GET',
  path: '/credentials_email/search',
  summary: 'Search e-mail credentials',
  description:
    'Returns the credentials that match all terms, or any of them with `filter_or`. The id ' +
    'of a credential is the id of its user.',
  query: {
    fields: fieldsParameter,
    limit: pagingParameters.limit,
    offset: pagingParameters.offset,
    sorts: sortsParameter(emailSortFields),
    id: idsTermParameter('2'),
    email: textTermParameter('Address', 'maya@%'),
    emails: textParameter(
      'Return only credentials with exactly these addresses, in any case, separated by commas.',
      'maya@acme.example',
    ),
    filter_or: anyTermParameter,
  },
  refusesUnknown: true,
  replies: { 200: listOf(CredentialsEmailSearch) },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { id, email, emails, filter_or, sorts } = context.query
    const page = pageOf(context.query)
    const search = {
      ...page,
      sorts: parseSorts(sorts, emailSortFields),
      any: filter_or ?? false,
      ...(id === undefined ? {} : { id: idsTerm('id', id) }),
      ...(email === undefined ? {} : { email: textTerm('email', email) }),
      ...(emails === undefined ? {} : { emails: emails.split(',').map((one) => one.trim()) }),
    }
    const { list, total } = await listInParts(context, {
      ...page,
      page: (limit) => emailPage({ ...search, limit }),
      ids: () => emailIds(search),
      rowsOf: emailsOf,
      idOf: ({ user_id }) => user_id,
      counted: page.limit === undefined ? [] : [emailTotal(search)],
      shower: () => (row: StoredEmail) => showStoredEmail(context, row),
    })
    return { answer: list, headers: pageHeaders(page, total, context) }
  },
})
