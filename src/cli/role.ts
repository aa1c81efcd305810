// `attrium role ls|cat|create|update|rm`.
import { CannotRun } from '../errors.ts'
import { shownAfter } from './after-change.ts'
import type { Invocation } from './client-command.ts'
import { confirmed } from './confirm.ts'
import { type Connection, connect } from './connection/connect.ts'
import { idNamed, roleIdOf } from './named.ts'
import { pickedColumns } from './picked-columns.ts'
import { type FormatFlags, note, printList, printThing } from './screen/output.ts'
import type { Column } from './screen/table.ts'

interface ShownRole {
  readonly id?: string | null
  readonly name?: string | null
  readonly permission_set?: {
    readonly name?: string | null
    readonly permissions?: readonly string[] | null
  } | null
  readonly model_set?: { readonly name?: string | null } | null
}

const columns: readonly Column<ShownRole>[] = [
  { name: 'id', of: ({ id }) => id ?? null },
  { name: 'name', of: ({ name }) => name ?? null, style: 'strong' },
  { name: 'permission_set', of: ({ permission_set }) => permission_set?.name ?? null },
  { name: 'model_set', of: ({ model_set }) => model_set?.name ?? null },
]

interface ListFlags extends FormatFlags {
  readonly fields?: string
}

export async function listRoles({ flags, io }: Invocation<ListFlags>): Promise<void> {
  const picked = pickedColumns(flags.fields, columns, columns)
  const { looker } = await connect(flags, io)
  const { body } = await looker('GET /roles')
  printList<ShownRole>(flags, io, { rows: body, columns: picked, none: 'There is no role.' })
}

export async function showRole({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const connection = await connect(flags, io)
  await print(connection, await roleIdOf(connection, args[0] ?? ''), flags, io)
}

async function print(
  { looker }: Connection,
  role_id: string,
  flags: FormatFlags,
  io: Invocation['io'],
): Promise<void> {
  const path = { role_id }
  const direct_association_only = true
  const [role, groups, users] = await Promise.all([
    looker('GET /roles/{role_id}', { path }),
    looker('GET /roles/{role_id}/groups', { path, query: { fields: 'id,name' } }),
    looker('GET /roles/{role_id}/users', {
      path,
      query: { fields: 'id,email', direct_association_only },
    }),
  ])
  const thing = { ...role.body, groups: groups.body, users: users.body }
  const shown: ShownRole & typeof thing = thing
  printThing(flags, io, shown, [
    ...columns,
    {
      name: 'permissions',
      of: ({ permission_set }) => permission_set?.permissions?.join(', ') ?? null,
    },
    { name: 'groups', of: ({ groups }) => groups.map(({ name }) => name).join(', ') },
    { name: 'users', of: ({ users }) => users.map((it) => it.email || it.id).join(', ') },
  ])
}

interface RoleFlags extends FormatFlags {
  readonly name?: string
  readonly permissionSet?: string
  readonly modelSet?: string
}

const sets = async ({ looker }: Connection, { permissionSet, modelSet }: RoleFlags) => {
  const query = { fields: 'id,name' }
  return {
    ...(permissionSet !== undefined && {
      permission_set_id: await idNamed(
        'permission set',
        permissionSet,
        async () => (await looker('GET /permission_sets', { query })).body,
      ),
    }),
    ...(modelSet !== undefined && {
      model_set_id: await idNamed(
        'model set',
        modelSet,
        async () => (await looker('GET /model_sets', { query })).body,
      ),
    }),
  }
}

export async function createRole({ args, flags, io }: Invocation<RoleFlags>): Promise<void> {
  const [name = ''] = args
  const connection = await connect(flags, io)
  const body = { name, ...(await sets(connection, { modelSet: 'All', ...flags })) }
  const { body: role } = await connection.looker('POST /roles', { body })
  await shownAfter(io, `Role ${role.id}`, print(connection, role.id ?? '', flags, io))
}

export async function updateRole({ args, flags, io }: Invocation<RoleFlags>): Promise<void> {
  const connection = await connect(flags, io)
  const { name } = flags
  const body = { ...(name !== undefined && { name }), ...(await sets(connection, flags)) }
  if (Object.keys(body).length === 0) {
    throw new CannotRun('Nothing to change: name a field, such as --permission-set.')
  }
  const role_id = await roleIdOf(connection, args[0] ?? '')
  await connection.looker('PATCH /roles/{role_id}', { path: { role_id }, body })
  await shownAfter(io, `Role ${role_id}`, print(connection, role_id, flags, io))
}

export async function removeRole({
  args,
  flags,
  io,
}: Invocation<{ readonly yes?: boolean }>): Promise<void> {
  const [role = ''] = args
  const connection = await connect(flags, io)
  const role_id = await roleIdOf(connection, role)
  await confirmed(io, flags, `Delete the role ${role}? Whoever has it loses its permissions.`)
  await connection.looker('DELETE /roles/{role_id}', { path: { role_id } })
  note(io, `The role ${role} is deleted.`)
}
