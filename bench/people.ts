// A large organisation: the cost of searching, paging and reading among a hundred thousand people.

import { type Connection, openConnection } from '../src/store/sqlite/connection.ts'
import { databaseFile, type Filled, fill } from './data.ts'
import type { Fleet } from './fleet.ts'
import { load, type Slice } from './load.ts'
import {
  milliseconds,
  p50,
  progress,
  ratio,
  showRatio,
  summary,
  table,
  writeResults,
} from './report.ts'
import { attributeCount, firstUserId, gets, type NextRequest, patches } from './requests.ts'

const groups = 1000
const deepest = 8

interface Measured {
  readonly name: string
  readonly goal: string
  readonly port: number
  readonly next: NextRequest
  readonly slices: Slice[]
}

export async function measurePeople(
  fleet: Fleet,
  { rounds, seconds, users }: { rounds: number; seconds: number; users: number },
): Promise<void> {
  const from = performance.now()
  const full = await fill(fleet, 'people', users * attributeCount)
  change(full, (connection) => nestAndJoin(connection, users))
  console.log(`${users} users: filled in ${((performance.now() - from) / 1000).toFixed(1)} s`)
  // One user without any values: shows the cost of a change in an almost empty store.
  const empty = await fill(fleet, 'empty', attributeCount)
  change(empty, (connection) => connection.exec('delete from user_attribute_user_values'))
  const { port } = await fleet.start('whole', full.directory)
  const beside = (await fleet.start('whole', empty.directory)).port
  const middle = Math.floor(users / 2)
  const setting = 'set_user_attribute_user_value'
  const all: Measured[] = [
    measured('search_users, pattern, limit 50', '<= 15 ms', port, search(full)),
    measured(
      `all_users, limit 100, offset ${middle}`,
      '<= 15 ms',
      port,
      asked(full, `/users?limit=100&offset=${middle}`),
    ),
    measured('user_attribute_user_values', '<= 3 ms', port, gets(full)),
    measured(setting, '<= 1.25 of empty', port, patches(full)),
    measured(`${setting}, empty instance`, '', beside, patches(empty)),
  ]
  for (let round = -1; round < rounds; round++) {
    // Every second round runs in reverse order, so that neither instance always follows the same neighbour.
    for (const one of round % 2 === 0 ? all : all.toReversed()) {
      const slice = await load({ ...one, connections: 1, seconds, warmup: 0.1 })
      if (round >= 0) one.slices.push(slice)
    }
    if (round >= 0) progress(round, rounds)
  }
  show(all, users)
}

const measured = (name: string, goal: string, port: number, next: NextRequest): Measured => ({
  name,
  goal,
  port,
  next,
  slices: [],
})

function show(all: readonly Measured[], users: number): void {
  const rows = all.map(({ name, goal, slices }) => {
    const { p50, p99, max } = summary(slices)
    return [name, ...[p50, p99, max].map(milliseconds), String(requests(slices)), goal]
  })
  const heads = ['1 connection', 'p50 ms', 'p99 ms', 'max ms', 'requests', 'goal of p50']
  const against = ratio(all[3]?.slices ?? [], all[4]?.slices ?? [], p50)
  console.log(`\n${table(heads, rows)}`)
  console.log(`set_user_attribute_user_value against the empty instance: ${showRatio(against)}`)
  const figures = all.map(({ name, goal, slices }) => ({
    name,
    goal,
    requests: requests(slices),
    ...summary(slices),
  }))
  writeResults('bench-results-people.json', { users, groups, attributeCount, figures, against })
}

const requests = (slices: readonly Slice[]) =>
  slices.reduce((sum, slice) => sum + slice.requests, 0)

/** Searches for another three digits each time, anywhere in the last name. */
function search(filled: Filled): NextRequest {
  let count = 0
  const requests = Array.from({ length: 900 }, (_, at) =>
    asked(filled, `/users/search?last_name=%25${100 + at}%25&limit=50`)(),
  )
  return () => {
    count += 7
    return requests[count % requests.length] ?? Buffer.alloc(0)
  }
}

function asked({ token }: Filled, path: string): NextRequest {
  const head = `host: 127.0.0.1\r\nauthorization: token ${token}\r\naccept: application/json\r\n`
  const bytes = Buffer.from(`GET /api/4.0${path} HTTP/1.1\r\n${head}\r\n`)
  return () => bytes
}

/** Changes the rows of a filled directory. */
export function change<Result>(
  { directory }: Filled,
  action: (connection: Connection) => Result,
): Result {
  const connection = openConnection(databaseFile(directory), 'writer')
  try {
    const result = action(connection)
    connection.exec('update catalogue set version = version + 1')
    connection.pragma('wal_checkpoint(truncate)')
    return result
  } finally {
    connection.close()
  }
}

/** Makes about a thousand groups in chains eight deep, and puts everybody into one of them. */
export function nestAndJoin(connection: Connection, users: number): void {
  const { count } = connection.prepare('select count(*) as count from groups').get() as {
    count: number
  }
  const add = connection.prepare('insert into groups (name, name_key) values (?, ?)')
  const nest = connection.prepare(
    'insert into group_groups (parent_group_id, group_id) values (?, ?)',
  )
  const ids: number[] = []
  connection.exec('begin')
  for (let at = 0; at < groups - count; at++) {
    const name = `Team ${at}`
    const id = Number(add.run(name, name.toLowerCase()).lastInsertRowid)
    const parent = ids.at(-1)
    if (parent !== undefined && at % deepest !== 0) nest.run(parent, id)
    ids.push(id)
  }
  const join = connection.prepare('insert into group_users (group_id, user_id) values (?, ?)')
  for (let at = 0; at < users; at++) join.run(ids[at % ids.length], firstUserId + at)
  connection.exec('commit')
}
