// The time of the database, which all its nodes use (T-46).
import { prepare, sql } from '../statement.ts'

/** In milliseconds since 1970 UTC. It moves on within a transaction too. */
export const databaseTime = prepare((writer) =>
  writer
    .selectFrom('catalogue')
    .select(sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`.as('time')),
)({})
