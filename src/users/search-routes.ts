// Operations that find users by terms (looker 8.5 to 8.8).

import { clientHolder } from '../credentials/api-key-sql.ts'
import { isIdentified } from '../credentials/kinds.ts'
import { emailHolder, identityHolder } from '../credentials/sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found } from '../errors.ts'
import { pagingParameters } from '../http/paging.ts'
import { fieldsParameter, flagParameter, sortsParameter, textParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { anyTermParameter, idsTermParameter, textTermParameter } from '../http/search-parameters.ts'
import type { UserId } from '../ids.ts'
import { route } from '../request/route.ts'
import type { Statement } from '../store/statement.ts'
import { idsTerm, textTerm } from '../texts/search-terms.ts'
import { textKey } from '../texts/text-key.ts'
import { sortFields, type UserSearch } from './matching.ts'
import { SeenUser } from './shapes.ts'
import { answerUsers, showUser } from './user-reader.ts'

const tag = 'User'

const terms = {
  fields: fieldsParameter,
  ...pagingParameters,
  sorts: sortsParameter(sortFields),
  id: idsTermParameter('2'),
  first_name: textTermParameter('First name', 'Maya'),
  last_name: textTermParameter('Last name', 'Lind%'),
  verified_looker_employee: flagParameter(
    'True returns nobody: Attrium does not mark such users.',
    false,
  ),
  email: textTermParameter('Address', '%@acme.example'),
  is_disabled: flagParameter('True: only disabled users. False: only the others.', false),
}

interface Terms {
  readonly id?: string
  readonly first_name?: string
  readonly last_name?: string
  readonly verified_looker_employee?: boolean
  readonly email?: string
  readonly is_disabled?: boolean
}

/** The terms that both searches have. */
function commonTerms(query: Terms): Omit<UserSearch, 'any'> {
  const { id, first_name, last_name, email, is_disabled } = query
  return {
    ...(id === undefined ? {} : { id: idsTerm('id', id) }),
    ...(first_name === undefined ? {} : { first_name: textTerm('first_name', first_name) }),
    ...(last_name === undefined ? {} : { last_name: textTerm('last_name', last_name) }),
    ...(email === undefined ? {} : { email: textTerm('email', email) }),
    ...(is_disabled === undefined ? {} : { is_disabled }),
    ...(query.verified_looker_employee === undefined
      ? {}
      : { constant: !query.verified_looker_employee }),
  }
}

export const searchUsers = route({
  operation: 'search_users',
  access: permissionTable.search_users,
  tag,
  method: 'GET',
  path: '/users/search',
  summary: 'Search users',
  description:
    'Returns the users who match all terms, or any of them with `filter_or`. Disabled users ' +
    'are included. Without the permission `see_users` you find others only by id and name.',
  query: {
    ...terms,
    embed_user: flagParameter(
      'True: only users with an embedding credential. False: only the others.',
      false,
    ),
    filter_or: anyTermParameter,
    content_metadata_id: textParameter(
      'Leave it empty: Attrium stores no content, so any value returns nobody.',
      '',
    ),
    group_id: idsTermParameter('2', 'Return only direct members of the groups with these ids'),
    is_service_account: flagParameter(
      'True: only service accounts. False: only the others. It comes from Looker 26.12.',
      false,
    ),
    full_name: textTermParameter(
      'First and last name with a space between them (from Looker 26.12)',
      'Maya%',
    ),
    can_manage_api3_creds: flagParameter(
      'True: only users who can manage API keys, which means administrators. False: only the others. ' +
        'It comes from Looker 26.12.',
      false,
    ),
  },
  refusesUnknown: true,
  replies: { 200: listOf(SeenUser) },
  fails: [400, 404, 429],

  handle(context) {
    const { query } = context
    const { group_id, full_name, content_metadata_id, filter_or } = query
    return answerUsers(context, {
      search: {
        ...commonTerms(query),
        any: filter_or ?? false,
        ...(group_id === undefined ? {} : { group_id: idsTerm('group_id', group_id) }),
        ...(full_name === undefined ? {} : { full_name: textTerm('full_name', full_name) }),
        ...givenFlags(query),
        ...(content_metadata_id === undefined ? {} : { constant: false }),
      },
    })
  },
})

interface Flags {
  readonly embed_user?: boolean
  readonly is_service_account?: boolean
  readonly can_manage_api3_creds?: boolean
}

/** The flags that were given; the others are left out, so that they exclude nobody. */
function givenFlags({ embed_user, is_service_account, can_manage_api3_creds }: Flags): Flags {
  return {
    ...(embed_user === undefined ? {} : { embed_user }),
    ...(is_service_account === undefined ? {} : { is_service_account }),
    ...(can_manage_api3_creds === undefined ? {} : { can_manage_api3_creds }),
  }
}

export const searchUsersNames = route({
  operation: 'search_users_names',
  access: permissionTable.search_users_names,
  tag,
  method: 'GET',
  path: '/users/search/names/{pattern}',
  names: ['pattern'],
  summary: 'Search users by name',
  description:
    'Returns the users whose first name, last name or address matches the pattern and who ' +
    'match all other terms.',
  query: terms,
  refusesUnknown: true,
  replies: { 200: listOf(SeenUser) },
  fails: [400, 404, 429],

  handle(context) {
    const { params, query } = context
    const name = textTerm('pattern', params.pattern)
    return answerUsers(context, { search: { ...commonTerms(query), any: false, name } })
  },
})

export const userForCredential = route({
  operation: 'user_for_credential',
  access: permissionTable.user_for_credential,
  tag,
  method: 'GET',
  path: '/users/credential/{credential_type}/{credential_id}',
  names: ['credential_type', 'credential_id'],
  summary: 'Find a user by a credential',
  description: 'Returns the user who has this credential, or 404 if nobody has it.',
  query: { fields: fieldsParameter },
  replies: { 200: SeenUser },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { credential_type, credential_id } = context.params
    const holder = holderOf(credential_type, credential_id)
    const { rows } = await context.load(found(holder, noHolder))
    return showUser(context, found(rows[0][0], noHolder).user_id as UserId)
  },
})

const noHolder =
  'Not found: no user has this credential; types are email, google, saml, oidc, ldap, api3, embed and looker_openid.'

/** Reads the holder of a credential; undefined if the type is unknown or names no user. */
function holderOf(type: string, id: string): Statement<{ user_id: string }> | undefined {
  if (type === 'email') return emailHolder(id)
  if (type === 'api3') return clientHolder({ client_id: id })
  // The identity of this kind is an address.
  if (type === 'looker_openid') return identityHolder({ kind: type, identity: textKey(id) })
  if (!isIdentified(type)) return undefined
  return identityHolder({ kind: type, identity: id })
}
