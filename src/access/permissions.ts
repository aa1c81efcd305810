// The permission table: operationId → who may call it, when that is asked and of what, and what everybody
// else is told (looker 5). Deny by default: a route has to name its row, and the server asks it.
import { Refusal } from '../errors.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { Actor, Permission } from './actor.ts'

/** Any one of them suffices; admins may everything that anybody may. */
export type Who =
  | 'anyone'
  | 'signed_in'
  | 'admin'
  | Permission
  /** The user whom the call is about. */
  | 'self'
  /** The same, for an attribute whose values users may edit. */
  | 'self_editor'
  /** Whoever may see values of the attribute that the call is about. */
  | 'viewer'
  /** Whoever is in the group that the call is about, directly or through nesting. */
  | 'member'

/** When it is asked whether the caller may, and about what. */
export type Asked =
  /** Before anything is read, about the user or group in the path: the time tells nobody who is there (T-20). */
  | 'first'
  /** Once the thing that the path names has been found: its 404 comes before this refusal. */
  | 'of_thing'
  /** Of the attribute that has been loaded, because its flags decide. */
  | 'of_attribute'

/** Who may call, on what, and what everybody else is told. */
export interface Rule<A extends Asked = Asked> {
  readonly asked: A
  /** 404 where the operation declares no 403, or where the thing must not be known of. */
  readonly otherwise: 403 | 404
  readonly who: readonly Who[]
}

/** The access of one operation: its route names it, and the server asks it. */
export interface Row<Operation extends string = string, A extends Asked = Asked> extends Rule<A> {
  readonly operation: Operation
  /** Nobody has to sign in. */
  readonly open: boolean
}

/** The flags of an attribute that decide who may see and set its values. */
export interface AttributeFlags {
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
}

/** What the call is about, as far as a rule asks. */
export interface Target {
  readonly user_id?: UserId
  readonly attribute?: AttributeFlags | undefined
  readonly group_id?: GroupId
}

/** Words about an attribute stand only in rows that are asked of one. */
type WhoWhen<A extends Asked> = A extends 'of_attribute'
  ? Who
  : Exclude<Who, 'viewer' | 'self_editor'>

const rule = <const A extends Asked>(
  asked: A,
  otherwise: 403 | 404,
  ...who: WhoWhen<A>[]
): Rule<A> => ({ asked, otherwise, who })

const anyone = rule('first', 404, 'anyone')
const everybody = rule('first', 404, 'signed_in')
const admins = rule('first', 403, 'admin')
const adminsOfThing = rule('of_thing', 403, 'admin')
const adminsOrSelf = rule('of_thing', 403, 'admin', 'self')
const definers = rule('first', 404, 'manage_user_attributes')
const valueSetters = rule('of_attribute', 403, 'manage_user_attributes', 'self_editor')
const groupValueSetters = rule('of_thing', 403, 'manage_user_attributes')
const viewers = rule('of_attribute', 404, 'manage_user_attributes', 'viewer')
const groupReaders = rule(
  'first',
  404,
  'see_users',
  'manage_groups',
  'manage_user_attributes',
  'member',
)
const groupManagers = rule('of_thing', 403, 'manage_groups')
const roleManagers = rule('first', 404, 'manage_roles')
const roleGivers = rule('first', 403, 'manage_roles')
const roleReaders = rule('first', 404, 'manage_roles', 'see_users')

const rules = {
  login: anyone,
  login_user: rule('of_thing', 403, 'sudo'),
  logout: everybody,
  session: everybody,
  update_session: everybody,

  all_user_attributes: everybody,
  create_user_attribute: definers,
  user_attribute: viewers,
  update_user_attribute: definers,
  delete_user_attribute: definers,
  all_user_attribute_group_values: viewers,
  set_user_attribute_group_values: definers,
  user_attribute_user_values: rule('first', 404, 'manage_user_attributes', 'self'),
  set_user_attribute_user_value: valueSetters,
  delete_user_attribute_user_value: valueSetters,
  update_user_attribute_group_value: groupValueSetters,
  delete_user_attribute_group_value: groupValueSetters,

  me: everybody,
  all_users: everybody,
  user: everybody,
  search_users: everybody,
  search_users_names: everybody,
  create_user: rule('first', 404, 'admin'),
  update_user: adminsOfThing,
  delete_user: adminsOfThing,
  create_embed_user: admins,
  create_service_account: admins,
  update_service_account: adminsOfThing,
  delete_service_account: adminsOfThing,
  wipeout_user_emails: adminsOfThing,
  user_for_credential: rule('first', 403, 'see_users'),
  search_credentials_email: admins,
  user_credentials_email: adminsOrSelf,
  create_user_credentials_email: adminsOfThing,
  update_user_credentials_email: adminsOfThing,
  delete_user_credentials_email: adminsOfThing,
  create_user_credentials_email_password_reset: adminsOfThing,
  send_user_credentials_email_password_reset: adminsOfThing,
  all_user_credentials_api3s: adminsOrSelf,
  create_user_credentials_api3: adminsOfThing,
  user_credentials_api3: adminsOrSelf,
  update_user_credentials_api3: adminsOfThing,
  delete_user_credentials_api3: adminsOfThing,
  all_user_credentials_embeds: adminsOrSelf,
  user_credentials_embed: adminsOrSelf,
  delete_user_credentials_embed: adminsOfThing,
  user_credentials_google: adminsOrSelf,
  delete_user_credentials_google: adminsOfThing,
  user_credentials_ldap: adminsOrSelf,
  delete_user_credentials_ldap: adminsOfThing,
  user_credentials_looker_openid: adminsOrSelf,
  delete_user_credentials_looker_openid: adminsOfThing,
  user_credentials_oidc: adminsOrSelf,
  delete_user_credentials_oidc: adminsOfThing,
  user_credentials_saml: adminsOrSelf,
  delete_user_credentials_saml: adminsOfThing,
  user_credentials_totp: adminsOrSelf,
  create_user_credentials_totp: adminsOfThing,
  delete_user_credentials_totp: adminsOfThing,
  all_user_sessions: adminsOrSelf,
  user_session: adminsOrSelf,
  delete_user_session: adminsOrSelf,
  user_roles: rule('first', 404, 'see_users', 'self'),
  set_user_roles: rule('of_thing', 403, 'manage_roles'),

  all_groups: everybody,
  group: groupReaders,
  search_groups: everybody,
  search_groups_with_hierarchy: everybody,
  search_groups_with_roles: everybody,
  all_group_groups: groupReaders,
  all_group_users: groupReaders,
  create_group: rule('first', 404, 'manage_groups'),
  update_group: groupManagers,
  delete_group: groupManagers,
  add_group_group: groupManagers,
  delete_group_from_group: groupManagers,
  add_group_user: groupManagers,
  delete_group_user: groupManagers,

  all_model_sets: roleReaders,
  search_model_sets: roleReaders,
  model_set: roleReaders,
  create_model_set: roleManagers,
  update_model_set: roleGivers,
  delete_model_set: roleManagers,
  all_permission_sets: roleReaders,
  search_permission_sets: roleReaders,
  permission_set: roleReaders,
  create_permission_set: roleManagers,
  update_permission_set: roleManagers,
  delete_permission_set: roleManagers,
  all_permissions: everybody,
  all_roles: roleReaders,
  search_roles: roleReaders,
  search_roles_with_user_count: roleReaders,
  role: roleReaders,
  create_role: roleManagers,
  update_role: roleManagers,
  delete_role: roleManagers,
  role_groups: roleReaders,
  set_role_groups: roleGivers,
  role_users: roleReaders,
  set_role_users: roleGivers,

  versions: anyone,
  api_spec: anyone,
} satisfies Record<string, Rule>

/** What only a demo has. */
const demoRules = { reset: admins } satisfies Record<string, Rule>

export type Operation = keyof typeof rules
export type DemoOperation = keyof typeof demoRules

type Table<Rules extends Record<string, Rule>> = {
  readonly [Name in keyof Rules & string]: Row<Name, Rules[Name]['asked']>
}

const tableOf = <Rules extends Record<string, Rule>>(some: Rules): Table<Rules> =>
  Object.fromEntries(
    Object.entries(some).map(([operation, it]) => [
      operation,
      { ...it, operation, open: it.who.some((who) => who === 'anyone') },
    ]),
  ) as unknown as Table<Rules>

export const permissionTable = tableOf(rules)
export const demoTable = tableOf(demoRules)

/** Whether this caller may do this to that. */
export const permitted = (operation: Operation, actor: Actor, target: Target = {}): boolean =>
  permits(permissionTable[operation], actor, target)

const permits = ({ who }: Rule, actor: Actor, target: Target): boolean =>
  who.some((it) => holds(it, actor, target))

/** Refuses with the 403 or 404 of the operation's row, unless the caller may. */
export function insist(row: Rule, actor: Actor, target: Target = {}): void {
  if (permits(row, actor, target)) return
  if (row.otherwise === 404) throw new Refusal('not_found')
  throw new Refusal('denied', { message: missingRight(row.who) })
}

/** The sentence of a 403: the right that would have sufficed. */
function missingRight(who: readonly Who[]): string {
  const needed = who.flatMap((it) => rightNames[it] ?? `the permission ${it}`)
  return `Permission Denied: this needs ${needed.join(' or ')}.`
}

/** Rights that are no permission of a role; an empty list is nothing that somebody can be given. */
const rightNames: Partial<Record<Who, string | readonly string[]>> = {
  admin: 'the role Admin',
  self: 'an API key of that user',
  self_editor: [],
}

function holds(who: Who, actor: Actor, { user_id, attribute, group_id }: Target): boolean {
  if (actor.is_admin) return true
  switch (who) {
    case 'anyone':
    case 'signed_in':
      return true
    case 'admin':
      return false
    case 'self':
      return user_id === actor.user_id
    case 'self_editor':
      return user_id === actor.user_id && attribute?.user_can_edit === true
    case 'viewer':
      return attribute?.user_can_view === true
    case 'member':
      return group_id !== undefined && actor.groups.has(group_id)
    case 'manage_user_attributes':
    case 'manage_groups':
    case 'manage_roles':
    case 'see_users':
    case 'sudo':
      return actor.permissions.has(who)
  }
}
