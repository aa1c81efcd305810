// Statements that read the catalogue as it was at a moment of the past.
import { idText, prepare, sql } from '../store/statement.ts'
import { at, type Moment } from './sql.ts'

/** Whether an attribute was hidden at the moment or later. */
const hiddenSince = (moment: number) => sql<boolean>`exists (select 1 from past_attributes as later
  where later.id = held.id and later.value_is_hidden
    and (later.until is null or later.until > ${moment}))`

export const pastAttributes = prepare((writer, { moment }: Moment) =>
  writer
    .selectFrom('past_attributes as held')
    .select([
      idText('id').as('id'),
      'name',
      'label',
      'type',
      'default_value',
      'is_system',
      'is_permanent',
      sql<number>`case when ${hiddenSince(moment)} then 1 else 0 end`.as('hidden'),
      'user_can_view',
      'user_can_edit',
      'hidden_value_domain_whitelist',
      'choices',
      'combine',
      'default_change',
    ])
    .where(at('held', moment))
    .orderBy('held.id'),
)

/**
 * Attributes that were there at the moment and had been deleted before: since which row of the audit they are there
 * again. Values that were set before went with the deletion.
 */
export const pastReturns = prepare((writer, { moment }: Moment) =>
  writer
    .selectFrom('past_attributes as held')
    .innerJoin('past_attributes as back', 'back.id', 'held.id')
    .innerJoin('moments as begun', 'begun.number', 'back.since')
    .select([idText('held.id').as('id'), sql<number>`max(begun.sequence)`.as('sequence')])
    .where(at('held', moment))
    .where('back.since', '<=', moment)
    .where(
      sql<boolean>`exists (select 1 from past_attributes as gone
        where gone.id = back.id and gone.until < back.since)
      and not exists (select 1 from past_attributes as earlier
        where earlier.id = back.id and earlier.until = back.since)`,
    )
    .groupBy('held.id'),
)

export const pastGroupValues = prepare((writer, { moment }: Moment) =>
  writer
    .selectFrom('past_group_values as held')
    .select([
      idText('id').as('id'),
      idText('user_attribute_id').as('user_attribute_id'),
      idText('group_id').as('group_id'),
      'rank',
      'value',
      'newest_change',
      'starts_at',
      'expires_at',
    ])
    .where(at('held', moment))
    .orderBy('held.id'),
)

export const pastGroups = prepare((writer, { moment }: Moment) =>
  writer
    .selectFrom('past_groups as held')
    .select([idText('id').as('id'), 'name'])
    .where(at('held', moment))
    .orderBy('held.id'),
)

export const pastNesting = prepare((writer, { moment }: Moment) =>
  writer
    .selectFrom('past_nesting as held')
    .select([idText('parent_group_id').as('parent_group_id'), idText('group_id').as('group_id')])
    .where(at('held', moment))
    .orderBy('held.parent_group_id'),
)
