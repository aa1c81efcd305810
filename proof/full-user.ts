// Fills a store with a user who has very many rows: values, their history, and former addresses.
import { auditRow, byServer } from '../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../src/catalogue/sql.ts'
import type { UserAttributeId, UserId } from '../src/ids.ts'
import { raw } from '../src/store/conformance/rows.ts'
import type { Db } from '../src/store/db.ts'
import { type Statement, sql } from '../src/store/statement.ts'
import { valueChange } from '../src/values/value-change.ts'
import type { Node } from './nodes.ts'

const firstAttribute = 1000
const atATime = 1000

/** Half of the rows are changes of values, a fiftieth the values themselves, the rest former addresses. */
export async function fillUser({ running }: Node, user: string, count: number): Promise<void> {
  const { db, keys } = running.server
  const user_id = user as UserId
  const values = Math.max(1, Math.round(count / 50))
  const changes = Math.max(values, Math.round(count / 2))
  const attributes = numbers(firstAttribute, values)
  await store(db, [
    raw(sql`insert into user_attributes (id, name, label, label_key, type)
      select cast(value as bigint), 'many_' || value, 'many_' || value, 'many_' || value, 'string'
      from json_each(${attributes})`),
    raiseCatalogueVersion,
  ])
  for (let from = 0; from < changes; from += atATime) {
    const places = Array.from({ length: Math.min(atATime, changes - from) }, (_, at) => from + at)
    await db.commitAll(
      places.map((at) => {
        const id = String(firstAttribute + (at % values)) as UserAttributeId
        const change = { of: 'user', user_id, value: `value ${at}` } as const
        const { statements, audit } = valueChange(
          keys.hidden,
          { id, value_is_hidden: false },
          change,
        )
        return {
          statements,
          audit: auditRow(byServer('filled', 1), audit),
          changesAuthority: false,
        }
      }),
    )
  }
  const addresses = Math.floor((count - values - changes) / 2)
  const places = numbers(1, addresses)
  await store(db, [
    raw(sql`insert into audit_texts (user_id, field, sequence, before, after)
      select cast(${user_id} as bigint), 'email', 1000000000 + cast(value as bigint), 'a@b.example', 'c@d.example'
      from json_each(${places})`),
    raw(sql`insert into past_emails (user_id, email, since, until)
      select cast(${user_id} as bigint), 'a@b.example', 1000000000 + cast(value as bigint),
        1000000001 + cast(value as bigint)
      from json_each(${places})`),
  ])
}

/** A JSON list of this many numbers. */
const numbers = (first: number, count: number): string =>
  JSON.stringify(Array.from({ length: Math.max(0, count) }, (_, at) => String(first + at)))

async function store(db: Db, statements: readonly Statement[]): Promise<void> {
  const audit = auditRow(byServer('filled', 1), {})
  await db.commit({ statements: [...statements], audit, changesAuthority: true })
}
