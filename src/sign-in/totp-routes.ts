// Operations with which a person sets up a second factor and takes it away.
import { webTable } from '../domain/web-permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { emptyText } from '../http/route.ts'
import { newClientId } from '../keys/secret-text.ts'
import {
  base32Of,
  newRecoveryCodes,
  recoveryText,
  stepOfCode,
  totpSecret,
  totpUri,
} from '../keys/totp.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { ownAccount } from './own-password-reader.ts'
import { CodeForm, OwnPasswordForm, RecoveryCodes, TotpSecret } from './shapes.ts'
import { accountOf, addTotp, confirmTotp as confirmed, deleteTotp, renewTotp } from './sql.ts'

const tag = 'Account'
const path = '/totp'
const bytes = limits.sign_in_body_bytes

export const beginTotp = route({
  operation: 'begin_totp',
  access: webTable.begin_totp,
  tag,
  method: 'POST',
  path,
  summary: 'Begin to set up a second factor',
  description:
    'Returns the secret for an authenticator app. The second factor counts when `confirm_totp` has got a code; until ' +
    'then another call returns another secret. A second factor that counts has to be taken away first.',
  example: { body: { password: 'a long password' } },
  body: { ...objectBody(OwnPasswordForm), bytes },
  replies: { 200: TotpSecret },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { body, server, now } = context
    const { user_id, email, totp_verified } = await ownAccount(context, 'password', body.password)
    refuseIf(totp_verified === true ? [isOn] : [])
    const nonce = newClientId(server.random)
    const isNew = totp_verified === null
    await context.commit({
      touches: 'people',
      statements: [isNew ? addTotp({ user_id, nonce, now }) : renewTotp({ user_id, nonce })],
      audit: { user_id, details: { kind: 'totp', is_new: isNew } },
    })
    const secret = base32Of(totpSecret(server.keys, nonce))
    return { secret, uri: totpUri(secret, email) }
  },
})
const isOn: Problem = {
  field: 'totp',
  code: 'already_exists',
  message: 'A second factor already exists; take it away first.',
}

export const confirmTotp = route({
  operation: 'confirm_totp',
  access: webTable.confirm_totp,
  tag,
  method: 'PUT',
  path,
  summary: 'Turn your second factor on',
  description:
    'Checks a code of the authenticator app and turns the second factor on. Returns ten recovery codes; only this answer ' +
    'contains them, and each signs in once without the app.',
  example: { body: { code: '123456' } },
  body: { ...objectBody(CodeForm), bytes },
  replies: { 200: RecoveryCodes },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, body, server, now } = context
    const { user_id } = actor
    const { keys, signIns } = server
    const { rows } = await context.load(accountOf({ user_id }))
    const account = rows[0][0]
    const isBegun = account?.totp_verified === false && account.totp_nonce !== null
    const { totp_nonce: nonce } = found(isBegun ? account : undefined, notBegun)
    signIns.guesses.insistOnRoomForCode(user_id, now)
    const step = stepOfCode(totpSecret(keys, nonce ?? ''), body.code ?? '', { now, used: 0 })
    if (step === undefined) signIns.guesses.codeFailed(user_id, now)
    refuseIf(step === undefined ? [{ field: 'code', code: 'invalid', message: wrong }] : [])
    const codes = newRecoveryCodes(server.random)
    const digests = codes.map((code) => keys.digest(recoveryText(user_id, code)))
    await context.commit({
      touches: 'people',
      statements: [
        confirmed({
          user_id,
          nonce: nonce ?? '',
          step: step ?? 0,
          digests: JSON.stringify(digests),
        }),
      ],
      audit: { user_id, details: { kind: 'totp', verified: true } },
    })
    return { recovery_codes: codes }
  },
})
const notBegun = 'Not found: there is no second factor to turn on; POST /web/totp begins one.'
const wrong = 'code is not the one that the app shows now; look at the clock of the device.'

export const endTotp = route({
  operation: 'end_totp',
  access: webTable.end_totp,
  tag,
  method: 'DELETE',
  path,
  summary: 'Take your second factor away',
  description: 'Takes the second factor and its recovery codes away. Returns 404 if you have none.',
  example: { body: { password: 'a long password' } },
  body: { ...objectBody(OwnPasswordForm), bytes },
  replies: { 204: emptyText },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const account = await ownAccount(context, 'password', context.body.password)
    const { user_id } = account
    found(account.totp_verified === null ? undefined : account, none)
    await context.commit({
      touches: 'people',
      statements: [deleteTotp(user_id)],
      audit: { user_id, details: { kind: 'totp' } },
    })
    return undefined
  },
})
const none = 'Not found: you have no second factor.'
