// The effects of operations on users and their credentials.

import { addApiKey } from '../credentials/api-key-sql.ts'
import { addEmail, enableEmail, setAddress, setForcedReset } from '../credentials/sql.ts'
import { addMember } from '../groups/sql.ts'
import {
  adminRoleId,
  adminUserId,
  allUsersGroupId,
  type GroupId,
  type RoleId,
  type UserId,
} from '../ids.ts'
import { administrator, giveAdminRole } from '../seed/administrator-sql.ts'
import { giveRole } from '../seed/sql.ts'
import { createUserAs, deleteUser, updateUser } from '../users/change-sql.ts'
import { nobody } from '../users/user.ts'
import { switchKey, tellIdentity, tellPurpose } from './sql.ts'
import { listOf, type Teller } from './told-row.ts'

export function firstStart(teller: Teller): void {
  const { run, print, open, row } = teller
  const user_id = adminUserId
  const { first_name, last_name, email } = administrator
  const names = {
    first_name: print('first_name', first_name),
    last_name: print('last_name', last_name),
  }
  run(
    createUserAs(user_id, { ...nobody, ...names, created_at: row.at }),
    addEmail({ user_id, email: print('email', email), forced: false, now: row.at }),
    addMember({ group_id: allUsersGroupId, user_id }),
    giveRole({ role_id: adminRoleId, user_id }),
  )
  if (row.details.client_id === undefined) open('users', user_id, keysOf)
  else apiKey(teller, user_id)
}

/** The field that is left open when nobody knows the keys of a user. */
export const keysOf = 'API keys'

export function newKey(teller: Teller): void {
  const { row, run } = teller
  if (row.details['made_administrator'] === true) {
    run(giveAdminRole({ user_id: row.user }), ...updateUser(row.user, { is_disabled: false }))
    teller.told('users', row.user, 'is_disabled')
  }
  apiKey(teller, row.user)
}

export function apiKey({ row: { details, at }, run, open }: Teller, user_id: UserId): void {
  const { client_id = '', fingerprints: { secret_digest } = {} } = details
  run(addApiKey({ user_id, client_id, secret_digest: secret_digest ?? '', now: at }))
  if (secret_digest == null) open('credentials_api3', client_id, 'secret_digest')
}

export function createUser(teller: Teller, more: { is_service_account?: boolean }): void {
  const { row, run } = teller
  const { is_disabled = false } = row.details
  run(
    createUserAs(row.user, { ...nobody, is_disabled, ...more, created_at: row.at }),
    addMember({ group_id: allUsersGroupId, user_id: row.user }),
  )
  changeUser(teller)
}

const textFields = ['first_name', 'last_name', 'home_folder_id', 'ui_state'] as const

export function changeUser({ row, run, open, told }: Teller): void {
  const { user, details } = row
  const { fields = [], fingerprints = {}, is_disabled, models_dir_validated } = details
  const texts = textFields.flatMap((name) => {
    const print = fingerprints[name]
    return print === undefined ? [] : [[name, print] as const]
  })
  const changed = {
    ...Object.fromEntries(texts),
    ...(is_disabled === undefined ? {} : { is_disabled }),
    ...(models_dir_validated === undefined ? {} : { models_dir_validated }),
  }
  run(...updateUser(user, changed))
  told('users', user, ...Object.keys(changed))
  open('users', user, ...fields.filter((name) => !(name in changed)))
}

export function removeUser({ row, run }: Teller): void {
  run(deleteUser(row.user))
}

export function addIdentity({ row, run, open }: Teller, kind: string): void {
  const { user: user_id, at: created_at } = row
  const { fingerprints = {} } = row.details
  run(tellIdentity({ user_id, kind, identity: fingerprints['identity'] ?? null, created_at }))
  const known = kind === 'totp' || 'identity' in fingerprints
  if (!known) open('credentials', `${row.user} ${kind}`, 'identity')
}

export function email(teller: Teller): void {
  const { row, run, open, told, print } = teller
  const { user, operation, details } = row
  const given = details.fingerprints?.['email']
  const creates = /^create_(user_credentials_email|single_sign_on_user)$/.test(operation)
  // An older row does not tell the address. The id of the user stands for it, as no two users have the same address.
  const address = given ?? print('email', `of user ${user}`)
  if (creates) run(addEmail({ user_id: user, email: address, forced: false, now: row.at }))
  else if (given != null) run(setAddress(user, address))
  if (given != null) told('credentials_email', user, 'email')
  else if (creates || details.fingerprints === undefined) open('credentials_email', user, 'email')
  forcedReset(teller)
}

function forcedReset({ row: { user, operation, details }, run, open, told }: Teller): void {
  const { forced_password_reset_at_next_login: forced } = details
  const field = 'forced_password_reset_at_next_login'
  if (forced !== undefined) {
    run(setForcedReset({ user_id: user, forced }))
    told('credentials_email', user, field)
  } else if (operation !== 'wipeout_user_emails') open('credentials_email', user, field)
}

export function enabled({ row: { user }, run, told }: Teller): void {
  run(enableEmail({ user_id: user }))
  told('credentials_email', user, 'is_disabled')
}

/** A password that somebody has chosen need not be chosen again. */
export function passwordChosen({ row: { user }, run, told }: Teller): void {
  run(setForcedReset({ user_id: user, forced: false }))
  told('credentials_email', user, 'forced_password_reset_at_next_login')
}

export function changeKey({ row: { details }, run, open, told }: Teller): void {
  const { client_id = '', is_disabled, fingerprints } = details
  if (is_disabled !== undefined) run(switchKey({ client_id, is_disabled }))
  if (fingerprints === undefined) open('credentials_api3', client_id, 'purpose')
  const purpose = fingerprints?.['purpose']
  if (purpose === undefined) return
  run(tellPurpose({ client_id, purpose }))
  told('credentials_api3', client_id, 'purpose')
}

export function plantedUser(teller: Teller): void {
  const { row, run, open } = teller
  const { details, user: user_id } = row
  const { fingerprints, client_id } = details
  run(createUserAs(user_id, { ...nobody, created_at: row.at }))
  changeUser(teller)
  const groups = listOf(details['group_ids']) as GroupId[]
  const roles = new Set(listOf(details['role_ids'])) as Set<RoleId>
  run(...groups.map((group_id) => addMember({ group_id, user_id })))
  run(...[...roles].map((role_id) => giveRole({ role_id, user_id })))
  const address = fingerprints?.['email']
  if (address != null) run(addEmail({ user_id, email: address, forced: false, now: row.at }))
  if (client_id !== undefined) apiKey(teller, user_id)
  if (fingerprints !== undefined) return
  open('credentials_email', user_id, '')
  open('users', user_id, keysOf)
}
