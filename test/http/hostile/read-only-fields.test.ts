// Fields that a body may not set are ignored, whatever their values are (T-18).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnyRoute } from '../../../src/http/route.ts'
import { routes } from '../../../src/routes.ts'
import {
  asked,
  endWorlds,
  type Question,
  told,
  twoWorlds,
  type Worlds,
} from '../../access/two-worlds.ts'
import { tableDigests } from '../../support/table-digests.ts'

let worlds: Worlds
beforeAll(async () => {
  worlds = await twoWorlds()
})
afterAll(() => endWorlds(worlds))

interface Field {
  readonly type: string
  readonly readOnly?: boolean
}

/** Each operation with a valid body; later ones change what earlier ones made. */
const script: readonly (Question & { readonly operation: string; readonly written?: string[] })[] =
  [
    {
      operation: 'create_user_attribute',
      method: 'POST',
      path: '/user_attributes',
      body: { name: 'region', label: 'Region', type: 'string' },
    },
    {
      operation: 'update_user_attribute',
      method: 'PATCH',
      path: '/user_attributes/14',
      body: { label: 'Regions' },
    },
    {
      operation: 'set_user_attribute_user_value',
      method: 'PATCH',
      path: '/users/1/attribute_values/14',
      body: { value: 'north' },
    },
    {
      operation: 'update_user_attribute_group_value',
      method: 'PATCH',
      path: '/groups/1/attribute_values/14',
      body: { value: 'south' },
      written: ['value'],
    },
    {
      operation: 'set_user_attribute_group_values',
      method: 'POST',
      path: '/user_attributes/14/group_values',
      body: [{ group_id: '1', value: 'west' }],
      written: ['value', 'group_id', 'rank'],
    },
    { operation: 'create_group', method: 'POST', path: '/groups', body: { name: 'Outer' } },
    { operation: 'create_group', method: 'POST', path: '/groups', body: { name: 'Inner' } },
    { operation: 'update_group', method: 'PATCH', path: '/groups/2', body: { name: 'Around' } },
    {
      operation: 'add_group_group',
      method: 'POST',
      path: '/groups/2/groups',
      body: { group_id: '3' },
      written: ['group_id'],
    },
    {
      operation: 'add_group_user',
      method: 'POST',
      path: '/groups/2/users',
      body: { user_id: '1' },
      written: ['user_id'],
    },
    {
      operation: 'create_model_set',
      method: 'POST',
      path: '/model_sets',
      body: { name: 'Models', models: ['m'] },
    },
    {
      operation: 'update_model_set',
      method: 'PATCH',
      path: '/model_sets/ID',
      body: { models: [] },
    },
    {
      operation: 'create_permission_set',
      method: 'POST',
      path: '/permission_sets',
      body: { name: 'Set', permissions: ['access_data'] },
    },
    {
      operation: 'update_permission_set',
      method: 'PATCH',
      path: '/permission_sets/ID',
      body: { name: 'Sets' },
    },
    {
      operation: 'create_role',
      method: 'POST',
      path: '/roles',
      body: { name: 'Role', permission_set_id: '3', model_set_id: '1' },
    },
    { operation: 'update_role', method: 'PATCH', path: '/roles/ID', body: { name: 'Roles' } },
    {
      operation: 'update_session',
      method: 'PATCH',
      path: '/session',
      body: { workspace_id: 'dev' },
    },
    {
      operation: 'register_oauth_client_app',
      method: 'POST',
      path: '/oauth_client_apps/portal',
      body: { redirect_uri: 'https://portal.example/oauth', display_name: 'Portal' },
    },
    {
      operation: 'update_oauth_client_app',
      method: 'PATCH',
      path: '/oauth_client_apps/portal',
      body: { description: 'Changed' },
    },
    { operation: 'create_user', method: 'POST', path: '/users', body: { first_name: 'Ada' } },
    { operation: 'update_user', method: 'PATCH', path: '/users/2', body: { is_disabled: true } },
    {
      operation: 'create_user_credentials_email',
      method: 'POST',
      path: '/users/2/credentials_email',
      body: { email: 'ada@example.com' },
    },
    {
      operation: 'update_user_credentials_email',
      method: 'PATCH',
      path: '/users/2/credentials_email',
      body: { email: 'other@example.com' },
    },
    {
      operation: 'wipeout_user_emails',
      method: 'POST',
      path: '/users/2/update_emails',
      body: { email: 'third@example.com' },
    },
    {
      operation: 'create_user_credentials_totp',
      method: 'POST',
      path: '/users/2/credentials_totp',
      body: {},
    },
    {
      operation: 'create_embed_user',
      method: 'POST',
      path: '/users/embed_user',
      body: { external_user_id: 'x' },
    },
    {
      operation: 'create_service_account',
      method: 'POST',
      path: '/users/service_accounts',
      body: { service_account_name: 'Robot' },
    },
    {
      operation: 'update_service_account',
      method: 'PATCH',
      path: '/users/service_accounts/ID',
      body: { service_account_name: 'Robots' },
    },
    {
      operation: 'update_user_credentials_api3',
      method: 'PATCH',
      path: '/users/1/credentials_api3/1',
      body: { purpose: 'tests' },
      written: ['is_disabled'],
    },
  ]

const operations = routes as unknown as AnyRoute<unknown>[]
const named = (operation: string) => operations.find((route) => route.operation === operation)

/** Fields that any attacker would like to set. */
const wishes: Record<string, Field> = {
  ...Object.fromEntries(
    ['is_admin', 'is_system', 'is_permanent', 'all_access', 'built_in'].map((name) => [
      name,
      { type: 'boolean' },
    ]),
  ),
  ...Object.fromEntries(
    ['id', 'user_id', 'source', 'secret_digest', 'sudo_by', 'url', 'created_at'].map((name) => [
      name,
      { type: 'string' },
    ]),
  ),
  ...Object.fromEntries(
    ['authority', 'rank', 'version'].map((name) => [name, { type: 'integer' }]),
  ),
  role_ids: { type: 'array' },
  group_ids: { type: 'array' },
  can: { type: 'object' },
}

const hostile: Record<string, unknown> = {
  string: '2',
  boolean: true,
  integer: 99,
  array: ['2'],
  object: { update: true },
}

/** The body with a hostile value in every field that it may not set. */
function overfilled({ operation, body, written = [] }: (typeof script)[number]): unknown {
  const schema = named(operation)?.body?.schema as unknown as {
    readonly properties?: Record<string, Field>
    readonly items?: { readonly properties: Record<string, Field> }
  }
  const fields = schema.items?.properties ?? schema.properties ?? {}
  const settable = Object.keys(fields).filter((name) => !fields[name]?.readOnly)
  const more = Object.entries({ ...wishes, ...fields })
    .filter(([name]) => !settable.includes(name) && !written.includes(name))
    .map(([name, { type }]) => [name, hostile[type]])
  const fill = (item: unknown) => ({ ...(item as object), ...Object.fromEntries(more) })
  return Array.isArray(body) ? body.map(fill) : fill(body)
}

/** By table, in each world, except tables with secrets or times of migrations, which always differ. */
const stored = () => worlds.map(({ directory }) => tableDigests(directory, ['audit', ...apart]))
let apart: string[] = []

describe('fields that a body may not set', () => {
  it('are tried with every operation that takes an object', () => {
    const taking = operations.filter(({ operation, body }) => {
      const { properties, items } = (body?.schema ?? {}) as { properties?: object; items?: Field }
      return operation !== 'login' && (properties ?? items?.type === 'object')
    })
    expect([...new Set(script.map(({ operation }) => operation))].sort()).toEqual(
      taking.map(({ operation }) => operation).sort(),
    )
  })

  it('change neither the answer nor anything that is stored', async () => {
    const [one = {}, other = {}] = stored()
    apart = Object.keys(one).filter((table) => one[table] !== other[table])
    expect(apart).not.toContain('users')
    const ids = ['', '']
    for (const step of script) {
      const answers = []
      for (const [at, world] of worlds.entries()) {
        const body = at === 0 ? step.body : overfilled(step)
        const path = step.path.replace('ID', ids[at] ?? '')
        const answer = await asked(world, { ...step, path, body })
        if (step.method === 'POST') ids[at] = answer.json.id
        // The header names the fields that the operation does not know; nothing else differs.
        const { 'x-attrium-ignored': _, ...headers } = answer.headers
        answers.push(told({ ...answer, headers }))
      }
      expect([step.operation, answers[1]]).toEqual([step.operation, answers[0]])
      expect([step.operation, answers[0]]).toMatchObject([step.operation, { status: 200 }])
      const [clean, filled] = stored()
      expect([step.operation, filled]).toEqual([step.operation, clean])
    }
  })
})
