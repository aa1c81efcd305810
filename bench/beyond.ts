// The Attrium API in a large organisation: 100,000 users, 3 million values, groups that nest eight deep.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { attrium } from '../src/faces/attrium.ts'
import type { Connection } from '../src/store/sqlite/connection.ts'
import type { Cluster } from '../test/postgres/cluster.ts'
import { measureChanges } from './changes.ts'
import { compareClaims, type Engine } from './claims.ts'
import { type Filled, fill, signIn } from './data.ts'
import type { Fleet, ServerProcess } from './fleet.ts'
import { load, type Slice } from './load.ts'
import { change, nestAndJoin } from './people.ts'
import { clusterFor, copied, startNode } from './postgres.ts'
import { milliseconds, progress, summary, table, writeResults } from './report.ts'
import { attributeCount, firstUserId, type NextRequest } from './requests.ts'
import { addYear, deepUsers, type Year } from './year.ts'

/** The attribute whose values are one of fifty filters; its place among those of the benchmark. */
const regionAt = 5
const regions = 50

/** The data that the rows of the table ask about. */
export interface World {
  readonly filled: Filled
  readonly users: number
  /** The attribute with one of fifty regions as filter, and one whose values are nearly all different. */
  readonly region: number
  readonly unique: number
  /** Values that users have of the second. */
  readonly values: readonly string[]
  readonly year: Year
}

/** A row of the table: a request, and the goal of its median in milliseconds. */
export interface Row {
  readonly name: string
  readonly goal: string
  /** The path below the prefix; other values each time. */
  readonly path: (world: World, count: number) => string
  /** The prefix of the path, if it is not that of the Attrium API. */
  readonly base?: string
}

const prefix: (typeof attrium)['prefix'] = '/api/attrium/1.0'

const query = (words: Readonly<Record<string, string | number>>) =>
  new URLSearchParams(
    Object.entries(words).map(([name, value]): [string, string] => [name, String(value)]),
  )

const pick = <Item>(items: readonly Item[], count: number): Item | undefined =>
  items[(count * 7919) % items.length]

const who = (name: string, goal: string, of: (world: World, count: number) => object): Row => ({
  name,
  goal,
  path: (world, count) => `/values?${query(of(world, count) as Record<string, string>)}`,
})

const region = (count: number) => `region ${count % regions}`
const someone = ({ users }: World, count: number) => firstUserId + ((count * 7919) % users)
const oneOfMany = ({ users }: World, count: number) => firstUserId + (count % deepUsers(users))

const explanation = (
  name: string,
  goal: string,
  of: (world: World, count: number) => Readonly<Record<string, string | number>>,
  user = someone,
): Row => ({
  ...{ name, goal },
  path: (world, count) => `/users/${user(world, count)}/explanations?${query(of(world, count))}`,
})

/** All measurements; each feature adds its own. */
const rows: readonly Row[] = [
  who('who: is, effective, a value of one user', '<= 10', ({ unique, values }, count) => ({
    attribute: unique,
    value: pick(values, count),
  })),
  who('who: is, own, a value of one user', '<= 10', ({ unique, values }, count) => ({
    ...{ attribute: unique, of: 'own', value: pick(values, count) },
  })),
  who('who: is, effective, first 100 of 2 %', '<= 10', (world, count) => ({
    ...{ attribute: world.region, value: `${region(count)},-other%` },
  })),
  who('who: is, nobody', '<= 10', ({ unique }, count) => ({
    ...{ attribute: unique, value: `region ${count} nowhere` },
  })),
  who('who: admits, first 100 of 2 %', '<= 50', (world, count) => ({
    ...{ attribute: world.region, match: 'admits', value: region(count) },
  })),
  who('who: contains, first 100', '', ({ unique }, count) => ({
    ...{ attribute: unique, match: 'contains', value: String(10 + (count % 90)) },
  })),
  who('who: is, with the total', '<= 1000', (world, count) => ({
    ...{ attribute: world.region, count: true, value: `${region(count)},-other%` },
  })),
  who('who: admits, with the total', '<= 1000', (world, count) => ({
    ...{ attribute: world.region, match: 'admits', count: true, value: region(count) },
  })),
  {
    name: 'summary, fifty values',
    goal: '<= 1000',
    path: (world) => `/values/summary?attribute=${world.region}`,
  },
  {
    name: 'summary, all different',
    goal: '<= 1000',
    path: (world) => `/values/summary?attribute=${world.unique}`,
  },
  { name: 'nothing: session', goal: '', base: '/api/4.0', path: () => '/session' },
  explanation('explanation of one attribute', 'nothing + 1', ({ unique }) => ({
    attributes: unique,
  })),
  explanation('explanation of all', 'nothing + 3', () => ({})),
  explanation('the same, as of a year ago', '<= 5 of all', ({ year }) => ({ as_of: year.asOf })),
  explanation(
    'one attribute, a thousand changes ago',
    '',
    ({ unique, year }) => ({ attributes: unique, as_of: year.asOf }),
    oneOfMany,
  ),
  {
    name: 'history of a value, first 100 of 1,004',
    goal: '<= 5',
    path: (world, count) =>
      `/history?${query({ user: oneOfMany(world, count), attribute: world.unique })}`,
  },
]

export async function measureBeyond(
  fleet: Fleet,
  { rounds, seconds, users }: { rounds: number; seconds: number; users: number },
): Promise<void> {
  const from = performance.now()
  const world = await worldOf(fleet, users)
  const cluster = await clusterFor(fleet)
  try {
    const engines = await enginesFor(fleet, cluster, world.filled)
    console.log(`${users} users: filled in ${((performance.now() - from) / 1000).toFixed(0)} s`)
    const all = engines.flatMap((engine) =>
      rows.map((row) => ({
        engine,
        row,
        next: requestsOf(engine, world, row),
        slices: [] as Slice[],
      })),
    )
    for (let round = -1; round < rounds; round++) {
      for (const { engine, next, slices } of round % 2 === 0 ? all : all.toReversed()) {
        const { port, cpu } = engine.server
        const timing = { connections: 1, seconds, warmup: 0.1 }
        const slice = await load({ port, next, serverCpu: cpu, ...timing })
        // Round -1 warms up.
        if (round >= 0) slices.push(slice)
      }
      if (round >= 0) progress(round, rounds)
    }
    const figures = all.map(({ engine, row, slices }) => ({
      ...{ engine: engine.name, name: row.name, goal: row.goal },
      ...summary(slices),
    }))
    const heads = [
      '1 connection',
      'engine',
      'p50 ms',
      'p99 ms',
      'max ms',
      'server ms',
      'goal of p50',
    ]
    const cells = figures.map(({ name, engine, p50, p99, max, serverCpu, goal }) => [
      ...[name, engine, milliseconds(p50), milliseconds(p99), milliseconds(max)],
      ...[milliseconds(serverCpu / 1000), goal],
    ])
    console.log(`\n${table(heads, cells)}`)
    const claims = []
    for (const engine of engines)
      claims.push(await compareClaims(engine, world.filled, { rounds, seconds }))
    const exports = await Promise.all(engines.map((engine) => exportAll(engine)))
    for (const each of exports) console.log(each.sentence)
    const changes = await measureChanges(engines, world.filled)
    const measured = { figures, claims, exports, changes }
    writeResults('bench-results-beyond.json', { users, attributeCount, ...measured })
  } finally {
    await cluster.stop()
  }
}

/** Only the large changes, in a smaller world. */
export async function measureOnlyChanges(fleet: Fleet, users: number): Promise<void> {
  const filled = await fill(fleet, 'changes', users * attributeCount)
  const cluster = await clusterFor(fleet)
  try {
    const changes = await measureChanges(await enginesFor(fleet, cluster, filled), filled)
    writeResults('bench-results-changes.json', { users, changes })
  } finally {
    await cluster.stop()
  }
}

async function worldOf(fleet: Fleet, users: number): Promise<World> {
  const filled = await fill(fleet, 'beyond', users * attributeCount)
  const [unique = 0] = filled.attributeIds
  const region = filled.attributeIds[regionAt] ?? 0
  return change(filled, (connection) => {
    nestAndJoin(connection, users)
    giveRegions(connection, region)
    const year = addYear(connection, filled, Date.now())
    return { filled, users, region, unique, year, values: someValues(connection, unique) }
  })
}

function giveRegions(connection: Connection, region: number): void {
  connection.exec(`update user_attribute_user_values
    set value = 'region ' || (user_id % ${regions}) || ',-other%' where user_attribute_id = ${region}`)
}

const someValues = (connection: Connection, attribute: number): string[] =>
  connection
    .prepare(
      `select value from user_attribute_user_values
        where user_attribute_id = ? and user_id >= ${firstUserId} and user_id % 97 = 0`,
    )
    .pluck()
    .all(attribute) as string[]

async function enginesFor(fleet: Fleet, cluster: Cluster, filled: Filled): Promise<Engine[]> {
  const ini = join(filled.directory, 'looker.ini')
  const kept = join(fleet.directory, 'looker.ini')
  copyFileSync(ini, kept)
  const url = await copied(fleet, cluster, filled, 'beyond')
  const sqlite = await fleet.start('whole', filled.directory)
  const postgres = await startNode(fleet, filled, { name: 'beyond-node', url })
  const engine = async (name: string, server: ServerProcess) => ({
    ...{ name, server, token: await signIn(server.port, kept) },
  })
  return [await engine('SQLite', sqlite), await engine('PostgreSQL', postgres)]
}

function requestsOf({ token }: Engine, world: World, row: Row): NextRequest {
  let count = 0
  const head = `host: 127.0.0.1\r\nauthorization: token ${token}\r\naccept: application/json\r\n`
  return () =>
    Buffer.from(`GET ${row.base ?? prefix}${row.path(world, count++)} HTTP/1.1\r\n${head}\r\n`)
}

/** Exports everything once. */
async function exportAll({ name, server, token }: Engine) {
  const before = server.memory()
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, server.memory())
  }, 50)
  const from = performance.now()
  const answer = await fetch(`http://127.0.0.1:${server.port}${prefix}/values.csv`, {
    headers: { authorization: `token ${token}`, 'accept-encoding': 'identity' },
  })
  const first = performance.now() - from
  let bytes = 0
  for await (const part of answer.body ?? []) bytes += (part as Uint8Array).length
  clearInterval(watching)
  const seconds = (performance.now() - from) / 1000
  const sentence =
    `export of all values, ${name}: ${answer.status}, ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, ` +
    `first byte after ${(first / 1000).toFixed(1)} s, memory ${before.toFixed(0)} to ${most.toFixed(0)} MB`
  return { name, status: answer.status, bytes, seconds, first, before, most, sentence }
}
