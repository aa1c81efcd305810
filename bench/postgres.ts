// Compares PostgreSQL with SQLite and with naive use, many values with few, and two nodes with one node.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { type Cluster, startCluster } from '../test/postgres/cluster.ts'
import type { Timing } from './compare.ts'
import { type Filled, fill, signIn } from './data.ts'
import { type Build, type Fleet, type ServerProcess, thisBuild } from './fleet.ts'
import { load, type Slice } from './load.ts'
import {
  perSecond,
  progress,
  ratio,
  showRatio,
  summary,
  summaryCells,
  summaryHeads,
  table,
  writeResults,
} from './report.ts'
import { firstUserId, gets, type NextRequest, patches } from './requests.ts'

const fewValues = 10_000

const contestants = {
  sqlite_patch: 'PATCH, SQLite',
  patch: 'PATCH, PostgreSQL',
  naive: 'PATCH, PostgreSQL, a transaction a request, statements one by one',
  sqlite_get: 'GET, SQLite',
  get: 'GET, PostgreSQL',
  two_patch: 'PATCH, PostgreSQL, two nodes',
  two_get: 'GET, PostgreSQL, two nodes',
  large_patch: 'PATCH, PostgreSQL, many values',
  large_get: 'GET, PostgreSQL, many values',
} as const
type Name = keyof typeof contestants
const names = Object.keys(contestants) as Name[]

/** The servers that answer; several share the connections. */
interface Contestant {
  readonly servers: readonly ServerProcess[]
  readonly next: NextRequest
}

type Held = Record<Name, Slice[]>

const goals: readonly [of: Name, to: Name, goal: string][] = [
  ['patch', 'sqlite_patch', '>= 0.5'],
  ['patch', 'naive', '>= 5'],
  ['get', 'sqlite_get', '>= 0.5'],
  ['two_patch', 'patch', '>= 1'],
  ['two_get', 'get', '>= 1'],
  ['large_patch', 'patch', '>= 0.75'],
  ['large_get', 'get', '>= 0.75'],
]

export async function comparePostgres(
  fleet: Fleet,
  { rounds, seconds, warmup }: Timing,
  { connections, most, file }: { connections: number; most: number; file: string },
): Promise<void> {
  const cluster = await clusterFor(fleet)
  try {
    const { all, exchanges } = await assemble(fleet, cluster, most)
    const held = Object.fromEntries(names.map((name) => [name, []])) as unknown as Held
    for (let round = -1; round < rounds; round++) {
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(turn + round + 1) % names.length] ?? 'patch'
        const slice = await run(all[name], { connections, seconds, warmup })
        // Round -1 only warms up the compiler of each process.
        if (round >= 0) held[name].push(slice)
      }
      if (round >= 0) progress(round, rounds)
    }
    show(held, { connections, most })
    console.log(`exchanges with the database: PATCH ${exchanges.patch}, GET ${exchanges.get}`)
    const results = names.map((name) => [name, summary(held[name])])
    writeResults(file, { connections, most, exchanges, servers: Object.fromEntries(results) })
  } finally {
    await cluster.stop()
  }
}

/** A PostgreSQL with the settings of a small server. The caller stops it. */
export function clusterFor(fleet: Fleet): Promise<Cluster> {
  return startCluster({
    directory: dirname(fleet.directory),
    // A quarter of the memory of a small server, as PostgreSQL's manual advises; its default suits only tests.
    settings: { shared_buffers: '1GB', max_wal_size: '4GB' },
  })
}

/** A node of the program on this database, with a directory of its own and the key of `filled`. */
export function startNode(
  fleet: Fleet,
  { directory }: Filled,
  asked: { name: string; url: string; kind?: 'postgres' | 'naive'; build?: Build },
): Promise<ServerProcess> {
  const { name, url, kind = 'postgres', build = thisBuild } = asked
  const own = join(fleet.directory, name)
  mkdirSync(own, { recursive: true })
  return fleet.start(kind, [own, url, join(directory, 'master.key')].join(' '), { build })
}

async function assemble(fleet: Fleet, cluster: Cluster, most: number) {
  const filled = await fill(fleet, 'few', fewValues)
  const sqlite = { servers: [await fleet.start('whole', filled.directory)] }
  const few = await copied(fleet, cluster, filled, 'few')
  const from = performance.now()
  const many = await grown(cluster, filled, most)
  console.log(`${most} user values: filled in ${((performance.now() - from) / 1000).toFixed(0)} s`)
  const node = (kind: 'postgres' | 'naive', url: string, name: string) =>
    startNode(fleet, filled, { kind, url, name })
  const one = { servers: [await node('postgres', few, 'one')] }
  const plain = { servers: [await node('naive', few, 'naive')] }
  const two = {
    servers: [await node('postgres', few, 'first'), await node('postgres', few, 'second')],
  }
  const large = { servers: [await node('postgres', many, 'large')] }
  const asking = async ({ servers }: Pick<Contestant, 'servers'>, asked = filled) => {
    const token = await signIn(servers[0]?.port ?? 0, join(filled.directory, 'looker.ini'))
    return { patch: patches({ ...asked, token }), get: gets({ ...asked, token }) }
  }
  const [inSqlite, inFew, inMany] = [
    await asking(sqlite),
    await asking(one),
    await asking(large, { ...filled, users: usersOf(filled, most) }),
  ]
  const all: Record<Name, Contestant> = {
    sqlite_patch: { ...sqlite, next: inSqlite.patch },
    patch: { ...one, next: inFew.patch },
    naive: { ...plain, next: inFew.patch },
    sqlite_get: { ...sqlite, next: inSqlite.get },
    get: { ...one, next: inFew.get },
    two_patch: { ...two, next: inFew.patch },
    two_get: { ...two, next: inFew.get },
    large_patch: { ...large, next: inMany.patch },
    large_get: { ...large, next: inMany.get },
  }
  const exchanges = { patch: await exchangesOf(all.patch), get: await exchangesOf(all.get) }
  return { all, exchanges }
}

/** The number of round trips to the database for one request of one connection. */
async function exchangesOf(contestant: Contestant): Promise<string> {
  const [server] = contestant.servers
  await run(contestant, { connections: 1, seconds: 0.2, warmup: 0 })
  const before = (await server?.exchanges()) ?? 0
  const slice = await run(contestant, { connections: 1, seconds: 0.5, warmup: 0 })
  const after = (await server?.exchanges()) ?? 0
  // The last request is answered after the end, so it is not counted.
  return ((after - before) / (slice.requests + 1)).toFixed(2)
}

const usersOf = ({ users }: Filled, values: number) => Math.ceil((users * values) / fewValues)

/** The same store in another database, copied with the command that moves stores. */
export async function copied(
  fleet: Fleet,
  cluster: Cluster,
  filled: Filled,
  name: string,
  { folder, node }: Build = thisBuild,
): Promise<string> {
  await onServer(cluster.url, `create database ${name}`)
  const url = urlOf(cluster, name)
  const source = join(fleet.directory, `source-${name}`)
  // The server that runs has locked the original directory.
  cpSync(filled.directory, source, { recursive: true })
  const main = fileURLToPath(new URL('src/main.js', folder))
  const words = ['copy', '--from', `sqlite:${source}`, '--to', url]
  await promisify(execFile)(node, [main, ...words])
  return url
}

/** A copy with this many values, made by adding users like the first one. */
async function grown(cluster: Cluster, filled: Filled, values: number): Promise<string> {
  await onServer(cluster.url, 'create database many template few')
  const url = urlOf(cluster, 'many')
  const [from, to] = [firstUserId + filled.users, firstUserId + usersOf(filled, values) - 1]
  const more = `generate_series(${from}, ${to}) as one (id)`
  await onServer(
    url,
    `set session_replication_role = replica;
     insert into users (id, first_name, last_name, created_at)
       select one.id, first_name, last_name, created_at from users, ${more}
       where users.id = ${firstUserId};
     insert into group_users (group_id, user_id)
       select group_id, one.id from group_users, ${more} where user_id = ${firstUserId};
     insert into user_attribute_user_values (user_id, user_attribute_id, value)
       select one.id, user_attribute_id, value from ${more}, user_attribute_user_values
       where user_id = ${firstUserId}`,
  )
  await onServer(url, 'vacuum analyze')
  await onServer(url, 'checkpoint')
  return url
}

const urlOf = ({ url }: Cluster, database: string) => url.replace(/[^/]*$/, database)

async function onServer(url: string, words: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(words).finally(() => client.end())
}

async function run(
  { servers, next }: Contestant,
  timing: { connections: number; seconds: number; warmup: number },
): Promise<Slice> {
  const connections = Math.ceil(timing.connections / servers.length)
  const slices = await Promise.all(
    servers.map(({ port, cpu }) => load({ port, next, serverCpu: cpu, ...timing, connections })),
  )
  const [first] = slices
  if (first === undefined) throw new Error('a contestant has at least one server')
  return slices.slice(1).reduce(together, first)
}

/** Joins two slices of the same seconds: the slower answers and the mean cost. */
const together = (one: Slice, other: Slice): Slice => ({
  requests: one.requests + other.requests,
  perSecond: one.perSecond + other.perSecond,
  p50: (one.p50 + other.p50) / 2,
  p99: Math.max(one.p99, other.p99),
  max: Math.max(one.max, other.max),
  serverCpu: (one.serverCpu + other.serverCpu) / 2,
  generatorCpu: (one.generatorCpu + other.generatorCpu) / 2,
})

function show(held: Held, { connections, most }: { connections: number; most: number }): void {
  const rows = names.map((name) => [contestants[name], ...summaryCells(held[name])])
  console.log(
    `\n${table([`${connections} connections, ${most} values are many`, ...summaryHeads], rows)}`,
  )
  const ratios = goals.map(([of, to, goal]) => [
    `${contestants[of]} / ${contestants[to]}`,
    showRatio(ratio(held[of], held[to], perSecond)),
    goal,
  ])
  console.log(table(['ratio, slice by slice', 'median (min to max)', 'goal'], ratios))
}
