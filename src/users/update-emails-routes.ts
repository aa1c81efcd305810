// Gives a disabled user another address in all their credentials.

import { forgetAddresses } from '../audit/forgetting-sql.ts'
import { refuseTaken } from '../credentials/address-reader.ts'
import { emailProblems } from '../credentials/email.ts'
import { disableEmail, otherAddresses, setAddress, setOtherAddresses } from '../credentials/sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { route } from '../request/route.ts'
import { commitUserChange } from './routes.ts'
import { SeenUser, UserEmailOnly } from './shapes.ts'
import { oneUser } from './sql.ts'
import { showUserRow } from './user-reader.ts'

export const wipeoutUserEmails = route({
  operation: 'wipeout_user_emails',
  access: permissionTable.wipeout_user_emails,
  tag: 'User',
  method: 'POST',
  path: '/users/{user_id}/update_emails',
  summary: 'Replace all addresses of a user',
  description:
    'Replaces the address in every credential of the user. The user must be disabled, and ' +
    'has to set up the account again.',
  example: { path: { user_id: '24' }, body: { email: 'victor@globex.example' } },
  query: { fields: fieldsParameter },
  body: objectBody(UserEmailOnly),
  replies: { 200: SeenUser },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const { catalogue, rows } = await context.load(oneUser({ user_id, now: context.server.now() }))
    const row = context.allowed(rows[0][0])
    const email = context.body.email ?? ''
    refuseIf([...emailProblems(email), ...(row.is_disabled ? [] : [notDisabled])])
    await refuseTaken(context, user_id, email)
    const { rows: others } = await context.load(otherAddresses({ user_id, email }))
    // guard unchanged-3: gone
    if (others[0].length === 0) return showUserRow(context, catalogue, row)
    return commitUserChange(context, catalogue, {
      touches: 'people',
      statements: [
        setAddress(user_id, email),
        disableEmail({ user_id }),
        setOtherAddresses(user_id, email),
        ...forgetAddresses(user_id),
        oneUser({ user_id, now: context.server.now() }),
      ],
      shownAt: 6,
      // The address before is not told: it has to be gone (decision 58).
      audit: {
        user_id,
        details: { fingerprints: context.server.keys.fingerprints({ email }) },
        texts: { after: { email } },
      },
    })
  },
})

const notDisabled: Problem = {
  field: 'is_disabled',
  code: 'invalid',
  message: 'is_disabled must be true before all addresses can be replaced; disable the user first.',
}
