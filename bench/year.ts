// A year of changes: rows of the audit, each value linked to the changes that it had.
import type { Connection } from '../src/store/sqlite/connection.ts'
import { firstUserId } from './requests.ts'

const day = 86_400_000
/** Changes that every value had: one on the first day, the others during the year. */
const passes = 4
/** The first values of the first attribute had as many again, each a thousand. */
const deep = 1000

export interface Year {
  /** A time after every value was set, and before all other changes. */
  readonly asOf: string
  readonly changes: number
}

interface Values {
  readonly users: number
  readonly attributeIds: readonly number[]
}

/** Whose values had a thousand changes: as many users as this. */
export const deepUsers = (users: number) => Math.ceil(users / 100)

/**
 * Writes directly into the file. The rows have no MAC, so the audit cannot be verified; reading does not need that.
 */
export function addYear(
  connection: Connection,
  { users, attributeIds }: Values,
  now: number,
): Year {
  const values = users * attributeIds.length
  const [first = 0] = attributeIds
  const begun = now - 366 * day
  const many = deepUsers(users)
  const changes = values * passes + many * deep
  const chain = connection
    .prepare(
      `insert into audit_chains (opened_at, head_sequence, head_mac) values (?, ?, '') returning id`,
    )
    .pluck()
    .get(begun, changes) as number
  const base = connection.prepare('select max(sequence) from audit').pluck().get() as number
  connection.exec(`update moments set at = ${begun - day} where at is not null`)
  const add = (from: string, facts: Readonly<Record<string, string>>) =>
    connection.exec(`insert into audit (sequence, at, request_id, operation, actor_id, address, user_id,
        user_attribute_id, new_value, chain_id, chain_sequence, mac, previous_change)
      select ${facts['sequence']}, ${facts['at']}, 'bench', 'set_user_attribute_user_value', 1, '127.0.0.1',
        ${facts['user']}, ${facts['attribute']}, 'region ' || ${facts['sequence']}, ${chain},
        ${facts['sequence']} - ${base}, '', ${facts['previous']}
      ${from}`)
  const place = `((user_id - ${firstUserId}) * ${attributeIds.length} + user_attribute_id - ${first})`
  const sequence = (pass: number) => `(${base + 1 + pass * values} + ${place})`
  for (let pass = 0; pass < passes; pass++) {
    const time = `${begun} + ${pass === 0 ? 0 : Math.round((365 * day * pass) / passes)}`
    add('from user_attribute_user_values order by user_id, user_attribute_id', {
      ...{ user: 'user_id', attribute: 'user_attribute_id', at: `${time} + ${place}` },
      ...{ sequence: sequence(pass), previous: pass === 0 ? 'null' : sequence(pass - 1) },
    })
  }
  const others = base + 1 + passes * values
  add(
    `from (with recursive numbers(n) as
      (select 0 union all select n + 1 from numbers where n < ${many * deep - 1}) select n from numbers)`,
    {
      ...{ user: `${firstUserId} + n % ${many}`, attribute: `${first}`, sequence: `${others} + n` },
      at: `${begun + 365 * day} + n`,
      previous: `case when n >= ${many} then ${others} + n - ${many}
        else ${base + 1 + (passes - 1) * values} + n * ${attributeIds.length} end`,
    },
  )
  connection.exec(`update user_attribute_user_values set newest_change = ${sequence(passes - 1)};
    update user_attribute_user_values
      set newest_change = ${others + (deep - 1) * many} + user_id - ${firstUserId}
      where user_attribute_id = ${first} and user_id < ${firstUserId + many}`)
  return { asOf: new Date(begun + day).toISOString(), changes }
}
