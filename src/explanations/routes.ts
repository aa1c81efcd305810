// Operations that explain values: as they are, and as they would be.

import { momentWith } from '../changes/draft-moment-reader.ts'
import { attriumTable } from '../domain/permissions.ts'
import { found } from '../errors.ts'
import { listOf } from '../http/schema.ts'
import type { UserAttributeId } from '../ids.ts'
import type { Moment } from '../moment/moment.ts'
import { askedMoment, asOfParameter } from '../past/as-of-reader.ts'
import { attributesNamed, attributesParameter } from '../references/attribute-list.ts'
import { insistNamedThen, userInPath } from '../references/user-reader.ts'
import { route } from '../request/route.ts'
import { explainAll, explained, seenAttributes, withEnded } from './explanation-reader.ts'
import { Explanation, WhatIfAnswer } from './shapes.ts'
import { whatIfBody } from './what-if.ts'

export const explainUser = route({
  operation: 'explain_user',
  access: attriumTable.explain_user,
  tag: 'Explanation',
  method: 'GET',
  path: '/users/{user}/explanations',
  names: ['user'],
  summary: 'Explain the values of a user',
  description:
    'Returns the effective value of each attribute with the reason: every value that was searched, how the user is ' +
    'in the groups that have one, who set it and when. You may ask about yourself; for others you need ' +
    '`manage_user_attributes`. Attributes whose value you may not see are left out.',
  query: { attributes: attributesParameter, as_of: asOfParameter },
  replies: { 200: listOf(Explanation) },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, query } = context
    const user_id = context.allowedUser(await userInPath(context, context.params.user))
    const asked = await askedMoment(context, query.as_of, [user_id])
    const moment =
      query.as_of === undefined ? await withEnded(context, asked.moment, user_id) : asked.moment
    const held = found((await moment.people([user_id])).get(user_id))
    if (query.as_of !== undefined) insistNamedThen(context.params.user, held.facts)
    const seen = seenAttributes(actor, asked, user_id)
    const attributes = attributesNamed(query.attributes, seen)
    const past = query.as_of === undefined ? undefined : moment
    return explainAll(context, explained(actor, moment, user_id, held), attributes, past)
  },
})

export const explainUserIf = route({
  operation: 'explain_user_if',
  access: attriumTable.explain_user_if,
  tag: 'Explanation',
  method: 'POST',
  path: '/users/{user}/explanations',
  names: ['user'],
  summary: 'Explain the values that a user would have',
  description:
    'Returns explanations without and with changes that nobody has made: a value, a rank, a membership, a default. ' +
    'Stores nothing. Values of other users are not checked, so a new type may ' +
    'work here and be refused later.',
  example: {
    body: {
      attributes: ['region'],
      changes: [{ op: 'add_group_user', email: 'jonas@acme.example', group: 'Global leads' }],
    } as never,
    path: { user: 'jonas@acme.example' },
  },
  body: whatIfBody,
  replies: { 200: WhatIfAnswer },
  cost: 'much',
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, body } = context
    const user_id = found(await userInPath(context, context.params.user))
    const { attributes, operations } = body
    const { moment: present, now } = await askedMoment(context, undefined, [user_id])
    const moment = await withEnded(context, present, user_id)
    const tried = await momentWith(context, moment, operations)
    const told = async (of: Moment, isNamed: (name: string) => boolean) => {
      const held = found((await of.people([user_id])).get(user_id))
      const seen = seenAttributes(actor, { moment: of, now }, user_id)
      const named = attributesNamed(attributes?.filter(isNamed), seen)
      return explainAll(context, explained(actor, of, user_id, held), named)
    }
    return {
      before: await told(moment, isIn(moment, tried)),
      after: await told(tried, isIn(tried, moment)),
    }
  },
})

/** A name that only the other moment knows is not asked of this one; a name that none knows is a mistake in both. */
const isIn = (moment: Moment, other: Moment) => (name: string) =>
  knows(moment, name) || !knows(other, name)

const knows = ({ catalogue }: Moment, name: string): boolean =>
  catalogue.attributes.has(name as UserAttributeId) || catalogue.attributeNamed(name) !== undefined
