// A small town for walkers: users with every right below an administrator's, an administrator to attack, groups and
// roles to climb. It is built once and reset for each walk, row by row.
import { auditRow } from '../../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../../src/catalogue/sql.ts'
import { adminRoleId } from '../../src/ids.ts'
import { type Scalar, type Statement, statement, writer } from '../../src/store/statement.ts'
import type { Tables } from '../../src/store/tables.ts'
import { addCredentials } from '../../test/support/credentials.ts'
import { byTest, type TestServer } from '../../test/support/server.ts'
import { aGroup, anAttribute, aRole, aUser, change, hidden } from '../../test/support/world.ts'

/** The tables whose changes are checked, parents before children. */
export const tables = [
  ...(['users', 'groups', 'permission_sets', 'model_sets', 'roles', 'user_attributes'] as const),
  ...(['credentials_email', 'credentials', 'credentials_api3'] as const),
  ...(['group_groups', 'group_users', 'role_groups', 'role_users'] as const),
  ...(['user_attribute_group_values', 'user_attribute_user_values'] as const),
  ...(['user_attribute_sign_in_values', 'sign_in_members'] as const),
] as const satisfies readonly (keyof Tables)[]

export type Rows = Readonly<Record<string, Scalar>>
export type State = Readonly<Record<(typeof tables)[number], readonly Rows[]>>

export async function stateOf({ running }: TestServer): Promise<State> {
  const reads = tables.map((table) => statement(writer.selectFrom(table).selectAll() as never))
  const rows = (await running.server.db.read(...reads)) as unknown as Rows[][]
  return Object.fromEntries(tables.map((table, at) => [table, rows[at]])) as unknown as State
}

/** Puts every row back as it was and removes everything else, tokens included. */
export async function lay({ running }: TestServer, state: State): Promise<void> {
  const { db, now } = running.server
  await db.commit({
    statements: [
      ...[...tables].reverse().map((table) => statement(writer.deleteFrom(table) as never)),
      ...tables.flatMap((table) => state[table].map((row) => inserted(table, row))),
      raiseCatalogueVersion,
    ],
    audit: auditRow(byTest(now()), {}),
    changesAuthority: true,
  })
}

const inserted = (table: keyof Tables, row: Rows): Statement =>
  statement(writer.insertInto(table).values(row as never) as never)

/** A walker: their rights, and the key that signs them in. */
export interface Walker {
  readonly name: string
  readonly user_id: string
  readonly key: { readonly client_id: string; readonly client_secret: string }
}

export interface Town {
  readonly state: State
  readonly walkers: readonly Walker[]
}

/** Texts that only callers with the right to read them may ever see; nobody may see hidden values. */
export const secrets = {
  hidden: 'canary of a hidden value',
  closed: 'canary of a closed value',
  ownOf: (user_id: string) => `canary of user ${user_id}.`,
  domain: 'canary.example',
} as const

const held: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  reader: ['see_users'],
  'manager of attributes': ['manage_user_attributes'],
  'manager of groups': ['manage_groups'],
  'manager of roles': ['manage_roles', 'explore'],
  'manager of both': ['manage_groups', 'manage_roles'],
  sudoer: ['sudo'],
}

export async function buildTown(server: TestServer): Promise<Town> {
  const readers = await aGroup(server)
  await aRole(server, ['see_users', 'develop'], [readers])
  const inner = await aGroup(server, undefined, [readers])
  const admins = await aGroup(server)
  await addHolder(server, 'groups', admins)
  const innerAdmins = await aGroup(server, undefined, [admins])
  const plain = await aGroup(server)
  await aRole(server, ['explore'], [plain])
  const walkers: Walker[] = []
  for (const [name, permissions] of Object.entries(held)) {
    const roles = permissions.length === 0 ? [] : [await aRole(server, permissions)]
    const user_id = await aPerson(server, name, { groups: [plain], roles })
    const { json } = await server.api('POST', `/users/${user_id}/credentials_api3`)
    walkers.push({ name, user_id, key: json })
  }
  const others = [
    await aPerson(server, 'developer', { groups: [inner] }),
    await aPerson(server, 'admin', { groups: [innerAdmins] }),
    await aPerson(server, 'nobody', {}),
  ]
  await addAttributes(server, [...walkers.map(({ user_id }) => user_id), ...others], [inner, plain])
  return { state: await stateOf(server), walkers }
}

async function aPerson(server: TestServer, first_name: string, person: object): Promise<string> {
  const email = `${first_name.replaceAll(' ', '.')}@${secrets.domain}`
  const user_id = await aUser(server, { first_name, email, ...person })
  await change(server, addCredentials(user_id, email))
  return user_id
}

/** These users come in addition to those who hold the Admin role already. */
async function addHolder({ api }: TestServer, noun: 'groups', id: string): Promise<void> {
  const { json } = await api('GET', `/roles/${adminRoleId}/${noun}`)
  const ids = json.map((holder: { id: string }) => holder.id)
  await api('PUT', `/roles/${adminRoleId}/${noun}`, [...ids, id])
}

/** One attribute of each degree of openness, with values for every user and for some groups. */
async function addAttributes(
  server: TestServer,
  users: readonly string[],
  groups: readonly string[],
): Promise<void> {
  const { closed } = secrets
  const secretDefault = { default_value: secrets.hidden, user_can_edit: true, ...hidden }
  for (const [definition, valueFor] of [
    [{ user_can_edit: true }, secrets.ownOf],
    [{ user_can_view: true }, secrets.ownOf],
    [{ default_value: closed }, () => closed],
    [secretDefault, () => secrets.hidden],
  ] as const) {
    const { id } = await anAttribute(server, definition)
    for (const group_id of groups) {
      const value = valueFor === secrets.ownOf ? 'of a group' : valueFor('')
      await server.api('PATCH', `/groups/${group_id}/attribute_values/${id}`, { value })
    }
    for (const user_id of users) {
      const value = valueFor(user_id)
      await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, { value })
    }
  }
}
