// G-34: an attribute, a group or a user with very many rows behind is deleted while others go on setting values.

import { auditRow, byServer } from '../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../src/catalogue/sql.ts'
import { removeWhatIsLeft } from '../src/start/removal.ts'
import { raw } from '../src/store/conformance/rows.ts'
import type { Db } from '../src/store/db.ts'
import { type Statement, sql } from '../src/store/statement.ts'
import { make, sure } from './asking.ts'
import { beginOthers, type Delay } from './delay-of-others.ts'
import type { Figure, Outcome, Run } from './figure.ts'
import { fillUser } from './full-user.ts'
import { countOn, type Node, type Nodes, type Setup, withNodes } from './nodes.ts'

type Count = { n: number }

/** Something to delete, with its rows: what was filled into the store for it. */
interface Filled {
  readonly path: string
  /** Users whose values others set meanwhile: this many, from `firstUser` on. */
  readonly users: number
  /** The statements that count the rows that are left of it. */
  readonly left: readonly Statement<Count>[]
}

interface Thing {
  readonly deleted: 'attribute' | 'group' | 'user'
  /** The name of its rows, and their number at full scale. */
  readonly rows: readonly [name: string, count: number]
  readonly fill: (nodes: Nodes, node: Node, count: number) => Promise<Filled>
  /** What is wrong with the delay of others. */
  readonly judge: (delay: Delay) => readonly string[]
}

const firstUser = 1000
const atATime = 10_000

const countOf = (table: string, where: ReturnType<typeof sql>): Statement<Count> =>
  raw<Count>(sql`select count(*) as n from ${sql.table(table)} where ${where}`)

const attribute: Thing = {
  deleted: 'attribute',
  rows: ['values', 1_000_000],
  judge: ({ problems }) => problems,
  async fill({ ask }, { running }, count) {
    const id = await make(ask, '/user_attributes', definition('large'))
    await fillUsers(running.server.db, count, (ids) => [
      raw(sql`insert into user_attribute_user_values (user_id, user_attribute_id, value, newest_change)
        select cast(value as bigint), cast(${id} as bigint), 'x', 1 from json_each(${ids})`),
    ])
    const left = [countOf('user_attribute_user_values', sql`user_attribute_id = ${id}`)]
    return { path: `/user_attributes/${id}`, users: count, left }
  },
}

const group: Thing = {
  deleted: 'group',
  rows: ['members', 200_000],
  judge: ({ problems }) => problems,
  async fill({ ask }, { running }, count) {
    const id = await make(ask, '/groups', { name: 'Large' })
    await fillUsers(running.server.db, count, (ids) => [
      raw(sql`insert into group_users (group_id, user_id)
        select cast(${id} as bigint), cast(value as bigint) from json_each(${ids})`),
    ])
    const left = [countOf('group_users', sql`group_id = ${id}`), countOf('groups', sql`id = ${id}`)]
    return { path: `/groups/${id}`, users: count, left }
  },
}

/** A user is deleted in one commit: others wait for it once, and no longer than this. */
const mostOnce = 1000

const user: Thing = {
  deleted: 'user',
  rows: ['rows', 100_000],
  judge: ({ counts: { max_ms } }) =>
    max_ms <= mostOnce ? [] : [`somebody waited for ${max_ms} ms`],
  async fill({ ask }, node, count) {
    const { db } = node.running.server
    const users = 1000
    // Before the others, who have higher ids: a new user is the one with the highest.
    const id = await make(ask, '/users', { first_name: 'Large' })
    await fillUsers(db, users, () => [])
    await fillUser(node, id, count)
    const left = [
      countOf('user_attribute_user_values', sql`user_id = ${id}`),
      countOf('audit_texts', sql`user_id = ${id} and field = 'email'`),
      countOf('past_emails', sql`user_id = ${id}`),
      countOf('users', sql`id = ${id}`),
    ]
    return { path: `/users/${id}`, users, left }
  },
}

const figureOf =
  (thing: Thing) =>
  (setup: Setup): Figure => ({
    id: 'G-34',
    about: `a ${thing.deleted} with many rows behind is deleted; delay of others`,
    alone: true,
    run: (run) => withNodes(setup, undefined, (nodes) => deleted(thing, nodes, setup, run)),
  })

export const largeDeletions = [attribute, group, user].map(figureOf)

const definition = (name: string) => ({ name, label: name, type: 'string' })

async function deleted(thing: Thing, nodes: Nodes, setup: Setup, run: Run): Promise<Outcome> {
  const [name, full] = thing.rows
  const count = countOn(setup, run, full)
  const other = await make(nodes.ask, '/user_attributes', definition('other'))
  const [first] = nodes.all
  if (first === undefined) throw new Error('a setup has at least one node')
  const { db } = first.running.server
  const { path, users, left } = await thing.fill(nodes, first, count)
  const patch = () => {
    const user_id = firstUser + Math.floor(Math.random() * users)
    const value = String(Math.random())
    return sure(nodes.ask('PATCH', `/users/${user_id}/attribute_values/${other}`, { value }))
  }
  const others = await beginOthers(patch)
  const from = performance.now()
  const { status } = await nodes.ask('DELETE', path)
  const answered = performance.now() - from
  await removeWhatIsLeft({ db, now: () => Date.now(), isEnding: () => false })
  const removed = performance.now() - from
  const delay = await others()
  const leftOf = (await db.read(...left)).map(([row]) => Number((row as Count | undefined)?.n))
  const problems = [
    ...(status === 204 ? [] : [`the deletion was answered ${status}`]),
    ...(leftOf.every((n) => n === 0) ? [] : [`left: ${leftOf.join(', ')}`]),
    ...thing.judge(delay),
  ]
  const counts = {
    engine: setup.engine,
    nodes: setup.nodes,
    deleted: thing.deleted,
    [name]: count,
    ...delay.counts,
    answered_ms: Math.round(answered),
    removed_ms: Math.round(removed),
  }
  return { counts, problems }
}

/** Rows are stored without those of the audit, because the audit is not measured here. */
async function fillUsers(
  db: Db,
  count: number,
  more: (ids: string) => readonly Statement[],
): Promise<void> {
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
        ...more(ids),
        raiseCatalogueVersion,
      ],
      audit: auditRow(byServer('filled', 1), {}),
      changesAuthority: true,
    })
  }
}
