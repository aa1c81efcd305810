// G-34: an attribute with values of a million users is deleted while others go on setting values.

import { auditRow, byServer } from '../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../src/catalogue/sql.ts'
import { removeWhatIsLeft } from '../src/start/removal.ts'
import { raw } from '../src/store/conformance/rows.ts'
import type { Db } from '../src/store/db.ts'
import { sql } from '../src/store/statement.ts'
import { make, sure } from './asking.ts'
import { beginOthers } from './delay-of-others.ts'
import type { Figure, Outcome, Run } from './figure.ts'
import { countOn, type Nodes, type Setup, withNodes } from './nodes.ts'

const values = 1_000_000
const atATime = 10_000
const firstUser = 1000

export const largeDeletion = (setup: Setup): Figure => ({
  id: 'G-34',
  about: 'an attribute with many values is deleted; delay of others',
  alone: true,
  run: (run) => withNodes(setup, undefined, (nodes) => deleted(nodes, setup, run)),
})

async function deleted(nodes: Nodes, setup: Setup, run: Run): Promise<Outcome> {
  const count = countOn(setup, run, values)
  const definition = (name: string) => ({ name, label: name, type: 'string' })
  const large = await make(nodes.ask, '/user_attributes', definition('large'))
  const other = await make(nodes.ask, '/user_attributes', definition('other'))
  const [first] = nodes.all
  if (first === undefined) throw new Error('a setup has at least one node')
  const { db } = first.running.server
  await fill(db, large, count)
  const patch = () =>
    sure(
      nodes.ask(
        'PATCH',
        `/users/${firstUser + Math.floor(Math.random() * count)}/attribute_values/${other}`,
        {
          value: String(Math.random()),
        },
      ),
    )
  const others = await beginOthers(patch)
  const from = performance.now()
  const { status } = await nodes.ask('DELETE', `/user_attributes/${large}`)
  const answered = performance.now() - from
  await removeWhatIsLeft({ db, now: () => Date.now(), isEnding: () => false })
  const removed = performance.now() - from
  const delay = await others()
  const [[left]] = await db.read(
    raw<{ n: number }>(sql`select count(*) as n from user_attribute_user_values
      where user_attribute_id = ${large}`),
  )
  const problems = [
    ...(status === 204 ? [] : [`the deletion was answered ${status}`]),
    ...(left?.n === 0 ? [] : [`${left?.n} values are left`]),
    ...delay.problems,
  ]
  const counts = {
    engine: setup.engine,
    nodes: setup.nodes,
    values: count,
    ...delay.counts,
    answered_ms: Math.round(answered),
    removed_ms: Math.round(removed),
  }
  return { counts, problems }
}

/** Values are stored without audit rows, because the audit is not measured here. */
async function fill(db: Db, attribute: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += atATime) {
    const some = Array.from(
      { length: Math.min(atATime, count - from) },
      (_, at) => firstUser + from + at,
    )
    const ids = JSON.stringify(some.map(String))
    await db.commit({
      statements: [
        raw(sql`insert into users (id, first_name, last_name, created_at)
          select cast(value as bigint), 'x', 'x', 1 from json_each(${ids})`),
        raw(sql`insert into user_attribute_user_values (user_id, user_attribute_id, value, newest_change)
          select cast(value as bigint), cast(${attribute} as bigint), 'x', 1 from json_each(${ids})`),
        raiseCatalogueVersion,
      ],
      audit: auditRow(byServer('filled', 1), {}),
      changesAuthority: true,
    })
  }
}
