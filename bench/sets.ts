// Many values in one commit: rows a second on both engines, and how long an ordinary change waits during it.
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { auditRow, byServer } from '../src/audit/audit-row.ts'
import type { UserAttributeId, UserId } from '../src/ids.ts'
import type { DataKey } from '../src/keys/data-keys.ts'
import { keyRing } from '../src/keys/key-ring.ts'
import { aCommit, insert, raw } from '../src/store/conformance/rows.ts'
import type { Commit, Db } from '../src/store/db.ts'
import { openPostgres } from '../src/store/postgres/engine.ts'
import { openDatabaseFile } from '../src/store/sqlite/file.ts'
import { sql } from '../src/store/statement.ts'
import { userValuesChange, valueChange } from '../src/values/value-change.ts'
import { startCluster } from '../test/postgres/cluster.ts'
import type { Fleet } from './fleet.ts'
import { milliseconds, spread, table, writeResults } from './report.ts'

const attribute = { id: '17' as UserAttributeId, value_is_hidden: false }
const first = 10
const atATime = 10_000
const file = 'bench-results-sets.json'

interface Round {
  readonly rowsPerSecond: number
  readonly cpuPerRow: number
  readonly waits: readonly number[]
}

export async function measureSets(
  fleet: Fleet,
  { rounds, users }: { rounds: number; users: number },
): Promise<void> {
  const masterKey = randomBytes(32)
  const onFatal = (why: string) => {
    throw new Error(why)
  }
  const place = join(fleet.directory, 'sets.db')
  const sqlite = await openDatabaseFile(place, { masterKey, now: 1, onFatal })
  const held = { SQLite: await measured(sqlite, rounds, users) }
  await sqlite.db.close()
  const cluster = await startCluster({
    directory: dirname(fleet.directory),
    settings: { shared_buffers: '1GB', max_wal_size: '4GB' },
  })
  try {
    const store = await openPostgres(cluster.url, { masterKey, warn: console.log })
    const all = { ...held, PostgreSQL: await measured(store, rounds, users) }
    await store.db.close()
    show(all, users)
    writeResults(file, { users, ...all })
  } finally {
    await cluster.stop()
  }
}

type Store = { readonly db: Db; readonly keys: readonly DataKey[] }

async function measured({ db, keys }: Store, rounds: number, users: number): Promise<Round[]> {
  const { hidden } = keyRing(keys)
  const ids = Array.from({ length: users }, (_, at) => String(first + at) as UserId)
  await db.commit(
    aCommit(
      insert('user_attributes', {
        ...{ id: attribute.id, name: 'x', label: 'x', label_key: 'x' },
        type: 'string',
      }),
    ),
  )
  const everybody = ['1', ...ids]
  for (let at = 0; at < everybody.length; at += atATime) {
    const some = JSON.stringify(everybody.slice(at, at + atATime))
    await db.commit(
      aCommit(
        raw(sql`insert into users (id, first_name, last_name, created_at)
          select cast(value as bigint), 'Ada', 'x', 1 from json_each(${some})`),
      ),
    )
  }
  const done: Round[] = []
  for (let round = -1; round < rounds; round++) {
    const values = ids.map((user_id) => ({ user_id, value: `region ${round}` }))
    const { statements, audit } = userValuesChange(hidden, attribute, values)
    const [row, ...more] = audit.map((subject) => auditRow(byServer('set', Date.now()), subject))
    if (row === undefined) return done
    const one = await during(db, { statements, audit: row, more, changesAuthority: false }, () => {
      const change = {
        of: 'user',
        user_id: '1' as UserId,
        value: `region ${Math.random()}`,
      } as const
      const { statements, audit } = valueChange(hidden, attribute, change)
      return {
        statements,
        audit: auditRow(byServer('patch', Date.now()), audit),
        changesAuthority: false,
      }
    })
    // Round -1 only warms up the compiler.
    if (round >= 0)
      done.push({ ...one, rowsPerSecond: users / one.seconds, cpuPerRow: one.cpu / users })
  }
  return done
}

/** Commits the set, and small commits at the same time. */
async function during(db: Db, set: Commit, small: () => Commit) {
  const waits: number[] = []
  let ended = false
  const from = performance.now()
  const usage = process.cpuUsage()
  const committed = db.commit(set).then(() => {
    ended = true
    return (performance.now() - from) / 1000
  })
  while (!ended) {
    const asked = performance.now()
    await db.commit(small())
    waits.push(performance.now() - asked)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const seconds = await committed
  const { user, system } = process.cpuUsage(usage)
  return { seconds, cpu: user + system, waits }
}

function show(all: Record<string, readonly Round[]>, users: number): void {
  const rows = Object.entries(all).map(([engine, rounds]) => {
    const waits = rounds.flatMap((round) => round.waits).sort((one, other) => one - other)
    const at = (part: number) =>
      waits[Math.min(waits.length - 1, Math.floor(waits.length * part))] ?? 0
    const rate = spread(rounds.map(({ rowsPerSecond }) => rowsPerSecond))
    const cpu = spread(rounds.map(({ cpuPerRow }) => cpuPerRow))
    return [
      engine,
      ...[rate.median, rate.min, rate.max].map((each) => each.toFixed(0)),
      cpu.median.toFixed(1),
      String(waits.length),
      ...[at(0.5), at(0.99), at(1)].map(milliseconds),
    ]
  })
  const heads = ['rows/s', 'min', 'max', 'µs a row', 'others', 'wait p50 ms', 'p99 ms', 'max ms']
  console.log(`\n${table([`${users} values in one commit`, ...heads], rows)}`)
}
