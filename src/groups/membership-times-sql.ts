// What a sweep stores about a membership that has begun or ended (decision 70).
import type { Subject } from '../audit/audit-row.ts'
import { hasEnded } from '../domain/times.ts'
import type { GroupId, UserId } from '../ids.ts'
import {
  idText,
  nameOfDeleted,
  prepare,
  required,
  type Statement,
  sql,
} from '../store/statement.ts'
import { timesTold } from '../values/value-change.ts'

/** Memberships that have begun or ended by now; those of groups that are deleted are removed with them. */
export const dueMemberships = prepare((writer, { now, most }: { now: number; most: number }) =>
  writer
    .selectFrom('group_users as member')
    .innerJoin('groups', 'groups.id', 'member.group_id')
    .select([
      idText('member.user_id').as('user_id'),
      idText('member.group_id').as('group_id'),
      'member.starts_at',
      'member.expires_at',
    ])
    .where((where) =>
      where.or([where('member.expires_at', '<=', now), where('member.starts_at', '<=', now)]),
    )
    .where('groups.name_key', '<>', nameOfDeleted('groups.id'))
    .limit(sql<number>`${most}`),
)
export type DueMembership = NonNullable<ReturnType<typeof dueMemberships>['row']>

type Key = { group_id: GroupId; user_id: UserId }
type Row = Key & { starts_at: number | null; expires_at: number | null }

/** Nobody has changed the membership meanwhile, or deleted its group. */
const asRead = ({ group_id, user_id, starts_at, expires_at }: Row) =>
  sql<boolean>`group_id = ${group_id} and user_id = ${user_id}
    and starts_at is not distinct from ${starts_at}
    and expires_at is not distinct from ${expires_at}
    and exists (select 1 from groups where groups.id = group_id
      and name_key <> ${nameOfDeleted('groups.id')})`

const prepareTakeOut = prepare((writer, row: Row) =>
  writer.deleteFrom('group_users').where(asRead(row)),
)
const prepareBegin = prepare((writer, row: Row) =>
  writer.updateTable('group_users').set({ starts_at: null }).where(asRead(row)),
)
const changeRights = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .updateTable('users')
    .set((user) => ({ authority: user('authority', '+', 1) }))
    .where('id', '=', user_id),
)

interface Swept {
  readonly operation: string
  readonly statements: readonly Statement[]
  readonly audit: Subject
}

/** Takes the user out if the membership has ended by then; otherwise it has begun, and has no start any more. */
export function sweptMembership(row: DueMembership, time: number): Swept {
  const key = { group_id: row.group_id as GroupId, user_id: row.user_id as UserId }
  const times = { starts_at: row.starts_at, expires_at: row.expires_at }
  const isOver = hasEnded(times, time)
  return {
    operation: isOver ? 'expire_group_user' : 'start_group_user',
    statements: [
      isOver
        ? required(prepareTakeOut({ ...key, ...times }))
        : required(prepareBegin({ ...key, ...times })),
      changeRights({ user_id: key.user_id }),
    ],
    audit: { ...key, details: timesTold(times) },
  }
}
