// Giving a disabled user another address everywhere.
import { permissionTable } from '../access/permissions.ts'
import { emailProblems } from '../credentials/email.ts'
import { refuseTaken } from '../credentials/email-routes.ts'
import { disableEmail, setAddress, setOtherAddresses } from '../credentials/sql.ts'
import { type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { partly } from '../http/schema.ts'
import { route } from '../request/route.ts'
import { changedUser } from './routes.ts'
import { User, UserEmailOnly } from './shapes.ts'
import { oneUser } from './sql.ts'

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
  replies: { 200: partly(User) },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const { catalogue, rows } = await context.load(oneUser({ user_id }))
    const row = context.allowed(rows[0][0])
    const email = context.body.email ?? ''
    refuseIf([...emailProblems(email), ...(row.is_disabled ? [] : [notDisabled])])
    await refuseTaken(context, user_id, email)
    return changedUser(context, catalogue, {
      touches: 'people',
      statements: [
        setAddress(user_id, email),
        disableEmail({ user_id }),
        setOtherAddresses(user_id, email),
        oneUser({ user_id }),
      ],
      shownAt: 3,
      audit: { user_id },
    })
  },
})

const notDisabled: Problem = {
  field: 'is_disabled',
  code: 'invalid',
  message: 'is_disabled must be true before all addresses can be replaced; disable the user first.',
}
