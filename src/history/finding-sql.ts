// Statements that find rows of the audit for a history, newest first, each with a bounded amount of work.
import { partialIndexes } from '../store/migrations/0010-histories.ts'
import { ofSignIn } from '../store/migrations/0018-sign-in-values.ts'
import { ofOtherOperation } from '../store/migrations/0023-operations-in-histories.ts'
import { prepare, sql, type Writer, writer } from '../store/statement.ts'

/** A row that may belong to a history, and the bytes that it takes. */
export interface Candidate {
  readonly sequence: number
  readonly bytes: number
}

/** The part of the audit that is asked for: rows from `since` on and before `before`. */
type Part = { since: number; before: number; limit: number }

const candidate = [
  'audit.sequence',
  sql<number>`coalesce(octet_length(new_value), 0) + coalesce(octet_length(details), 0)`.as(
    'bytes',
  ),
] as const

const newestFirst = (writer: Writer, { since, before, limit }: Part) =>
  writer
    .selectFrom('audit')
    .select(candidate)
    .where('sequence', '<', before)
    .where('sequence', '>=', since)
    .orderBy('sequence', 'desc')
    .limit(limit)

/** All rows of a part: the caller takes so narrow a part that it may be read whole. */
export const rowsOfAll = prepare((writer, part: Part) => newestFirst(writer, part))

export const rowsOfAttribute = prepare((writer, part: Part & { user_attribute_id: string }) =>
  newestFirst(writer, part).where('user_attribute_id', '=', part.user_attribute_id),
)

export const rowsOfActor = prepare((writer, part: Part & { actor_id: string }) =>
  newestFirst(writer, part).where((where) =>
    where.or([where('actor_id', '=', part.actor_id), where('sudo_by', '=', part.actor_id)]),
  ),
)

export const rowsOfHotOperation = prepare((writer, part: Part & { operation: string }) =>
  newestFirst(writer, part).where('operation', '=', part.operation),
)

export const within = (index: keyof typeof partialIndexes) =>
  sql<boolean>`${sql.raw(partialIndexes[index].where)}`

type OfGroup = Part & { group_id: string }
export const rowsOfGroup = prepare((writer, part: OfGroup) =>
  writer
    .selectFrom('audit')
    .select(candidate)
    .where('group_id', '=', part.group_id)
    .where('sequence', '<', part.before)
    .where('sequence', '>=', part.since)
    .where(within('audit_by_group'))
    .orderBy('group_id', 'desc')
    .orderBy('sequence', 'desc')
    .limit(part.limit),
)

/** Rows about definitions and lists of group values, those of one attribute. */
export const rowsOfDefinition = prepare((writer, part: Part & { user_attribute_id: string }) =>
  writer
    .selectFrom('audit')
    .select(candidate)
    .where('user_attribute_id', '=', part.user_attribute_id)
    .where('sequence', '<', part.before)
    .where('sequence', '>=', part.since)
    .where(within('audit_by_definition'))
    .orderBy('user_attribute_id', 'desc')
    .orderBy('sequence', 'desc')
    .limit(part.limit),
)

export const rowsOfGroupValue = prepare((writer, part: OfGroup & { user_attribute_id: string }) =>
  writer
    .selectFrom('audit')
    .select(candidate)
    .where('user_attribute_id', '=', part.user_attribute_id)
    .where('group_id', '=', part.group_id)
    .where('sequence', '<', part.before)
    .where('sequence', '>=', part.since)
    .where(within('audit_by_group_value'))
    .orderBy('user_attribute_id', 'desc')
    .orderBy('group_id', 'desc')
    .orderBy('sequence', 'desc')
    .limit(part.limit),
)

type AboutUser = Part & { user_id: string }
const aboutUser = (writer: Writer, part: AboutUser) =>
  writer
    .selectFrom('audit')
    .select(candidate)
    .where('user_id', '=', part.user_id)
    .where('sequence', '<', part.before)
    .where('sequence', '>=', part.since)
    .orderBy('user_id', 'desc')
    .orderBy('sequence', 'desc')
    .limit(part.limit)

/** Rows about a user and no value of theirs. */
export const rowsOfPerson = prepare((writer, part: AboutUser) =>
  aboutUser(writer, part).where(within('audit_by_person')),
)

/** Rows about values of a user that sign-ins set or removed, of all attributes or of one. */
export const rowsOfSignIns = ({ user_attribute_id, ...part }: Part & OfSignIns) =>
  user_attribute_id === undefined ? signInRows(part) : signInRowsOf({ ...part, user_attribute_id })
interface OfSignIns {
  readonly user_id: string
  readonly user_attribute_id?: string | undefined
}
const fromSignIns = (writer: Writer, part: AboutUser) =>
  aboutUser(writer, part).where(sql<boolean>`${sql.raw(ofSignIn)}`)
const signInRows = prepare((writer, part: AboutUser) => fromSignIns(writer, part))
const signInRowsOf = prepare((writer, part: AboutUser & { user_attribute_id: string }) =>
  fromSignIns(writer, part).where('user_attribute_id', '=', part.user_attribute_id),
)

/** Rows of an operation that is none of the many changes of values of users. */
export const rowsOfOperation = prepare((writer, part: Part & { operation: string }) =>
  writer
    .selectFrom('audit')
    .select(candidate)
    .where('operation', '=', part.operation)
    .where('sequence', '<', part.before)
    .where('sequence', '>=', part.since)
    .where(sql<boolean>`${sql.raw(ofOtherOperation)}`)
    .orderBy('operation', 'desc')
    .orderBy('sequence', 'desc')
    .limit(part.limit),
)

type OfUser = { user_id: string }

/** The newest change of each value of a user; values that were removed have one too. */
export const newestOfUser = prepare((_, { user_id }: OfUser) => ({
  compile: () =>
    sql<{
      sequence: number
    }>`select newest_change as sequence from ${newestChanges(user_id, sql``)} as held
      order by newest_change desc limit ${sql.lit(mostValues + 1)}`.compile(writer),
}))

/** More values than these are not followed one by one. */
export const mostValues = 2000

const newestChanges = (user_id: string, more: ReturnType<typeof sql>) =>
  sql`(select newest_change from user_attribute_user_values
      where user_id = ${user_id} ${more} and newest_change is not null
    union select newest_change from ended_value_histories where user_id = ${user_id} ${more})`

/** A change of a value, and the one before it. */
export interface Link {
  readonly sequence: number
  readonly previous_change: number | null
}

const link = sql`held.sequence, held.previous_change, coalesce(octet_length(held.new_value), 0)`

type Depth = { depth: number }

/** Changes of values of users, and up to `depth` - 1 changes before each, found by links. */
export const linkedChanges = prepare((_, { list, depth }: Depth & { list: string }) => ({
  compile: () =>
    linkedFrom(
      sql`json_each(${list}) cross join audit as held where held.sequence = cast(value as bigint)`,
      depth,
    ),
}))

/** The same from the newest change of one value on, which may have been removed. */
export const changesOfValue = prepare(
  (_, { user_id, user_attribute_id, depth }: Depth & OfUser & { user_attribute_id: string }) => ({
    compile: () =>
      linkedFrom(
        sql`${newestChanges(user_id, sql`and user_attribute_id = ${user_attribute_id}`)} as newest
          cross join audit as held where held.sequence = newest.newest_change`,
        depth,
      ),
  }),
)

const linkedFrom = (newest: ReturnType<typeof sql>, depth: number) =>
  sql<
    Link & { bytes: number }
  >`with recursive history (sequence, previous_change, bytes, depth) as (
      select ${link}, 1 from ${newest}
      union all
      select ${link}, history.depth + 1 from history
        cross join audit as held
        where held.sequence = history.previous_change and history.depth < ${depth})
    select sequence, previous_change, bytes from history`.compile(writer)
