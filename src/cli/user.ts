// `attrium user ls|cat|create|update|rm`.
import { CallFailed, CallRefused } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import { shownAfter } from './after-change.ts'
import type { Invocation } from './client-command.ts'
import { confirmed } from './confirm.ts'
import { type Connection, connect, userIdOf } from './connection/connect.ts'
import { limitIn } from './limit.ts'
import { groupIdOf, roleIdOf } from './named.ts'
import { pickedColumns } from './picked-columns.ts'
import { type FormatFlags, formatOf, note, printList, printThing } from './screen/output.ts'
import type { Column } from './screen/table.ts'

/** What the commands show of a user; callers without `see_users` get less of others. */
interface ShownUser {
  readonly id?: string | null
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly email?: string | null
  readonly is_disabled?: boolean | null
  readonly role_ids?: readonly string[] | null
  readonly group_ids?: readonly string[] | null
}

const fields = 'id,first_name,last_name,email,is_disabled,role_ids,group_ids'

const columns: readonly Column<ShownUser>[] = [
  { name: 'id', of: ({ id }) => id ?? null },
  { name: 'email', of: ({ email }) => email ?? null, style: 'strong' },
  { name: 'first_name', of: ({ first_name }) => first_name ?? null },
  { name: 'last_name', of: ({ last_name }) => last_name ?? null },
  { name: 'is_disabled', title: 'disabled', of: ({ is_disabled }) => (is_disabled ? 'yes' : '') },
]
const more: readonly Column<ShownUser>[] = [
  { name: 'role_ids', title: 'roles', of: ({ role_ids }) => role_ids?.join(', ') ?? null },
  { name: 'group_ids', title: 'groups', of: ({ group_ids }) => group_ids?.join(', ') ?? null },
]

interface ListFlags extends FormatFlags {
  readonly fields?: string
  readonly email?: string
  readonly name?: string
  readonly group?: string
  readonly disabled?: boolean
  readonly limit?: string
}

export async function listUsers({ flags, io }: Invocation<ListFlags>): Promise<void> {
  const picked = pickedColumns(flags.fields, [...columns, ...more], columns)
  const limit = limitIn(flags.limit)
  const connection = await connect(flags, io)
  const { looker } = connection
  const paged = { fields, ...(limit !== undefined && { limit }) }
  const { email, name, group, disabled } = flags
  if (group !== undefined && (email ?? name ?? disabled) !== undefined) {
    throw new CannotRun('--group lists all its members; leave out the other conditions.')
  }
  const rows: readonly ShownUser[] =
    group !== undefined
      ? (
          await looker('GET /groups/{group_id}/users', {
            path: { group_id: await groupIdOf(connection, group) },
            query: paged,
          })
        ).body
      : name !== undefined
        ? (
            await looker('GET /users/search/names/{pattern}', {
              path: { pattern: name },
              query: { ...paged, ...conditions(email, disabled) },
            })
          ).body
        : (
            await looker('GET /users/search', {
              query: { ...paged, ...conditions(email, disabled) },
            })
          ).body
  printList(flags, io, { rows, columns: picked, none: 'Nobody.' })
}

const conditions = (email: string | undefined, is_disabled: boolean | undefined) => ({
  ...(email !== undefined && { email: `%${email}%` }),
  ...(is_disabled !== undefined && { is_disabled }),
})

export async function showUser({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const { looker } = await connect(flags, io)
  const user_id = await userIdOf(looker, args[0] ?? '')
  await print(looker, user_id, flags, io)
}

async function print(
  looker: Connection['looker'],
  user_id: string,
  flags: FormatFlags,
  io: Invocation['io'],
): Promise<void> {
  const { body } = await looker('GET /users/{user_id}', { path: { user_id }, query: { fields } })
  const shown: ShownUser = body
  const nameOf = formatOf(flags) === 'table' ? await namesOf(looker, shown) : undefined
  const named = more.map((column): Column<ShownUser> => {
    const names = nameOf?.(column.name as 'role_ids' | 'group_ids')
    return names === undefined ? column : { ...column, shown: () => names.join(', ') }
  })
  printThing(flags, io, shown, [...columns, ...named])
}

/** Names of roles and groups; ids of those that the caller may not see. */
async function namesOf(looker: Connection['looker'], user: ShownUser) {
  const query = { fields: 'id,name' }
  type Things = readonly { readonly id?: string | null; readonly name?: string | null }[]
  const listed = (things: Promise<{ readonly body: Things }>) =>
    things.then(
      ({ body }) => body,
      (error) => {
        if (error instanceof CallRefused) return []
        throw error
      },
    )
  const [role_ids, group_ids] = await Promise.all([
    user.role_ids?.length ? listed(looker('GET /roles', { query })) : [],
    user.group_ids?.length ? listed(looker('GET /groups', { query })) : [],
  ])
  const found = { role_ids, group_ids }
  return (field: 'role_ids' | 'group_ids') =>
    user[field]?.map((id) => found[field].find((it) => it.id === id)?.name ?? id)
}

interface PersonFlags extends FormatFlags {
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
  readonly disabled?: boolean
  readonly role?: readonly string[]
  readonly group?: readonly string[]
}

export async function createUser({ args, flags, io }: Invocation<PersonFlags>): Promise<void> {
  const [email = ''] = args
  if (!email.includes('@')) throw new CannotRun('The user is named by an e-mail address.')
  const connection = await connect(flags, io)
  const { looker } = connection
  const roles = await roleIds(connection, flags)
  const groups = await Promise.all((flags.group ?? []).map((it) => groupIdOf(connection, it)))
  const { body } = await looker('POST /users', { body: names(flags) })
  const user_id = body.id ?? ''
  try {
    await looker('POST /users/{user_id}/credentials_email', { path: { user_id }, body: { email } })
    if (roles !== undefined) {
      await looker('PUT /users/{user_id}/roles', { path: { user_id }, body: roles })
    }
    for (const group_id of groups) {
      await looker('POST /groups/{group_id}/users', { path: { group_id }, body: { user_id } })
    }
  } catch (error) {
    // Half a user is none: what was begun is taken back.
    const isGone = await looker('DELETE /users/{user_id}', { path: { user_id } }).then(
      () => true,
      () => false,
    )
    if (isGone || !(error instanceof Error)) throw error
    const left = `User ${user_id} is only half made: attrium user rm ${user_id} --yes removes them.`
    throw new CallFailed(`${error.message} ${left}`)
  }
  await shownAfter(io, `User ${user_id}`, print(looker, user_id, flags, io))
  note(io, 'They sign in to programs with an API key: attrium key new makes one.')
}

const names = ({ firstName, lastName, disabled }: PersonFlags) => ({
  ...(firstName !== undefined && { first_name: firstName }),
  ...(lastName !== undefined && { last_name: lastName }),
  ...(disabled !== undefined && { is_disabled: disabled }),
})

const roleIds = async (connection: Connection, { role }: PersonFlags) =>
  role === undefined
    ? undefined
    : Promise.all(role.filter((it) => it !== '').map((it) => roleIdOf(connection, it)))

export async function updateUser({ args, flags, io }: Invocation<PersonFlags>): Promise<void> {
  const connection = await connect(flags, io)
  const { looker } = connection
  const body = names(flags)
  const roles = await roleIds(connection, flags)
  const { email } = flags
  if (Object.keys(body).length === 0 && roles === undefined && email === undefined) {
    throw new CannotRun('Nothing to change: name a field, such as --last-name.')
  }
  const user_id = await userIdOf(looker, args[0] ?? '')
  const path = { user_id }
  if (Object.keys(body).length > 0) await looker('PATCH /users/{user_id}', { path, body })
  if (email !== undefined) await setEmail(looker, user_id, email)
  if (roles !== undefined) await looker('PUT /users/{user_id}/roles', { path, body: roles })
  await shownAfter(io, `User ${user_id}`, print(looker, user_id, flags, io))
}

async function setEmail(looker: Connection['looker'], user_id: string, email: string) {
  const given = { path: { user_id }, body: { email } }
  try {
    await looker('PATCH /users/{user_id}/credentials_email', given)
  } catch (error) {
    // Whoever has no address yet gets one.
    if (!(error instanceof CallRefused) || error.status !== 404) throw error
    await looker('POST /users/{user_id}/credentials_email', given)
  }
}

export async function removeUser({
  args,
  flags,
  io,
}: Invocation<{ readonly yes?: boolean }>): Promise<void> {
  const [user = ''] = args
  const { looker } = await connect(flags, io)
  const user_id = await userIdOf(looker, user)
  await confirmed(io, flags, `Delete the user ${user} with all their values and keys?`)
  await looker('DELETE /users/{user_id}', { path: { user_id } })
  note(io, `The user ${user} is deleted.`)
}
