// How to call each operation on an object, and how to describe the answer in the words of the reference.
import { adminRoleId } from '../../../src/ids.ts'
import { servedRoute } from '../../support/served.ts'
import { type Answer, keyIn, type TestServer } from '../../support/server.ts'
import type { Cast, Ids } from './cast.ts'

export interface Call {
  /** The prefix of the API. */
  readonly base: string
  readonly method: string
  readonly path: string
  readonly body: unknown
}

interface Scene {
  readonly ids: Ids
  readonly cast: Cast
  readonly server: TestServer
}

const listOf = (id: string | undefined) => (id === undefined ? [] : [id])

/** A list that replaces all holders; for the Admin role it keeps the present ones. */
const withHolders = async ({ ids, server }: Scene, noun: 'users' | 'groups', id = '') => {
  if (ids['role_id'] !== adminRoleId) return [id]
  const { json } = await server.api('GET', `/roles/${adminRoleId}/${noun}?fields=id`)
  return [...json.map((holder: { id: string }) => holder.id), id]
}

const attribute = ({ cast }: Scene) => ({ name: `made_${cast.fresh()}`, type: 'string' })
const named = (noun: string, { cast }: Scene) => ({ name: `${noun} ${cast.fresh()}` })
const permissions = ({ ids }: Scene) => [ids['permission'] ?? 'manage_roles']
const address = ({ cast }: Scene) => ({ email: `made${cast.fresh()}@matrix.example` })

/** The operation of a change that the named objects allow. */
function operationOf({ ids, cast }: Scene): Record<string, unknown> {
  const { user_id, group_id, user_attribute_id } = ids
  if (user_attribute_id === undefined) {
    return group_id === undefined
      ? { op: 'create_attribute', name: `made_${cast.fresh()}`, type: 'string' }
      : { op: 'add_group_user', group_id, user_id }
  }
  return user_id === undefined
    ? { op: 'set_group_value', group_id, user_attribute_id, value: 'set' }
    : { op: 'set_user_value', user_id, user_attribute_id, value: 'set' }
}

/** Valid bodies, so that a refusal is about the caller or the named objects. */
const bodies: Readonly<Record<string, (scene: Scene) => unknown>> = {
  login: ({ server }) => keyIn(server.lookerIni),
  update_session: () => ({ workspace_id: 'dev' }),
  create_user: () => ({ first_name: 'New' }),
  create_embed_user: ({ cast }) => ({ external_user_id: `embed ${cast.fresh()}` }),
  create_service_account: () => ({ service_account_name: 'robot' }),
  update_user: () => ({ first_name: 'Changed' }),
  update_service_account: () => ({ service_account_name: 'changed' }),
  wipeout_user_emails: address,
  create_user_credentials_email: address,
  update_user_credentials_email: address,
  // A purpose would appear in the answer, and 25.10 declares the answer without one.
  update_user_credentials_api3: () => ({ purpose: null }),
  set_user_roles: ({ ids }) => listOf(ids['role_id']),

  set_user_attribute_user_value: () => ({ value: 'set' }),
  create_user_attribute: attribute,
  update_user_attribute: (scene) => ({ label: `label ${scene.cast.fresh()}` }),
  update_attribute: (scene) => ({ label: `label ${scene.cast.fresh()}` }),
  set_user_attribute_group_values: () => [{ group_id: '1', value: 'set' }],
  update_user_attribute_group_value: () => ({ value: 'set' }),

  create_group: (scene) => named('group', scene),
  update_group: (scene) => named('group', scene),
  add_group_user: ({ ids }) => ({ user_id: ids['user_id'] }),
  add_group_group: ({ ids }) => ({ group_id: ids['deleting_group_id'] }),

  create_role: (scene) => {
    const { permission_set_id, model_set_id } = scene.ids
    return { ...named('role', scene), permission_set_id, model_set_id }
  },
  update_role: (scene) => {
    const { permission_set_id } = scene.ids
    return permission_set_id === undefined ? named('role', scene) : { permission_set_id }
  },
  create_permission_set: (scene) => ({ ...named('set', scene), permissions: permissions(scene) }),
  update_permission_set: (scene) => ({ permissions: permissions(scene) }),
  create_model_set: (scene) => ({ ...named('models', scene), models: ['test'] }),
  update_model_set: () => ({ models: ['test', 'other'] }),
  explain_user_if: () => ({ changes: [{ op: 'create_group', name: 'Tried' }] }),
  set_user_value: () => ({ value: 'set' }),
  apply_change: (scene) => ({ changes: [operationOf(scene)] }),
  undo_change: () => ({}),
  claims_of_users: ({ ids }) => ({ users: [ids['user'] ?? ids['user_id']] }),

  register_oauth_client_app: () => ({
    redirect_uri: 'https://app.example/oauth',
    display_name: 'App',
  }),
  update_oauth_client_app: () => ({ description: 'changed' }),
  create_sign_in_provider: ({ ids }) => ({
    ...provider,
    id: ids['provider'],
    name: ids['provider'],
  }),
  update_sign_in_provider: () => ({ email_claim: 'mail' }),
  try_provider: () => provider,
  sign_in: () => ({}),
  change_password: () => ({ current_password: 'none', password: 'another long password' }),
  begin_totp: () => ({ password: 'none' }),
  confirm_totp: () => ({ code: '123456' }),
  end_totp: () => ({ password: 'none' }),
  try_source: () => ({ claims: '{}' }),
  link: () => ({ token: '1.none' }),
  use_link: () => ({ token: '1.none', password: 'another long password' }),

  set_role_users: (scene) => withHolders(scene, 'users', scene.ids['user_id']),
  set_role_groups: (scene) => withHolders(scene, 'groups', scene.ids['group_id']),
}

const asked = ({ user_id, user_attribute_id }: Ids) =>
  user_id === undefined ? `attribute=${user_attribute_id}` : `user=${user_id}`

/** Nobody is there. */
const provider = { id: 'tried', name: 'Tried', issuer: 'https://127.0.0.1:1', client_id: 'attrium' }

/** Lists are restricted to the one object, so that no term can get around visibility. */
const queries: Readonly<Record<string, (ids: Ids) => string>> = {
  all_users: ({ user_id }) => `ids=${user_id}`,
  search_users: ({ user_id }) => `id=${user_id}`,
  search_users_names: ({ user_id }) => `id=${user_id}`,
  search_credentials_email: ({ user_id }) => `id=${user_id}`,
  all_groups: ({ group_id }) => `ids=${group_id}`,
  search_groups: ({ group_id }) => `id=${group_id}`,
  search_groups_with_hierarchy: ({ group_id }) => `id=${group_id}`,
  search_groups_with_roles: ({ group_id }) => `id=${group_id}`,
  values: ({ user_attribute_id }) => `attribute=${user_attribute_id}`,
  values_summary: ({ user_attribute_id }) => `attribute=${user_attribute_id}`,
  values_csv: ({ user_attribute_id }) => `attributes=${user_attribute_id}`,
  values_ndjson: ({ user_attribute_id }) => `attributes=${user_attribute_id}`,
  group_values: ({ user_attribute_id }) => `attribute=${user_attribute_id}`,
  memberships: ({ user_id, group_id }) =>
    user_id === undefined ? `group=${group_id}` : `user=${user_id}`,
  history: asked,
  history_csv: asked,
  history_ndjson: asked,
}

const plainParameters = {
  provider: 'acme',
  pattern: '%',
  api_version: '4.0',
  specification: 'openapi.json',
}

export async function callOf(operation: string, scene: Scene): Promise<Call> {
  const { prefix: base, route } = servedRoute(operation)
  const { user_id: user = '', user_attribute_id: attribute = '' } = scene.ids
  const values: Ids = { ...plainParameters, user, attribute, ...scene.ids }
  const template: string = route.path
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${operation} is called without a ${name}`)
    return encodeURIComponent(value)
  })
  const query = queries[operation]?.(scene.ids)
  const body = await bodies[operation]?.(scene)
  return { base, method: route.method, path: query === undefined ? path : `${path}?${query}`, body }
}

/** The key that identifies a row of a list, and the parameter with the object to find. */
const rowKeys: Readonly<Record<string, readonly [key: string, parameter: string]>> = {
  all_users: ['id', 'user_id'],
  search_users: ['id', 'user_id'],
  search_users_names: ['id', 'user_id'],
  search_credentials_email: ['user_id', 'user_id'],
  user_attribute_user_values: ['user_attribute_id', 'user_attribute_id'],
  explain_user: ['user_attribute_id', 'user_attribute_id'],
  all_user_attributes: ['id', 'user_attribute_id'],
  all_user_attribute_group_values: ['group_id', 'group_id'],
  all_groups: ['id', 'group_id'],
  all_oauth_client_apps: ['client_guid', 'client_guid'],
  search_groups: ['id', 'group_id'],
  search_groups_with_hierarchy: ['id', 'group_id'],
  search_groups_with_roles: ['id', 'group_id'],
}
const people = /^(me|user|all_users|search_users|search_users_names|user_for_credential)$/

/** The answer as one word: the status of a refusal, `ok`, or how the object is shown. */
export function wordFor(operation: string, ids: Ids, { status, json }: Answer): string {
  if (status >= 300) return String(status)
  const [key, parameter] = rowKeys[operation] ?? []
  const row =
    key === undefined
      ? json
      : json.find((it: Record<string, unknown>) => it[key] === ids[parameter ?? ''])
  if (row === undefined) return key === undefined ? 'ok' : 'absent'
  if (people.test(operation)) return 'email' in row ? 'whole' : 'name'
  return key === undefined ? 'ok' : 'listed'
}
