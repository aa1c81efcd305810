// Operations that set and remove the own value of a user, also for a time: changes of one operation (decision 63).
import { attriumTable, insist, permissionTable } from '../domain/permissions.ts'
import { isReserved, reservedValue } from '../domain/system-attributes.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { allow, found } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { nothing } from '../http/route.ts'
import { flag, nullableText, scalarText, shape, text } from '../http/schema.ts'
import { limits } from '../limits.ts'
import { attributeToChange } from '../references/reference.ts'
import { userInPath } from '../references/user-reader.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { userExists } from '../user-attributes/sql.ts'
import { applied } from './applied-reader.ts'
import { oneReason } from './change-body.ts'
import type { Operation } from './operation.ts'
import { type Plan, planOf, refusePlan } from './plan-reader.ts'

const tag = 'Value'

const times = {
  starts_at: nullableText(
    'When the value starts to count, in RFC 3339 with a zone; null: at once. Until then the present value stays.',
  ),
  expires_at: nullableText('When the value ends, in RFC 3339 with a zone; null: never.'),
}

const NewOwnValue = shape(
  'NewOwnValue',
  "A value of the user's own, from when until when, and why.",
  {
    value: scalarText('The value; it must fit the type of the attribute.'),
    ...times,
    reason: nullableText(
      `Why it is set, at most ${limits.reason_characters} characters, for the history.`,
    ),
  },
)

const OwnValue = shape('OwnValue', "A value of the user's own as it was set.", {
  user_id: text('The user whose value it is.'),
  user_attribute_id: text('The attribute that it is a value of.'),
  attribute: text('Name of the attribute.'),
  value: nullableText('The value; null if it is hidden.'),
  hidden: flag('True if nobody can read values of this attribute.'),
  ...times,
  change_id: nullableText('Id of the change; null if the value was set so already.'),
})

export const setOwnValue = route({
  operation: 'set_user_value',
  access: attriumTable.set_user_value,
  tag,
  method: 'PUT',
  path: '/users/{user}/values/{attribute}',
  names: ['user', 'attribute'],
  summary: 'Set the value of a user, also for a time',
  description:
    'Sets a value for one user, for good or until `expires_at`. It takes the place of all that was set for the user, ' +
    'what is scheduled included; a value that counts already with the same end is left alone, with what is scheduled. ' +
    'With `starts_at`, the present value stays until then, and this one follows; a user ' +
    'has at most one value now and one that follows. The rights are those of `set_user_attribute_user_value` of the ' +
    'Looker API, which replaces the value and its times. What is set is a change that can be undone.',
  example: {
    path: { user: 'jonas@acme.example', attribute: 'region' },
    body: { value: 'EMEA', expires_at: '2099-12-04T18:00:00Z', reason: 'Q4 cover' },
  },
  body: objectBody(NewOwnValue, {
    about: 'The value, its times and the reason. A field that is not known is refused with 422.',
  }),
  replies: { 200: OwnValue },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { body } = context
    const { value = null, starts_at = null, expires_at = null, reason } = body
    const why = oneReason(reason ?? undefined)
    const { user_id, attribute } = await valueInPath(context)
    const plan = await planned(context, {
      ...{ op: 'set_user_value', place, user: { by: 'id', text: user_id } },
      ...{ attribute: named(attribute), value, times: { starts_at, expires_at } },
    })
    const { id } = await applied(context, plan, { ...asked, reason: why })
    const own = plan.draft.ownValue(user_id, attribute.id)
    const set = starts_at ? own.scheduled : own.now
    const hidden = attribute.value_is_hidden
    return {
      ...{ user_id, user_attribute_id: attribute.id, attribute: attribute.name },
      ...{ value: hidden ? null : (set?.value ?? null), hidden },
      starts_at: shownTime(starts_at ? set?.starts_at : null),
      expires_at: shownTime(set?.expires_at),
      change_id: id,
    }
  },
})

export const deleteOwnValue = route({
  operation: 'delete_user_value',
  access: attriumTable.delete_user_value,
  tag,
  method: 'DELETE',
  path: '/users/{user}/values/{attribute}',
  names: ['user', 'attribute'],
  summary: 'Remove the value of a user',
  description:
    'Removes the value of the user with its times, and the one that is scheduled. Returns 404 if there is neither. The ' +
    'rights are those of `delete_user_attribute_user_value` of the Looker API.',
  example: { path: { user: 'jonas@acme.example', attribute: 'region' } },
  replies: { 204: nothing },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id, attribute } = await valueInPath(context)
    const plan = await planned(context, {
      ...{ op: 'clear_user_value', place, user: { by: 'id', text: user_id } },
      ...{ attribute: named(attribute), isCell: true },
    })
    found(plan.applied.changes[0])
    await applied(context, plan, { ...asked, reason: undefined })
    return undefined
  },
})

/** The place of the only operation; problems are shown without it. */
const place = 'value'
const named = ({ id }: UserAttribute) => ({
  ...{ field: `${place}.attribute`, text: id, by: 'id' as const },
})
const asked = {
  ...{ isPreview: false, key: undefined, undoes: undefined, problems: [], leftOut: 0 },
  sent: {},
}
const shownTime = (time: string | number | null | undefined) =>
  time == null ? null : new Date(time).toISOString()

/** The user and the attribute of the path, whose value the caller may set; throws 404 or 403 otherwise. */
async function valueInPath(context: Context & { params: { user: string; attribute: string } }) {
  const { actor, params } = context
  const { catalogue } = await context.load()
  const attribute = attributeToChange(actor, catalogue, params.attribute)
  allow(!isReserved(attribute), 'denied', reservedValue)
  const user_id = await userInPath(context, params.user)
  // guard times-12: gone
  insist(permissionTable.set_user_attribute_user_value, actor, {
    ...{ attribute, ...(user_id !== undefined && { user_id }) },
  })
  const { rows } = await context.load(userExists({ user_id: found(user_id) }))
  found(rows[0][0]?.id)
  return { user_id: found(user_id), attribute }
}

/** Throws what is wrong with the operation. */
async function planned(context: Context, operation: Operation): Promise<Plan> {
  const plan = await planOf(context, [operation])
  const problems = plan.applied.problems.map((problem) => ({
    ...problem,
    field: problem.field.replace(`${place}.`, ''),
  }))
  if (problems.length > 0) refusePlan(plan.applied, problems)
  return plan
}
