// Operations that answer the claims of users, for applications.

import type { Versioned } from '../claims-memory/claims-memory.ts'
import { type Actor, may, seesDetails } from '../domain/actor.ts'
import { canSeeUserValue } from '../domain/attribute-access.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserRows } from '../domain/held-values.ts'
import { attriumTable, permitted } from '../domain/permissions.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { isSeen } from '../explanations/explanation-reader.ts'
import { objectBody } from '../http/body.ts'
import { etagOf, unlessHeld } from '../http/etag.ts'
import { JsonText, nothing } from '../http/route.ts'
import { listOf, shape, text, textMap, texts } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { presentMoment } from '../moment/present-reader.ts'
import { askedMoment, asOfParameter } from '../past/as-of-reader.ts'
import { usersInList } from '../references/user-list-reader.ts'
import { insistNamedThen, userInPath } from '../references/user-reader.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { userHeld } from '../user-attributes/sql.ts'
import { userRows } from '../user-attributes/user-rows.ts'
import { claimsText } from './claims.ts'

const tag = 'Claims'

const about =
  'Effective values by the names of their attributes. Attributes without a value, and those whose values are ' +
  'hidden or that you may not see, are left out.'

export const userClaims = route({
  operation: 'user_claims',
  access: attriumTable.user_claims,
  tag,
  method: 'GET',
  path: '/users/{user}/claims',
  names: ['user'],
  summary: 'Get the claims of a user',
  description:
    'Returns the effective values of a user by name: what an application needs when somebody signs in. With ' +
    '`If-None-Match` and the `ETag` of an earlier answer, the answer is 304 as long as nothing has changed. You may ' +
    'ask about yourself; for others you need `manage_user_attributes`.',
  query: { as_of: asOfParameter },
  replies: { 200: { ...textMap(about), title: 'Claims' }, 304: nothing },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, request, query } = context
    const user_id = context.allowedUser(await userInPath(context, context.params.user))
    if (query.as_of === undefined) return unlessHeld(request, await claimsNow(context, user_id))
    const { moment, now } = await askedMoment(context, query.as_of, [user_id])
    const rows = found((await moment.people([user_id])).get(user_id))
    insistNamedThen(context.params.user, rows.facts)
    const seen = (attribute: UserAttribute) => isSeen(actor, attribute, now, user_id)
    return unlessHeld(request, versioned(claimsText(moment.catalogue, rows, seen)))
  },
})

/** The path that applications take most: claims are made anew only if the rows of the user are not those of before. */
async function claimsNow(context: Context, user_id: UserId): Promise<Versioned> {
  const { actor, server } = context
  const { catalogue, rows } = await context.load(userHeld({ user_id, now: server.now() }))
  const [held] = rows[0]
  const key = `${user_id} ${sightOf(actor, user_id)}`
  const source = { catalogue, rows: JSON.stringify(held) }
  const known = server.claimsMemory.at(key, source)
  if (known !== undefined) return known
  const seen = (attribute: UserAttribute) => canSeeUserValue(actor, attribute, user_id)
  const made = versioned(claimsText(catalogue, userRows(held), seen))
  server.claimsMemory.keep(key, source, made)
  return made
}

const versioned = (text: string): Versioned => ({ text, etag: etagOf(text) })

/** All that `canSeeUserValue` asks of the caller about this user. */
// guard claims-5: becomes ''
const sightOf = (actor: Actor, user_id: UserId): string =>
  [
    may(actor, 'manage_user_attributes'),
    seesDetails(actor, user_id),
    permitted('user_credentials_ldap', actor, { user_id }),
  ].join()

const ClaimsQuestion = shape('ClaimsQuestion', 'The users whose claims are asked for.', {
  users: texts(
    `Up to ${limits.claimed_users} users, each by id, e-mail address or \`external_user_id:\` and an embed id.`,
  ),
})

const UserClaims = shape('UserClaims', 'The claims of one of several users.', {
  user_id: text('Id of the user, in decimal digits.'),
  claims: textMap(about),
})

export const claimsOfUsers = route({
  operation: 'claims_of_users',
  access: attriumTable.claims_of_users,
  tag,
  method: 'POST',
  path: '/claims',
  summary: 'Get the claims of many users',
  description:
    'Returns the claims of up to 1,000 users, all read at one moment, in the order in which you list them. If one of the users does ' +
    'not exist, the answer is 422 and says which.',
  example: { body: { users: ['maya@acme.example', '3'] } },
  body: objectBody(ClaimsQuestion, { about: 'The users whose claims are asked for.' }),
  replies: { 200: listOf(UserClaims) },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { users } = context.body
    refuseIf(users === undefined ? [usersMissing] : [])
    const ids = await usersInList(context, 'users', users ?? [])
    return new JsonText(`[${(await claimsOf(context, ids)).join(',')}]`)
  },
})

const usersMissing: Problem = {
  field: 'users',
  code: 'missing_field',
  message: "'users' is required.",
}

/** Many are read in parts, so that others get their turn, and of one moment. */
async function claimsOf(context: Context, ids: readonly UserId[]): Promise<string[]> {
  const made = new Texts()
  if (ids.length <= limits.claims_in_a_part) {
    const { moment } = await askedMoment(context, undefined, ids)
    return made.add(textsOf(context, moment.catalogue, ids, await moment.people(ids)))
  }
  return context.atOneMoment(async (catalogue, read) => {
    const moment = presentMoment(catalogue, read, context.server.now())
    for (let at = 0; at < ids.length; at += limits.claims_in_a_part) {
      const part = ids.slice(at, at + limits.claims_in_a_part)
      made.add(textsOf(context, catalogue, part, await moment.people(part)))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return made.all
  })
}

/** The texts of an answer, which is refused when it would take too much memory. */
class Texts {
  readonly all: string[] = []
  #characters = 0

  add(texts: readonly string[]): string[] {
    for (const { length } of texts) this.#characters += length
    // guard claims-6: becomes false
    if (this.#characters > limits.claims_characters) refuseIf([tooLong])
    this.all.push(...texts)
    return this.all
  }
}

const tooLong: Problem = {
  field: 'users',
  code: 'invalid',
  message: `users have claims of more than ${limits.claims_characters} characters together; ask for fewer users at once.`,
}

const textsOf = (
  { actor }: Context,
  catalogue: Catalogue,
  ids: readonly UserId[],
  people: ReadonlyMap<UserId, UserRows>,
): string[] =>
  ids.map((user_id) => {
    const seen = (attribute: UserAttribute) => canSeeUserValue(actor, attribute, user_id)
    const claims = claimsText(catalogue, found(people.get(user_id)), seen)
    return `{"user_id":"${user_id}","claims":${claims}}`
  })
