// Operations that find users by terms (looker 8.5 to 8.8).

import { route } from '../context.ts'
import { isKind, kinds } from '../credentials/kinds.ts'
import { clientHolder, emailHolder, identityHolder } from '../credentials/sql.ts'
import { found, Refusal } from '../errors.ts'
import { pagingParameters } from '../http/paging.ts'
import {
  fieldsParameter,
  flagParameter,
  sortsParameter,
  storable,
  textParameter,
} from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import { idsTerm, textTerm } from '../search-terms.ts'
import type { Statement } from '../store/statement.ts'
import { textKey } from '../text-key.ts'
import { answerUsers, showUser } from './list.ts'
import type { UserSearch } from './matching.ts'
import { User } from './shapes.ts'

const tag = 'User'

const terms = {
  fields: fieldsParameter,
  ...pagingParameters,
  sorts: sortsParameter,
  id: textParameter('Ids with commas between them.'),
  first_name: textParameter('First name; % and _ are wildcards.'),
  last_name: textParameter('Last name; % and _ are wildcards.'),
  verified_looker_employee: flagParameter('Nobody is one here.'),
  email: textParameter('Address; % and _ are wildcards.'),
  is_disabled: flagParameter('Whether the user is disabled.'),
}

interface Terms {
  readonly id?: string
  readonly first_name?: string
  readonly last_name?: string
  readonly verified_looker_employee?: boolean
  readonly email?: string
  readonly is_disabled?: boolean
}

/** Terms that both searches know. */
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
  tag,
  method: 'GET',
  path: '/users/search',
  summary: 'Search Users',
  description: 'Users who fit all terms, or any with filter_or; disabled ones too.',
  query: {
    ...terms,
    embed_user: flagParameter('Whether the user came by embedding.'),
    filter_or: flagParameter('Any of the terms suffices.'),
    content_metadata_id: textParameter('Fits nobody: there is no content here.'),
    group_id: textParameter('Groups of which the user is a direct member.'),
    is_service_account: flagParameter('Whether it is a service account (of 26.12).'),
  },
  reply: listOf(User),
  fails: [400, 404, 429],

  handle(context) {
    const { query } = context
    const { group_id, embed_user, is_service_account, content_metadata_id, filter_or } = query
    return answerUsers(context, {
      search: {
        ...commonTerms(query),
        any: filter_or ?? false,
        ...(group_id === undefined ? {} : { group_id: idsTerm('group_id', group_id) }),
        ...(embed_user === undefined ? {} : { embed_user }),
        ...(is_service_account === undefined ? {} : { is_service_account }),
        ...(content_metadata_id === undefined ? {} : { constant: false }),
      },
    })
  },
})

export const searchUsersNames = route({
  operation: 'search_users_names',
  tag,
  method: 'GET',
  path: '/users/search/names/{pattern}',
  names: ['pattern'],
  summary: 'Search User Names',
  description: 'Users whose first name, last name or address fits, and all other terms too.',
  query: terms,
  reply: listOf(User),
  fails: [400, 404, 429],

  handle(context) {
    const { params, query } = context
    if (!storable(params.pattern))
      throw new Refusal('bad_request', { message: 'pattern is no text.' })
    const name = textTerm('pattern', params.pattern)
    return answerUsers(context, { search: { ...commonTerms(query), any: false, name } })
  },
})

export const userForCredential = route({
  operation: 'user_for_credential',
  tag,
  method: 'GET',
  path: '/users/credential/{credential_type}/{credential_id}',
  names: ['credential_type', 'credential_id'],
  summary: 'Get User by Credential Id',
  description: 'Types: email, google, saml, oidc, ldap, api3, embed, looker_openid.',
  query: { fields: fieldsParameter },
  reply: User,
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { credential_type, credential_id } = context.params
    context.insist()
    const holder = storable(credential_id) ? holderOf(credential_type, credential_id) : undefined
    const { rows } = await context.load(found(holder, noHolder))
    return showUser(context, found(rows[0][0], noHolder).user_id as UserId)
  },
})

const noHolder =
  'Not found: no user has this credential; types are email, google, saml, oidc, ldap, api3, embed and looker_openid.'

/** Which credential is meant; undefined for a type that names nobody. */
function holderOf(type: string, id: string): Statement<{ user_id: string }> | undefined {
  if (type === 'email') return emailHolder(id)
  if (type === 'api3') return clientHolder({ client_id: id })
  // The identity of this kind is an address.
  if (type === 'looker_openid') return identityHolder({ kind: type, identity: textKey(id) })
  if (!isKind(type) || !('identity' in kinds[type])) return undefined
  return identityHolder({ kind: type, identity: id })
}
