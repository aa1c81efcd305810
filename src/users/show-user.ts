// A user as a caller may see him: everything, or the public variant (looker 5.6, 10.1 to 10.4).
import { type Actor, maySudo, type Rights, seesDetails } from '../access/actor.ts'
import { type Operation, permitted } from '../access/permissions.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type ApiKeyRow, showApiKey } from '../credentials/api-key.ts'
import { type EmailRow, type Links, showEmail } from '../credentials/email.ts'
import { type Credential, showCredential } from '../credentials/kinds.ts'
import { byId, type GroupId, type RoleId, type UserId } from '../ids.ts'
import { avatarUrl } from '../keys/gravatar.ts'
import { noSessions } from '../session/shapes.ts'
import { holdings } from '../user-attributes/held-values.ts'
import { effectiveValue } from '../user-attributes/search-path.ts'
import { shownValue } from '../user-attributes/shapes.ts'
import type { UserAnswer } from './shapes.ts'
import type { UserRow } from './sql.ts'

/** Who looks, and where the addresses in the answer lead. */
export interface Viewer {
  readonly actor: Actor
  readonly catalogue: Catalogue
  /** `…/api/4.0` */
  readonly apiUrl: string
  readonly links: Links
  /** Whether this key of the answer is wanted; others may stay away. */
  readonly wants: (field: string) => boolean
}

/** The function that shows users to this viewer; what users have in common is worked out once. */
export function userShower(viewer: Viewer): (row: UserRow) => UserAnswer {
  const { actor, apiUrl } = viewer
  const shared: Shared = {
    viewer,
    heldBy: rightsReader(viewer.catalogue),
    localeOf: localeReader(viewer.catalogue),
    wantsAvatar: viewer.wants('avatar_url') || viewer.wants('avatar_url_without_sizing'),
    wantsCan: viewer.wants('can') || viewer.wants('credentials'),
  }
  return (row) => {
    const url = `${apiUrl}/users/${row.id}`
    const can = shared.wantsCan ? rightsOver(actor, row, shared.heldBy(row)) : {}
    return seesDetails(actor, row.id as UserId)
      ? details(shared, row, url, can)
      : publicVariant(row, url, can)
  }
}

interface Shared {
  readonly viewer: Viewer
  readonly heldBy: (row: UserRow) => Held
  readonly localeOf: (row: UserRow, held: Held) => string | null
  readonly wantsAvatar: boolean
  readonly wantsCan: boolean
}

function publicVariant(row: UserRow, url: string, can: Record<string, boolean>): UserAnswer {
  const { id, first_name, last_name } = row
  // The picture of an address would tell the address to whoever guesses it.
  const avatar_url = `${avatarUrl('')}?s=156&d=blank`
  return { avatar_url, first_name, id, last_name, display_name: displayName(row), url, can }
}

function details(
  { viewer, heldBy, localeOf, wantsAvatar }: Shared,
  row: UserRow,
  url: string,
  can: Record<string, boolean>,
): UserAnswer {
  const email = row.email ?? ''
  const avatar = wantsAvatar ? avatarUrl(email) : ''
  const held = heldBy(row)
  return {
    avatar_url: `${avatar}?s=156&d=blank`,
    avatar_url_without_sizing: `${avatar}?d=blank`,
    ...credentials(can['show_creds'] === true, viewer.links, row, url),
    email,
    first_name: row.first_name,
    id: row.id,
    last_name: row.last_name,
    locale: viewer.wants('locale') ? localeOf(row, held) : null,
    looker_versions: [],
    models_dir_validated: row.models_dir_validated,
    ui_state: row.ui_state === null ? null : JSON.parse(row.ui_state),
    embed_group_folder_id: null,
    embed_group_space_id: null,
    home_folder_id: row.home_folder_id ?? sharedFolder,
    personal_folder_id: personalFolder(row.id),
    presumed_looker_employee: false,
    sessions: noSessions,
    verified_looker_employee: false,
    roles_externally_managed: false,
    allow_direct_roles: true,
    allow_normal_group_membership: true,
    allow_roles_from_normal_groups: true,
    is_iam_admin: false,
    ...serviceAccount(row),
    display_name: displayName(row),
    group_ids: held.directGroups as GroupId[],
    is_disabled: row.is_disabled,
    role_ids: held.roles as RoleId[],
    url,
    can,
  }
}

/** Where users without a home of their own land; the server itself keeps no folders. */
const sharedFolder = '1'

/** Programs read it without looking (clients 21); no user has the folder that everybody shares. */
const personalFolder = (user_id: string): string => String(BigInt(user_id) + 1n)

/** As in 26.12: only service accounts have the name. */
const serviceAccount = ({ is_service_account, first_name }: UserRow) =>
  is_service_account
    ? { is_service_account: true, service_account_name: first_name }
    : { is_service_account: false }

/** Empty unless both names are there. */
const displayName = ({ first_name, last_name }: UserRow): string =>
  first_name === '' || last_name === '' ? '' : `${first_name} ${last_name}`

function credentials(shown: boolean, links: Links, row: UserRow, url: string): UserAnswer {
  const apiKeys = shown ? listed<ApiKeyRow>(row.credentials_api3) : []
  const others = shown ? listed<Credential>(row.credentials) : []
  const ofKind = (kind: Credential['kind']) =>
    others.filter((it) => it.kind === kind).map((it) => showCredential(it, url))
  const email = shown ? emailOf(row) : undefined
  const answer = {
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
  // Each kind has its own keys, and an API key a purpose only where one is set.
  return answer as UserAnswer
}

/** The e-mail credential within a row, when the user has one. */
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
  }
}

/** Rows aggregated as JSON, in the order of their ids. */
function listed<Row extends { readonly id: string }>(json: string | null): Row[] {
  const rows: Row[] = JSON.parse(json ?? '[]')
  return rows.sort((one, other) => byId(one.id, other.id))
}

/** The head of the search path of the attribute `locale` (looker 2.6), once for users alike. */
function localeReader(catalogue: Catalogue): (row: UserRow, held: Held) => string | null {
  const attribute = catalogue.attributeNamed('locale')
  if (attribute === undefined) return () => null
  const known = new Map<string, string | null>()
  return (row, { directGroups }) => {
    const key = JSON.stringify([row.group_ids, row.locale])
    const before = known.get(key)
    if (before !== undefined) return before
    const heldFor = holdings(catalogue, {
      facts: row,
      values: row.locale === null ? {} : { [attribute.id]: row.locale },
      groups: directGroups.map((group_id) => ({ group_id })),
    })
    const locale = shownValue(attribute, effectiveValue(attribute, heldFor(attribute)))
    known.set(key, locale)
    return locale
  }
}

/** What a user holds, lists in the order of ids. */
export interface Held extends Pick<Rights, 'is_admin'> {
  readonly directGroups: readonly GroupId[]
  readonly directRoles: readonly RoleId[]
  /** Roles of his own and through groups. */
  readonly roles: readonly RoleId[]
}

/** Reads rows; users with the same groups and roles share one answer. */
export function rightsReader(catalogue: Catalogue): (row: UserRow) => Held {
  const known = new Map<string, Held>()
  return ({ group_ids, role_ids }) => {
    const key = `${group_ids} ${role_ids}`
    const before = known.get(key)
    if (before !== undefined) return before
    const directGroups = idsIn(group_ids) as GroupId[]
    const through = catalogue.rolesThrough(catalogue.allGroups(directGroups))
    const directRoles = idsIn(role_ids) as RoleId[]
    const roles = [...new Set([...directRoles, ...through])].sort(byId)
    const is_admin = roles.some((id) => catalogue.roles.get(id)?.all_access)
    const held = { directGroups, directRoles, roles, is_admin }
    known.set(key, held)
    return held
  }
}

/** The same user once they have been given this role. */
export function withRole(row: UserRow, role_id: RoleId): UserRow {
  const roles = row.role_ids?.split(',') ?? []
  return roles.includes(role_id) ? row : { ...row, role_ids: [...roles, role_id].join(',') }
}

const idsIn = (list: string | null) => (list === null ? [] : list.split(',').sort(byId))

/** What the caller may do with the user (looker 10.3), as the permission table says. */
function rightsOver(actor: Actor, row: UserRow, held: Held): Record<string, boolean> {
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
      maySudo(actor, { is_admin: held.is_admin, permissions: new Set(), groups: new Set() }),
    show_creds: mayDo('user_credentials_email'),
    update_creds: mayDo('update_user_credentials_email'),
  }
}
