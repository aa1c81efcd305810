// A user in answers: all fields, or the public variant (looker 5.6, 10.1 to 10.4).

import { type ApiKeyRow, showApiKey } from '../credentials/api-key.ts'
import { type EmailRow, type Links, showEmail } from '../credentials/email.ts'
import { type Credential, type Kind, showCredential } from '../credentials/kinds.ts'
import { type Actor, seesDetails } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { holdings } from '../domain/held-values.ts'
import { type Operation, permitted } from '../domain/permissions.ts'
import { maySudo, type Rights, rightsOf } from '../domain/rights.ts'
import { effectiveValue } from '../domain/search-path.ts'
import { byId, type GroupId, type RoleId, type UserId } from '../ids.ts'
import { avatarUrl } from '../keys/gravatar.ts'
import { signInsIn } from '../moment/own-values.ts'
import { showSession } from '../session/shapes.ts'
import type { SessionRow } from '../session/sql.ts'
import { shownValue } from '../user-attributes/shapes.ts'
import type { UserAnswer } from './shapes.ts'
import type { UserRow } from './sql.ts'

/** The caller, and the base address for the links in the answer. */
export interface Viewer {
  readonly actor: Actor
  readonly catalogue: Catalogue
  /** `…/api/4.0` */
  readonly apiUrl: string
  readonly links: Links
  /** Whether the answer needs this key; the others may be left out. */
  readonly wants: (field: string) => boolean
}

/** Returns the function that shows users to this viewer; parts that users share are computed once. */
export function userShower(viewer: Viewer): (row: UserRow) => UserAnswer {
  const { actor, apiUrl } = viewer
  const shared: Shared = {
    viewer,
    groupsAndRolesOf: rightsReader(viewer.catalogue),
    localeOf: localeReader(viewer.catalogue),
    wantsAvatar: viewer.wants('avatar_url') || viewer.wants('avatar_url_without_sizing'),
    wantsCan: viewer.wants('can') || viewer.wants('credentials'),
  }
  return (row) => {
    const url = `${apiUrl}/users/${row.id}`
    const can = shared.wantsCan ? rightsOver(actor, row, shared.groupsAndRolesOf(row)) : {}
    return seesDetails(actor, row.id as UserId)
      ? details(shared, row, url, can)
      : publicVariant(row, url, can)
  }
}

interface Shared {
  readonly viewer: Viewer
  readonly groupsAndRolesOf: (row: UserRow) => GroupsAndRoles
  readonly localeOf: (row: UserRow, groupsAndRoles: GroupsAndRoles) => string | null
  readonly wantsAvatar: boolean
  readonly wantsCan: boolean
}

function publicVariant(row: UserRow, url: string, can: Record<string, boolean>): UserAnswer {
  const { id, first_name, last_name } = row
  // A picture that depends on the address would confirm the address to anybody who guesses it.
  const avatar_url = `${avatarUrl('')}?s=156&d=blank`
  return { avatar_url, first_name, id, last_name, display_name: displayName(row), url, can }
}

function details(
  { viewer, groupsAndRolesOf, localeOf, wantsAvatar }: Shared,
  row: UserRow,
  url: string,
  can: Record<string, boolean>,
): UserAnswer {
  const email = row.email ?? ''
  const avatar = wantsAvatar ? avatarUrl(email) : ''
  const groupsAndRoles = groupsAndRolesOf(row)
  return {
    avatar_url: `${avatar}?s=156&d=blank`,
    avatar_url_without_sizing: `${avatar}?d=blank`,
    ...credentials(can['show_creds'] === true, viewer.links, row, url),
    email,
    first_name: row.first_name,
    id: row.id,
    last_name: row.last_name,
    locale: viewer.wants('locale') ? localeOf(row, groupsAndRoles) : null,
    looker_versions: [],
    models_dir_validated: row.models_dir_validated,
    ui_state: row.ui_state === null ? null : uiState(row.ui_state),
    embed_group_folder_id: null,
    embed_group_space_id: null,
    home_folder_id: row.home_folder_id ?? sharedFolder,
    personal_folder_id: personalFolder(row.id),
    presumed_looker_employee: false,
    // guard session-9: becomes sortedRows<SessionRow>(row.sessions).map((session) => showSession(session, url))
    sessions: permitted('all_user_sessions', viewer.actor, { user_id: row.id as UserId })
      ? sortedRows<SessionRow>(row.sessions).map((session) => showSession(session, url))
      : [],
    verified_looker_employee: false,
    roles_externally_managed: false,
    allow_direct_roles: true,
    allow_normal_group_membership: true,
    allow_roles_from_normal_groups: true,
    is_iam_admin: false,
    ...serviceAccount(row),
    display_name: displayName(row),
    group_ids: groupsAndRoles.directGroups as GroupId[],
    is_disabled: row.is_disabled,
    role_ids: groupsAndRoles.roles as RoleId[],
    url,
    can,
  }
}

/** The home folder of users who have none of their own; the server itself stores no folders. */
const sharedFolder = '1'

/** Programs read this field without checking it (clients 21); no user gets the id of the shared folder. */
const personalFolder = (user_id: string): string => String(BigInt(user_id) + 1n)

/** Null if another program has stored something else: one user must not break a list of all. */
function uiState(text: string): Record<string, string> | null {
  try {
    const state: unknown = JSON.parse(text)
    const isOurs = typeof state === 'object' && state !== null && !Array.isArray(state)
    return isOurs ? (state as Record<string, string>) : null
  } catch {
    return null
  }
}

/** As in Looker 26.12, only service accounts have this name. */
const serviceAccount = ({ is_service_account, first_name }: UserRow) =>
  is_service_account
    ? { is_service_account: true, service_account_name: first_name }
    : { is_service_account: false }

/** Empty unless the user has both names. */
const displayName = ({ first_name, last_name }: UserRow): string =>
  first_name === '' || last_name === '' ? '' : `${first_name} ${last_name}`

function credentials(seesCredentials: boolean, links: Links, row: UserRow, url: string) {
  const apiKeys = seesCredentials ? sortedRows<ApiKeyRow>(row.credentials_api3) : []
  const others = seesCredentials ? sortedRows<Credential>(row.credentials) : []
  const ofKind = <K extends Kind>(kind: K) =>
    others.filter((it) => isOf(kind, it)).map((it) => showCredential(it, url))
  const email = seesCredentials ? emailOf(row) : undefined
  return {
    credentials_api3: apiKeys.map((key) => showApiKey(key, url)),
    credentials_email: email === undefined ? null : showEmail(email, { id: row.id, url }, links),
    credentials_embed: ofKind('embed'),
    credentials_google: ofKind('google')[0] ?? null,
    credentials_ldap: ofKind('ldap')[0] ?? null,
    credentials_looker_openid: ofKind('looker_openid')[0] ?? null,
    credentials_oidc: ofKind('oidc')[0] ?? null,
    credentials_saml: ofKind('saml')[0] ?? null,
    credentials_totp: ofKind('totp')[0] ?? null,
  }
}

const isOf = <K extends Kind>(kind: K, it: Credential): it is Credential & { readonly kind: K } =>
  it.kind === kind

/** The e-mail credential in a row, if the user has one. */
export function emailOf(row: UserRow): EmailRow | undefined {
  if (row.email === null || row.email_created_at === null) return undefined
  return {
    email: row.email,
    created_at: row.email_created_at,
    forced_password_reset_at_next_login: row.forced_password_reset_at_next_login === true,
    is_disabled: row.email_is_disabled === true,
    account_setup_nonce: row.account_setup_nonce,
    password_reset_nonce: row.password_reset_nonce,
    password_reset_expires_at: row.password_reset_expires_at,
    logged_in_at: row.logged_in_at,
  }
}

/** Rows from a JSON list, in the order of their ids. */
function sortedRows<Row extends { readonly id: string }>(json: string | null): Row[] {
  const rows: Row[] = JSON.parse(json ?? '[]')
  return rows.sort((one, other) => byId(one.id, other.id))
}

/** Reads the effective value of the attribute `locale` (looker 2.6), once for all users alike. */
function localeReader(
  catalogue: Catalogue,
): (row: UserRow, groupsAndRoles: GroupsAndRoles) => string | null {
  const attribute = catalogue.attributeNamed('locale')
  if (attribute === undefined) return () => null
  const known = new Map<string, string | null>()
  return (row, { directGroups }) => {
    const key = JSON.stringify([row.group_ids, row.locale, row.sign_ins])
    const before = known.get(key)
    if (before !== undefined) return before
    const heldFor = holdings(catalogue, {
      facts: row,
      values: row.locale === null ? {} : { [attribute.id]: row.locale },
      sign_ins: signInsIn(row.sign_ins),
      groups: directGroups.map((group_id) => ({ group_id })),
    })
    const locale = shownValue(attribute, effectiveValue(attribute, heldFor(attribute)))
    known.set(key, locale)
    return locale
  }
}

/** The rights of a user and their direct groups and roles; lists are in the order of ids. */
export interface GroupsAndRoles extends Rights {
  readonly directGroups: readonly GroupId[]
  readonly directRoles: readonly RoleId[]
}

/** Reads the rights from rows; they are computed once for users with the same groups and roles. */
export function rightsReader(catalogue: Catalogue): (row: UserRow) => GroupsAndRoles {
  const known = new Map<string, GroupsAndRoles>()
  return ({ group_ids, role_ids }) => {
    const key = `${group_ids} ${role_ids}`
    const before = known.get(key)
    if (before !== undefined) return before
    // A deleted group may still have memberships.
    const directGroups = (idsIn(group_ids) as GroupId[]).filter((id) => catalogue.groups.has(id))
    const directRoles = idsIn(role_ids) as RoleId[]
    const groupsAndRoles = {
      ...rightsOf(catalogue, directGroups, directRoles),
      directGroups,
      directRoles,
    }
    known.set(key, groupsAndRoles)
    return groupsAndRoles
  }
}

/** The same user as if they had been given this role. */
export function withRole(row: UserRow, role_id: RoleId): UserRow {
  const roles = row.role_ids?.split(',') ?? []
  return roles.includes(role_id) ? row : { ...row, role_ids: [...roles, role_id].join(',') }
}

const idsIn = (list: string | null) => (list === null ? [] : list.split(',').sort(byId))

/** The caller's rights on the user (looker 10.3), from the permission table. */
function rightsOver(
  actor: Actor,
  row: UserRow,
  groupsAndRoles: GroupsAndRoles,
): Record<string, boolean> {
  const target = { user_id: row.id as UserId }
  const mayDo = (operation: Operation) => permitted(operation, actor, target)
  const full = seesDetails(actor, target.user_id)
  return {
    show: mayDo('user'),
    index: mayDo('all_users'),
    show_details: full,
    index_details: full,
    sudo:
      mayDo('login_user') &&
      actor.sudo_by === undefined &&
      !row.is_disabled &&
      maySudo(actor, groupsAndRoles),
    show_creds: mayDo('user_credentials_email'),
    update_creds: mayDo('update_user_credentials_email'),
  }
}
