// The effects of what people do to sign in.
import { type StoredProvider, settingsText } from '../providers/stored-provider.ts'
import { addProvider, putProvider, removeProvider } from '../single-sign-on/definition-sql.ts'
import { addIdentity, createUser, email, enabled, passwordChosen } from './people-effects.ts'
import { endCredential, tellSignedIn, verifyTotp } from './sql.ts'
import type { Details, Effect } from './told-row.ts'

const providerIn = (details: Details): StoredProvider => ({
  id: String(details['provider']),
  enabled: details['enabled'] === true,
  settings: settingsText(details),
})

const nothing: Effect = () => undefined

export const signInEffects: Readonly<Record<string, Effect>> = {
  sign_in: nothing,
  sign_in_by_form: nothing,
  sign_in_failed: nothing,
  sign_out: nothing,
  single_sign_on: (teller) => {
    const { user, at, details } = teller.row
    if (details['kind'] === 'oidc') addIdentity(teller, 'oidc')
    teller.run(tellSignedIn({ user_id: user, at }))
  },
  create_single_sign_on_user: (teller) => {
    createUser(teller, {})
    addIdentity(teller, 'oidc')
    email(teller)
  },
  create_sign_in_provider: ({ row: { details }, run }) => run(addProvider(providerIn(details))),
  update_sign_in_provider: ({ row: { details }, run }) => run(putProvider(providerIn(details))),
  delete_sign_in_provider: ({ row: { details }, run }) =>
    run(removeProvider({ id: String(details['provider']) })),
  extend_session: nothing,
  end_web_session: nothing,
  end_other_web_sessions: nothing,
  change_password: passwordChosen,
  begin_totp: (teller) => {
    if (teller.row.details['is_new'] === true) addIdentity(teller, 'totp')
  },
  confirm_totp: ({ row, run, told }) => {
    run(verifyTotp({ user_id: row.user }))
    told('credentials', `${row.user} totp`, 'verified')
  },
  end_totp: ({ row, run }) => run(endCredential({ user_id: row.user, kind: 'totp' })),
  use_link: (teller) => {
    enabled(teller)
    passwordChosen(teller)
  },
}
