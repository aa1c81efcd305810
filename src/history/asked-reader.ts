// What a history was asked for, and what of it the caller may ask.
import { lastBefore } from '../audit/archiving.ts'
import { type Actor, may } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { allow, type Problem, refuseIf } from '../errors.ts'
import { type Parameter, textParameter, type ValuesOf, wordParameter } from '../http/query.ts'
import { isId, sequenceOf, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import {
  ended,
  type Named,
  namedAttribute,
  namedGroup,
  unknownSentence,
  userReference,
} from '../references/reference.ts'
import { foundUser } from '../references/user-reader.ts'
import type { Context } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import { isDay } from '../texts/instant.ts'
import type { Asked } from './finding-reader.ts'
import { manages, managesAnything, seesName } from './history-access.ts'
import { type Channel, channels, operationOf } from './operation.ts'

const timeParameter = (about: string, example: string): Parameter<number> => ({
  schema: { type: 'string', format: 'date-time' },
  about,
  example: example as never,
  read: (text) => timeIn(text),
  expects: 'be a date such as 2026-11-03 or a time such as 2026-11-03T18:00:00Z',
})

/** Milliseconds since 1970 UTC; a date is its midnight in UTC. */
function timeIn(text: string): number | undefined {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  const time = isTime && isDay(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

export const historyParameters = {
  user: textParameter(
    'Only changes about this user: an id, an e-mail address, or `external_user_id:` and the id of an embedded ' +
      'user. The id of a deleted user works too.',
    'maya@acme.example',
  ),
  attribute: textParameter(
    'Only changes about this user attribute: an id or a name. The id of a deleted one works too.',
    'region',
  ),
  group: textParameter(
    'Only changes about this group: an id or a name. The id of a deleted one works too.',
    'EMEA',
  ),
  actor: textParameter(
    'Only changes that this user made, or that this user made in the name of another one. You need the ' +
      'permission `see_users`, unless it is you.',
    '1',
  ),
  operation: textParameter('Only changes by this operation.', 'set_user_attribute_user_value'),
  channel: wordParameter(
    channels,
    'Only changes that came this way, by their `channel`.',
    'change',
  ),
  change: textParameter('Only this change, by its `change_id`.', '93'),
  since: timeParameter('Only changes at this time or later.', '2026-11-03T00:00:00Z'),
  until: timeParameter('Only changes before this time.', '2030-01-01T00:00:00Z'),
}

export interface Question extends Asked {
  readonly change: number | undefined
  readonly channel: Channel | undefined
  /** Whether the caller may know who acted as somebody else. */
  readonly seesPeople: boolean
  /** Sequences between which all rows of the wanted time are, and the time itself. */
  readonly first: number
  readonly end: number | undefined
  readonly since: number
  readonly until: number
  readonly limit: number
}

export type Asking = Context & {
  readonly query: ValuesOf<typeof historyParameters> & { readonly limit?: number | undefined }
}

/** Clocks of nodes may differ by less than this; rows that are near in time may be in another order. */
const clocksDiffer = 5000

/** Throws 400 for what cannot be read, 422 with every parameter that names nothing. */
export async function questionOf(context: Asking, catalogue: Catalogue): Promise<Question> {
  const { actor, query } = context
  const { operation, change } = query
  allow(operation === undefined || operationOf(operation) !== undefined, 'bad_request', noOperation)
  allow(change === undefined || isId(change), 'bad_request', noChange)
  const problems: Problem[] = []
  const asked = {
    user_id: await userAsked(context, problems),
    user_attribute_id: attributeAsked(actor, catalogue, query.attribute, problems),
    group_id: groupAsked(actor, catalogue, query.group, problems),
    actor_id: await actorAsked(context, problems),
    operation,
    channel: query.channel,
    change: change === undefined ? undefined : sequenceOf(change),
    seesPeople: may(actor, 'see_users'),
    since: query.since ?? 0,
    until: query.until ?? Number.MAX_SAFE_INTEGER,
    limit: query.limit ?? limits.page_items_unasked,
  }
  // guard history-access-10: gone
  refuseIf(problems)
  const read = { read: (...all: Statement[]) => context.load(...all).then(({ rows }) => rows) }
  const lastAt = (time: number) => lastBefore(read as never, time)
  return {
    ...asked,
    first: query.since === undefined ? 0 : (await lastAt(query.since - clocksDiffer)) + 1,
    end: query.until === undefined ? undefined : (await lastAt(query.until + clocksDiffer)) + 1,
  }
}
const noOperation = 'operation must be the name of an operation that changes something.'
const noChange = 'change must be the change_id of a change.'

/** Notes what is wrong with a parameter: without it, the question would be about more than was asked. */
function refused(problems: Problem[], field: Naming, sentence: string): undefined {
  problems.push({ field, code: 'invalid', message: ended(`${field}: ${sentence}`) })
}
type Naming = 'user' | 'attribute' | 'group' | 'actor'

/** Whoever manages nothing asks about themselves. Who exists makes no difference to the others. */
async function userAsked(context: Asking, problems: Problem[]): Promise<UserId | undefined> {
  const { actor, query } = context
  const isManager = managesAnything(actor)
  // guard history-access-5: becomes undefined
  if (query.user === undefined) return isManager ? undefined : actor.user_id
  const user_id = await userNamed(context, query.user)
  // guard history-access-6: becomes false
  if (!isManager && user_id !== actor.user_id) return refused(problems, 'user', onlyYourself)
  if (user_id !== undefined) return user_id
  return refused(problems, 'user', may(actor, 'see_users') ? noUser : noUserByName)
}
const onlyYourself = 'you may ask about yourself alone'
const noUser = unknownSentence('user', undefined)
const noUserByName = `${noUser}; to name others by e-mail address or embed id you need the permission see_users`

async function userNamed(context: Asking, text: string): Promise<UserId | undefined> {
  const reference = userReference(text)
  // Nothing is read to find an id: deleted users have a history too.
  if (reference?.by === 'id') return reference.text
  return reference && foundUser(context, reference)
}

/** Who else made a change is for those who may see users; the filter must not tell it to others. */
async function actorAsked(context: Asking, problems: Problem[]): Promise<UserId | undefined> {
  const { actor, query } = context
  if (query.actor === undefined) return undefined
  const user_id = await userNamed(context, query.actor)
  // guard history-access-7: becomes user_id !== undefined
  if (user_id !== undefined && seesName(actor, user_id)) return user_id
  return refused(problems, 'actor', may(actor, 'see_users') ? noUser : needsToSee)
}
const needsToSee = 'to ask what others did you need the permission see_users'

function attributeAsked(
  actor: Actor,
  catalogue: Catalogue,
  text: string | undefined,
  problems: Problem[],
): string | undefined {
  if (text === undefined) return undefined
  const isGone = isId(text) && !catalogue.attributes.has(text as never)
  if (isGone && manages(actor, 'values')) return text
  return thingOf('attribute', namedAttribute(actor, catalogue, text), problems)
}

function groupAsked(
  actor: Actor,
  catalogue: Catalogue,
  text: string | undefined,
  problems: Problem[],
): string | undefined {
  if (text === undefined) return undefined
  const isGone = isId(text) && !catalogue.groups.has(text as never)
  if (isGone && managesAnything(actor)) return text
  return thingOf('group', namedGroup(actor, catalogue, text), problems)
}

function thingOf(
  field: 'attribute' | 'group',
  named: Named<{ readonly id: string }>,
  problems: Problem[],
): string | undefined {
  if ('thing' in named) return named.thing.id
  return refused(problems, field, unknownSentence(field, named.near))
}
