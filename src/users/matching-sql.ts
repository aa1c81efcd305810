// Conditions that select users for lists and searches.
import { adminRoleId, type UserId } from '../ids.ts'
import {
  allOf,
  always,
  anyOf,
  type Condition,
  idMatches,
  never,
  textMatches,
} from '../store/matching.ts'
import { idList, nameOfDeleted, sql } from '../store/statement.ts'
import { literalTerms, type TextTerm } from '../texts/search-terms.ts'
import { textKey } from '../texts/text-key.ts'
import { membersAt } from '../values/members-sql.ts'
import type { Matching, UserSearch } from './matching.ts'

/** `now` decides which memberships count. */
export function conditionsOf(
  matching: Matching,
  namesOnlyFor: UserId | undefined,
  now: number,
): Condition[] {
  const { ids, role, email, search } = matching
  const conditions: Condition[] = []
  const guarded = (condition: Condition) => onlyOwn(condition, namesOnlyFor)
  if (ids !== undefined) conditions.push(idMatches('users.id', { is: 'ids', ids }))
  if (role !== undefined) conditions.push(role.direct ? holds(role) : holdsThroughGroups(role, now))
  if (email !== undefined) {
    conditions.push(guarded(hasEmail(sql<boolean>`email_key = ${textKey(email)}`)))
  }
  if (search !== undefined) conditions.push(...searchConditions(search, guarded, now))
  return conditions
}

/** If the reader sees only names, terms about other fields match nobody but the reader (looker 5.6). */
function onlyOwn(condition: Condition, reader: UserId | undefined): Condition {
  return reader === undefined ? condition : sql<boolean>`(users.id = ${reader} and ${condition})`
}

function searchConditions(
  search: UserSearch,
  guarded: (condition: Condition) => Condition,
  now: number,
): Condition[] {
  const { id, group_id, first_name, last_name, full_name, email, name } = search
  const terms: Condition[] = []
  if (id !== undefined) terms.push(idMatches('users.id', id))
  if (group_id !== undefined) terms.push(guarded(inGroups(group_id, now)))
  if (first_name !== undefined) terms.push(textMatches('users.first_name_key', first_name))
  if (last_name !== undefined) terms.push(textMatches('users.last_name_key', last_name))
  if (full_name !== undefined) terms.push(fullNameMatches(full_name))
  if (email !== undefined) terms.push(guarded(emailMatches(email)))
  // guard search-7: without , 'is_service_account'
  for (const flag of ['is_disabled', 'is_service_account'] as const) {
    const wanted = search[flag]
    if (wanted !== undefined) {
      // guard search-8: without guarded
      terms.push(guarded(sql<boolean>`${sql.ref(`users.${flag}`)} = ${wanted}`))
    }
  }
  if (search.can_manage_api3_creds !== undefined) {
    // guard search-5: without guarded
    terms.push(guarded(isAdmin(search.can_manage_api3_creds, now)))
  }
  if (search.embed_user !== undefined) terms.push(guarded(isEmbedUser(search.embed_user)))
  if (search.constant !== undefined) terms.push(search.constant ? always : never)
  const combined = terms.length === 0 ? [] : [search.any ? anyOf(terms) : allOf(terms)]
  if (name === undefined) return combined
  return [
    ...combined,
    anyOf([
      textMatches('users.first_name_key', name),
      textMatches('users.last_name_key', name),
      guarded(emailMatches(name)),
    ]),
  ]
}

/** First and last name with a space between; a missing one is left out. */
const fullName = sql<string>`trim(users.first_name_key || ' ' || users.last_name_key)`

/** For a whole name without wildcards, every way to split it is looked up in an index. */
function fullNameMatches(term: TextTerm): Condition {
  if (term.is !== 'text') return textMatches(fullName, term)
  const spaces = [...term.key.matchAll(/ /g)].map(({ index }) => index)
  const names = [
    [term.key, ''],
    ['', term.key],
    ...spaces.map((at) => [term.key.slice(0, at), term.key.slice(at + 1)]),
  ]
  return sql<boolean>`(users.first_name_key, users.last_name_key) in (
    select name.value ->> 'first', name.value ->> 'last' from json_each(${JSON.stringify(
      names.map(([first, last]) => ({ first, last })),
    )}) as name)`
}

type EmailTerm = NonNullable<UserSearch['email']>

const hasEmail = (fits: Condition): Condition =>
  sql<boolean>`users.id in (select user_id from credentials_email where ${fits})`

function emailMatches(term: EmailTerm): Condition {
  if (term.is === 'null') return sql<boolean>`not ${hasEmail(sql<boolean>`1 = 1`)}`
  return hasEmail(textMatches('email_key', term))
}

const isEmbedUser = (wanted: boolean): Condition =>
  sql<boolean>`${wanted ? sql`` : sql`not`} exists (select 1 from credentials
    where credentials.user_id = users.id and credentials.kind = 'embed')`

export const memberOf = (groups: ReturnType<typeof idList>, now: number): Condition =>
  sql<boolean>`exists (select 1 from ${membersAt(now)} as member
    where member.user_id = users.id and member.group_id in ${groups})`

function inGroups(term: NonNullable<UserSearch['group_id']>, now: number): Condition {
  const some = sql<boolean>`exists (
    select 1 from ${membersAt(now)} as member where member.user_id = users.id)`
  if (term.is === 'ids') {
    const asked = idList(JSON.stringify(term.ids))
    const groups = sql<string>`(select id from groups
      where id in ${asked} and name_key <> ${nameOfDeleted('groups.id')})`
    return memberOf(groups, now)
  }
  return term.is === 'null' ? sql<boolean>`not ${some}` : some
}

/** In Attrium only administrators manage API keys. */
const isAdmin = (wanted: boolean, now: number): Condition =>
  sql<boolean>`${wanted ? sql`` : sql`not`} ${holdsThroughGroups({ role_id: adminRoleId, direct: false }, now)}`

type RoleTerm = NonNullable<Matching['role']>

const holds = ({ role_id }: RoleTerm): Condition =>
  sql<boolean>`users.id in (select user_id from role_users where role_id = ${role_id})`

/** A role that is given to a group reaches its members and those of every group inside it. */
const holdsThroughGroups = ({ role_id }: RoleTerm, now: number): Condition =>
  sql<boolean>`users.id in (
    with recursive reached (id) as (
      select group_id from role_groups where role_id = ${role_id}
      union
      select group_groups.group_id from group_groups
        join reached on group_groups.parent_group_id = reached.id
    )
    select user_id from role_users where role_id = ${role_id}
    union
    select user_id from ${membersAt(now)} as member where group_id in (select id from reached))`

/** What a row fits literally; empty if there is no pattern. */
export const literalMatchings = ({ search, ...matching }: Matching): Matching[] =>
  search === undefined
    ? []
    : literalTerms(search, search.any).map((literal) => ({ ...matching, search: literal }))
