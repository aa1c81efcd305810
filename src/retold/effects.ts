// The effect of each operation, by its row of the audit. The effects of all rows rebuild the store.

import { keepSeed, restoreSeed } from '../attrium/reset-sql.ts'
import { deleteEmail } from '../credentials/sql.ts'
import type { Times } from '../domain/times.ts'
import { deleteGroup } from '../groups/deletion-sql.ts'
import {
  addMember,
  createGroupAs,
  putIntoGroup,
  removeMember,
  takeOutOfGroup,
  updateGroup,
} from '../groups/sql.ts'
import { allUsersGroupId, type GroupId, type RoleId } from '../ids.ts'
import { setRoleGroups, setRoleUsers } from '../role-holders/sql.ts'
import { deleteRole, deleteSet, updateRole, updateSet } from '../roles/sql.ts'
import { textKey } from '../texts/text-key.ts'
import { setUserRoles } from '../users/change-sql.ts'
import { deleteUserAttribute } from '../values/deletion-sql.ts'
import { clearGroupValue, closeRankGap, dropGroupValue } from '../values/group-value-sql.ts'
import { oauthClient, removeClient } from './client-effects.ts'
import { endUserValue } from './own-values-sql.ts'
import {
  addIdentity,
  apiKey,
  changeKey,
  changeUser,
  createUser,
  email,
  firstStart,
  newKey,
  plantedUser,
  removeUser,
} from './people-effects.ts'
import { signInEffects } from './sign-in-effects.ts'
import {
  closeEveryGap,
  endCredential,
  endGroupRemains,
  endKey,
  tellBegun,
  tellGroupValue,
  tellNewRole,
  tellNewSet,
} from './sql.ts'
import { type Details, type Effect, listOf, type Teller, type ToldRow } from './told-row.ts'
import {
  changeDefinition,
  createDefinition,
  ended,
  groupValues,
  movedUp,
  ownValue,
  signInValue,
  toldValue,
} from './value-effects.ts'

const nothing: Effect = () => undefined

const told: Readonly<Record<string, Effect>> = {
  first_start: firstStart,
  seed,
  keep_seed: ({ run }) => run(...keepSeed()),
  reset: ({ run }) => run(...restoreSeed()),
  admin_new_key: newKey,

  admin_invite: nothing,
  login: nothing,
  logout: nothing,
  login_user: nothing,
  update_session: nothing,
  delete_user_session: nothing,
  end_expired_tokens: nothing,
  end_change_results: nothing,
  seal_change_results: nothing,
  apply_change: nothing,
  archive_audit: nothing,
  mark_moment: nothing,
  restored: nothing,
  seal_hidden_values: nothing,
  remove_deleted_values: nothing,
  remove_deleted_memberships: nothing,
  rotate_value_key: nothing,
  rotate_master_key: nothing,
  create_user_credentials_email_password_reset: nothing,
  send_user_credentials_email_password_reset: nothing,

  ...signInEffects,

  register_oauth_client_app: oauthClient,
  update_oauth_client_app: oauthClient,
  invalidate_tokens: oauthClient,
  delete_oauth_client_app: removeClient,
  activate_app_user: nothing,
  deactivate_app_user: nothing,
  allow_oauth_client: nothing,
  redeem_oauth_code: nothing,
  refresh_oauth_token: nothing,
  end_oauth_grant: nothing,

  create_user: (teller) => {
    createUser(teller, {})
    ownValue(teller)
  },
  update_user: (teller) => {
    changeUser(teller)
    ownValue(teller)
  },
  delete_user: removeUser,
  create_service_account: (teller) => {
    createUser(teller, { is_service_account: true })
    if (teller.row.details.fingerprints !== undefined) return
    teller.open('users', teller.row.user, 'first_name', 'is_disabled')
  },
  update_service_account: (teller) => {
    changeUser(teller)
    if (teller.row.details.fields === undefined) teller.open('users', teller.row.user, 'first_name')
  },
  delete_service_account: removeUser,
  create_embed_user: (teller) => {
    createUser(teller, {})
    addIdentity(teller, 'embed')
  },

  create_user_credentials_email: email,
  update_user_credentials_email: email,
  wipeout_user_emails: email,
  delete_user_credentials_email: ({ row, run }) => run(deleteEmail(row.user)),
  create_user_credentials_totp: (teller) => addIdentity(teller, 'totp'),
  ...Object.fromEntries(
    ['embed', 'google', 'ldap', 'looker_openid', 'oidc', 'saml', 'totp'].map((kind) => [
      `delete_user_credentials_${kind}`,
      ({ row, run }: Teller) => run(endCredential({ user_id: row.user, kind })),
    ]),
  ),
  create_user_credentials_api3: (teller) => apiKey(teller, teller.row.user),
  update_user_credentials_api3: changeKey,
  delete_user_credentials_api3: ({ row, run }) =>
    run(endKey({ client_id: row.details.client_id ?? '' })),

  create_group: createGroup,
  update_group: ({ row, run }) => run(updateGroup(row.group, groupColumns(row.details))),
  delete_group: ({ row, run }) => run(...deleteGroup({ group_id: row.group }), closeEveryGap),
  add_group_user: ({ row, run }) =>
    run(addMember({ group_id: row.group, user_id: row.user }, timesOf(row.details))),
  start_group_user: ({ row, run }) =>
    run(
      addMember(
        { group_id: row.group, user_id: row.user },
        { ...timesOf(row.details), starts_at: null },
      ),
    ),
  expire_group_user: ({ row, run }) =>
    run(removeMember({ group_id: row.group, user_id: row.user })),
  delete_group_user: ({ row, run }) =>
    run(removeMember({ group_id: row.group, user_id: row.user })),
  add_group_group: nest,
  delete_group_from_group: ({ row, run }) =>
    run(
      takeOutOfGroup({
        parent_group_id: row.group,
        group_id: String(row.details['removed_group_id']) as GroupId,
      }),
    ),

  set_user_roles: ({ row, run }) =>
    run(...setUserRoles(row.user, listOf(row.details['role_ids']) as RoleId[])),
  set_role_users: ({ row, run }) =>
    run(...setRoleUsers(roleOf(row), listOf(row.details['user_ids']))),
  set_role_groups: ({ row, run }) =>
    run(...setRoleGroups(roleOf(row), listOf(row.details['group_ids']))),
  create_role: ({ row, run, idMayDiffer }) => {
    const { role_id, name = '' } = row.details
    const id = role_id === undefined ? null : String(role_id)
    run(tellNewRole({ id, name_key: textKey(name), ...roleColumns(row.details) }))
    if (id === null) idMayDiffer('roles')
  },
  update_role: ({ row, run }) => run(updateRole(roleOf(row), roleColumns(row.details))),
  delete_role: ({ row, run }) => run(deleteRole(roleOf(row))),
  create_permission_set: (teller) => createSet(teller, 'permission'),
  update_permission_set: (teller) => changeSet(teller, 'permission'),
  delete_permission_set: ({ row, run }) => run(deleteSet('permission', String(row.details['id']))),
  create_model_set: (teller) => createSet(teller, 'model'),
  update_model_set: (teller) => changeSet(teller, 'model'),
  delete_model_set: ({ row, run }) => run(deleteSet('model', String(row.details['id']))),

  create_user_attribute: createDefinition,
  update_user_attribute: changeDefinition,
  update_attribute: changeDefinition,
  delete_user_attribute: ({ row, run }) =>
    run(...deleteUserAttribute({ user_attribute_id: row.attribute })),
  set_user_attribute_user_value: ownValue,
  start_user_attribute_user_value: movedUp,
  expire_user_attribute_user_value: ended,
  delete_user_attribute_user_value: ({ row, run }) =>
    run(endUserValue({ user_id: row.user, user_attribute_id: row.attribute })),
  set_sign_in_values: signInValue,
  set_user_attribute_group_values: groupValues,
  update_user_attribute_group_value: ({ row, run }) => {
    const key = { group_id: row.group, user_attribute_id: row.attribute }
    if (row.details['replaces_ended'] === true) {
      run(dropGroupValue(key), closeRankGap({ user_attribute_id: row.attribute }))
    }
    run(tellGroupValue({ ...key, ...toldValue(row), ...timesOf(row.details) }))
  },
  delete_user_attribute_group_value: endGroupValue,
  expire_user_attribute_group_value: endGroupValue,
  start_user_attribute_group_value: ({ row, run }) =>
    run(tellBegun({ group_id: row.group, user_attribute_id: row.attribute })),
}

/** Every operation whose rows the audit may have. */
export const toldOperations: readonly string[] = Object.keys(told)

/** Undefined for an operation that this program does not know. */
export const effectOf = (operation: string): Effect | undefined =>
  Object.hasOwn(told, operation) ? told[operation] : undefined

const timesOf = ({ starts_at = null, expires_at = null }: Details): Times => ({
  starts_at: starts_at as number | null,
  expires_at: expires_at as number | null,
})
const roleOf = ({ details }: ToldRow) => String(details['role_id']) as RoleId
const groupColumns = ({ name = '', can_add_to_content_metadata }: Details) => ({
  name,
  can_add_to_content_metadata: can_add_to_content_metadata === true,
})
const roleColumns = ({ name = '', permission_set_id, model_set_id }: Details) => ({
  name,
  permission_set_id: String(permission_set_id),
  model_set_id: String(model_set_id),
})

function endGroupValue({ row, run }: Teller): void {
  const user_attribute_id = row.attribute
  run(clearGroupValue({ group_id: row.group, user_attribute_id }))
  run(closeRankGap({ user_attribute_id }))
}

function createGroup({ row, run }: Teller): void {
  const into = { parent_group_id: allUsersGroupId, group_id: row.group }
  // guard undo-deleted-7: without endGroupRemains({ id: row.group }),
  run(
    endGroupRemains({ id: row.group }),
    createGroupAs(row.group, groupColumns(row.details)),
    putIntoGroup(into),
  )
}

function nest({ row, run }: Teller): void {
  const group_id = String(row.details['added_group_id']) as GroupId
  run(putIntoGroup({ parent_group_id: row.group, group_id }))
}

type Noun = 'permission' | 'model'
const setColumns = ({ name = '', ...details }: Details, noun: Noun) => ({
  name,
  named: listOf(details[`${noun}s`]),
})

function createSet({ row: { details }, run, idMayDiffer }: Teller, noun: Noun): void {
  const { name, named } = setColumns(details, noun)
  const { id } = details
  const row = { id: id === undefined ? null : String(id), name, name_key: textKey(name) }
  run(tellNewSet[noun]({ ...row, named: JSON.stringify(named) }))
  if (id === undefined) idMayDiffer(`${noun}_sets`)
}

const changeSet = ({ row: { details }, run }: Teller, noun: Noun) =>
  run(updateSet(noun, String(details['id']), setColumns(details, noun)))
/** A seed makes several kinds of commits; the ids in the row say which kind it is. */
function seed(teller: Teller): void {
  const { row, run } = teller
  const { details } = row
  if (row.user !== undefined) {
    if (row.attribute === undefined) plantedUser(teller)
    else ownValue(teller)
  } else if (row.attribute !== undefined) {
    if ('groups' in details) groupValues(teller)
    else createDefinition(teller)
  } else if ('added_group_id' in details) nest(teller)
  else if (row.group !== undefined) createGroup(teller)
  else run()
}
