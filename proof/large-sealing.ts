// G-37: an attribute with many changes in the audit becomes hidden while others go on setting values.
import { setTimeout as pause } from 'node:timers/promises'
import { auditRow, byServer } from '../src/audit/audit-row.ts'
import type { UserAttributeId, UserId } from '../src/ids.ts'
import { raw } from '../src/store/conformance/rows.ts'
import { sql } from '../src/store/statement.ts'
import { valueChange } from '../src/values/value-change.ts'
import { make, sure } from './asking.ts'
import { beginOthers } from './delay-of-others.ts'
import type { Figure, Outcome, Run } from './figure.ts'
import { countOn, type Node, type Nodes, type Setup, withNodes } from './nodes.ts'

const changes = 1_000_000
/** Changes of one value, so that each value has a history. */
const changesOfOne = 10
const atATime = 1000

export const largeSealing = (setup: Setup): Figure => ({
  id: 'G-37',
  about: 'an attribute with a long audit becomes hidden; readable at the end, delay of others',
  alone: true,
  run: (run) => withNodes(setup, undefined, (nodes) => becomesHidden(nodes, setup, run)),
})

async function becomesHidden(nodes: Nodes, setup: Setup, run: Run): Promise<Outcome> {
  const count = countOn(setup, run, changes)
  const definition = (name: string) => ({ name, label: name, type: 'string' })
  const many = await make(nodes.ask, '/user_attributes', definition('many'))
  const other = await make(nodes.ask, '/user_attributes', definition('other'))
  const [first] = nodes.all
  if (first === undefined) throw new Error('a setup has at least one node')
  const users = await fill(first, many as UserAttributeId, count)
  const patch = () => {
    const user = users[Math.floor(Math.random() * users.length)]
    const value = String(Math.random())
    return sure(nodes.ask('PATCH', `/users/${user}/attribute_values/${other}`, { value }))
  }
  const others = await beginOthers(patch)
  const from = performance.now()
  const { status } = await nodes.ask('PATCH', `/user_attributes/${many}`, {
    ...{ value_is_hidden: true, hidden_value_domain_whitelist: 'https://a.example/*' },
  })
  const answered = performance.now() - from
  while (!(await first.running.server.sealer.start())) await pause(50)
  const sealed = performance.now() - from
  const delay = await others()
  const readable = await readableOf(first, many)
  const problems = [
    ...(status === 200 ? [] : [`the change was answered ${status}`]),
    ...(readable === 0 ? [] : [`${readable} values are readable`]),
    ...delay.problems,
  ]
  const counts = {
    engine: setup.engine,
    nodes: setup.nodes,
    changes: count,
    readable,
    ...delay.counts,
    answered_ms: Math.round(answered),
    sealed_ms: Math.round(sealed),
  }
  return { counts, problems }
}

/** Every tenth value is cleared at the end, so that only its history is left. */
async function fill({ running }: Node, id: UserAttributeId, count: number): Promise<UserId[]> {
  const { db, keys } = running.server
  const users = Array.from(
    { length: Math.ceil(count / changesOfOne) },
    (_, at) => String(1000 + at) as UserId,
  )
  for (let from = 0; from < users.length; from += atATime) {
    const ids = JSON.stringify(users.slice(from, from + atATime))
    await db.commit({
      statements: [
        raw(sql`insert into users (id, first_name, last_name, created_at)
          select cast(value as bigint), 'x', 'x', 1 from json_each(${ids})`),
      ],
      audit: auditRow(byServer('filled', 1), {}),
      changesAuthority: true,
    })
  }
  const attribute = { id, value_is_hidden: false }
  for (let from = 0; from < count; from += atATime) {
    await db.commitAll(
      Array.from({ length: Math.min(atATime, count - from) }, (_, offset) => {
        const at = from + offset
        const user_id = users[at % users.length] as UserId
        const isEnd = at >= count - users.length && at % 10 === 0
        const { statements, audit } = valueChange(keys.hidden, attribute, {
          ...{ of: 'user', user_id, value: isEnd ? null : `value ${at}` },
        })
        return {
          statements,
          audit: auditRow(byServer('filled', 1), audit),
          changesAuthority: false,
        }
      }),
    )
  }
  return users
}

async function readableOf({ running }: Node, id: string): Promise<number> {
  const [[audit], [values]] = await running.server.db.read(
    raw<{ n: number }>(sql`select count(*) as n from audit
      where user_attribute_id = ${id} and new_value is not null`),
    raw<{ n: number }>(sql`select count(*) as n from user_attribute_user_values
      where user_attribute_id = ${id} and version is null`),
  )
  return Number(audit?.n ?? 0) + Number(values?.n ?? 0)
}
