// Statements that read what people, groups and attributes were called.
import { isUndone } from '../audit/undone-sql.ts'
import { prepare, sql, writer } from '../store/statement.ts'
import { within } from './finding-sql.ts'

/** A thing and a moment. */
export interface Asked {
  readonly id: string
  readonly sequence: number
}

/** What a thing was called at a moment, and the change that has named it so. */
export interface Called extends Asked {
  readonly since: number | null
  /** The details of that change, or the name itself. */
  readonly told: string | null
}

const id = sql`cast(item.value ->> 'id' as bigint)`
const then = sql`cast(item.value ->> 'sequence' as bigint)`
const upTo = sql`held.sequence <= ${then} and not ${isUndone('held', then)}`
const asked = sql`item.value ->> 'id' as id, cast(item.value ->> 'sequence' as bigint) as sequence`

type List = { list: string }

/** One of the names of people; `list` is JSON of `Asked`. */
const namesOfPeople = (field: 'first_name' | 'last_name') => {
  const newest = (column: string) => sql`(select ${sql.raw(column)} from audit_texts as held
    where held.user_id = ${id} and held.field = ${sql.lit(field)} and ${upTo}
    order by held.sequence desc limit 1)`
  return prepare((_, { list }: List) => ({
    compile: () =>
      sql<Called>`select ${asked}, ${newest('sequence')} as since,
          ${newest('coalesce(after, before)')} as told
        from json_each(${list}) as item`.compile(writer),
  }))
}
export const firstNames = namesOfPeople('first_name')
export const lastNames = namesOfPeople('last_name')

const namesOfThings = (
  column: 'group_id' | 'user_attribute_id',
  index: 'audit_by_named_group' | 'audit_by_named_attribute',
) => {
  const newest = (shown: string) => sql`(select ${sql.raw(shown)} from audit as held
    where held.${sql.raw(column)} = ${id} and ${upTo} and ${within(index)}
      and (details like '%"name":%')
    order by held.${sql.raw(column)} desc, held.sequence desc limit 1)`
  return prepare((_, { list }: List) => ({
    compile: () =>
      sql<Called>`select ${asked}, ${newest('held.sequence')} as since, ${newest('details')} as told
        from json_each(${list}) as item`.compile(writer),
  }))
}
export const namesOfGroups = namesOfThings('group_id', 'audit_by_named_group')
export const namesOfAttributes = namesOfThings('user_attribute_id', 'audit_by_named_attribute')

/** What a thing was called by the intervals of the past, which an archive leaves whole. */
const pastNamesOf = (table: 'past_groups' | 'past_attributes') =>
  prepare((_, { list }: List) => ({
    compile: () =>
      sql<{ id: string; sequence: number; name: string }>`select ${asked}, held.name as name
        from json_each(${list}) as item cross join ${sql.raw(table)} as held
        where held.id = ${id} and held.since <= ${momentOf}
          and (held.until is null or held.until > ${momentOf})`.compile(writer),
  }))
const momentOf = sql`(select max(number) from moments
  where moments.sequence <= cast(item.value ->> 'sequence' as bigint))`
export const pastNamesOfGroups = pastNamesOf('past_groups')
export const pastNamesOfAttributes = pastNamesOf('past_attributes')
