// `attrium group ls|cat|create|update|rm|add|remove`.
import type { SentOperation } from '../client/client.ts'
import { CannotRun } from '../errors.ts'
import { type ChangeFlags, changeAndTell } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { type TimeFlags, timesOf } from './moment.ts'
import { groupIdOf } from './named.ts'
import { pickedColumns } from './picked-columns.ts'
import { removeThing } from './remove-thing.ts'
import { type FormatFlags, printList, printThing } from './screen/output.ts'
import type { Column } from './screen/table.ts'
import { userFields } from './what-if.ts'

interface ListFlags extends FormatFlags {
  readonly fields?: string
}

interface ShownGroup {
  readonly id?: string | null
  readonly name?: string | null
  readonly user_count?: number | null
  readonly parents: readonly string[]
}

export async function listGroups({ flags, io }: Invocation<ListFlags>): Promise<void> {
  const nameOf = new Map<unknown, string | null | undefined>()
  const all: readonly Column<ShownGroup>[] = [
    { name: 'id', of: ({ id }) => id ?? null },
    { name: 'name', of: ({ name }) => name ?? null, style: 'strong' },
    { name: 'user_count', title: 'users', of: ({ user_count }) => user_count ?? null },
    {
      name: 'parent_group_ids',
      title: 'in',
      of: ({ parents }) => parents.join(' '),
      shown: ({ parents }) => parents.map((id) => nameOf.get(id) ?? id).join(', '),
    },
  ]
  const columns = pickedColumns(flags.fields, all, all)
  const { looker } = await connect(flags, io)
  const { body } = await looker('GET /groups/search/with_hierarchy', {
    query: { fields: 'id,name,user_count,parent_group_ids' },
  })
  for (const { id, name } of body) nameOf.set(id, name)
  printList(flags, io, {
    rows: body.map((group) => ({ ...group, parents: group.parent_group_ids ?? [] })),
    json: body,
    columns,
    none: 'You may see no group.',
  })
}

export async function showGroup({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const connection = await connect(flags, io)
  const { looker } = connection
  const group_id = await groupIdOf(connection, args[0] ?? '')
  const path = { group_id }
  const [group, inner, users] = await Promise.all([
    looker('GET /groups/{group_id}', { path, query: { fields: 'id,name,user_count' } }),
    looker('GET /groups/{group_id}/groups', { path, query: { fields: 'id,name' } }),
    looker('GET /groups/{group_id}/users', { path, query: { fields: 'id,email,display_name' } }),
  ])
  type Member = { readonly email?: string | null; readonly id?: string | null }
  const nameOfUser = ({ email, id }: Member) => email || (id ?? '')
  const thing = { ...group.body, groups: inner.body, users: users.body as readonly Member[] }
  printThing(flags, io, thing, [
    { name: 'id', of: ({ id }) => id ?? null },
    { name: 'name', of: ({ name }) => name ?? null },
    { name: 'groups', of: ({ groups }) => groups.map(({ name }) => name).join(', ') },
    { name: 'users', of: ({ users }) => users.map(nameOfUser).join(', ') },
  ])
}

export async function createGroup({ args, flags, io }: Invocation<ChangeFlags>): Promise<number> {
  const op = { op: 'create_group', name: args[0] ?? '' }
  return changeAndTell(await connect(flags, io), io, flags, [op])
}

export async function updateGroup({
  args,
  flags,
  io,
}: Invocation<ChangeFlags & { readonly name?: string }>): Promise<number> {
  const [group = ''] = args
  const op = { op: 'update_group', group, name: flags.name ?? '' }
  return changeAndTell(await connect(flags, io), io, flags, [op])
}

export const removeGroup = (given: Invocation<ChangeFlags & { readonly yes?: boolean }>) =>
  removeThing(given, 'group', { op: 'delete_group', group: given.args[0] ?? '' })

interface MemberFlags extends ChangeFlags, TimeFlags {
  readonly child?: readonly string[]
}

export const addMembers = (given: Invocation<MemberFlags>) => members(given, 'add')
export const removeMembers = (given: Invocation<MemberFlags>) => members(given, 'remove')

async function members(
  { args, flags, io }: Invocation<MemberFlags>,
  what: 'add' | 'remove',
): Promise<number> {
  const [group = '', ...users] = args
  const { child = [] } = flags
  if (users.length + child.length === 0) {
    throw new CannotRun('Name users, or groups with --child.')
  }
  const times = timesOf(flags, io.now())
  if (child.length > 0 && Object.keys(times).length > 0) {
    throw new CannotRun('Only users are in a group for a time; put groups into it without times.')
  }
  const operations: SentOperation[] = [
    ...users.map((user) => ({ op: `${what}_group_user`, group, ...userFields(user), ...times })),
    ...child.map((child_group) => ({ op: `${what}_group_group`, group, child_group })),
  ]
  return changeAndTell(await connect(flags, io), io, flags, operations)
}
