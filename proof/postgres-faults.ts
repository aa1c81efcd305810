// G-17: PostgreSQL is killed, cut off and replaced under load; each acknowledged change is stored exactly once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Cluster, startCluster } from '../test/postgres/cluster.ts'
import { type CuttingProxy, startProxy } from '../test/postgres/cutting-proxy.ts'
import { randomFrom } from '../test/support/random.ts'
import { type ServerProcess, startServer } from '../test/support/server-process.ts'
import { AcknowledgedLanes, type Kept } from './acknowledged-lanes.ts'
import type { Figure, Outcome } from './figure.ts'

/** The number of repetitions of each fault. */
export interface Faults {
  readonly postmaster_kills: number
  readonly backend_kills: number
  /** Half of them happen before the server has the COMMIT, half after it. */
  readonly cut_commits: number
  /** The length of each in seconds. */
  readonly partitions: readonly number[]
  /**
   * The seconds for which the standby is away before the fail-over; if undefined, there is no standby and
   * no fail-over.
   */
  readonly fail_over_after: number | undefined
}

const lanes = 16
/** Milliseconds until everything works again. */
const mostRecovery = 5000
/** Milliseconds: a connection without an answer for five seconds is given up (F-24). */
const slowestAnswer = 6000

export const postgresFaults: Figure = {
  engine: 'postgres',
  id: 'G-17',
  about: 'PostgreSQL killed, cut off and replaced under load',
  run: ({ count, seed }) =>
    faultsUnderLoad(seed, {
      postmaster_kills: count(10),
      backend_kills: count(20),
      cut_commits: 2 * count(20),
      partitions: [1, 3, 8].slice(0, count(3)),
      fail_over_after: 6,
    }),
}

/** `program`: the command to run instead of the built one. */
export async function faultsUnderLoad(
  seed: number,
  faults: Faults,
  program?: string,
): Promise<Outcome> {
  const clusters: Cluster[] = []
  const directories: string[] = []
  const nodes: ServerProcess[] = []
  let proxy: CuttingProxy | undefined
  try {
    const primary = await startCluster()
    clusters.push(primary)
    const standby = faults.fail_over_after === undefined ? undefined : await primary.standby()
    if (standby !== undefined) clusters.push(standby)
    proxy = await startProxy(Number(new URL(primary.url).port))
    const hosts = [proxy.port, ...(standby ? [new URL(standby.url).port] : [])]
    const environment = {
      ATTRIUM_DATABASE: primary.url.replace(
        /@[^/]*/,
        `@${hosts.map((port) => `127.0.0.1:${port}`).join()}`,
      ),
      ATTRIUM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    for (let node = 0; node < 2; node++) {
      const data = mkdtempSync(join(tmpdir(), 'attrium-faults-'))
      directories.push(data)
      nodes.push(await startServer(data, { program, environment }))
    }
    return await new FaultRun({ primary, standby, proxy, nodes, data: directories[0] ?? '' }).run(
      seed,
      faults,
    )
  } finally {
    for (const node of nodes) node.kill('SIGKILL')
    await Promise.all(nodes.map(({ ended }) => ended))
    proxy?.close()
    for (const cluster of clusters.reverse()) await cluster.stop()
    for (const directory of directories) rmSync(directory, { recursive: true })
  }
}

interface Site {
  readonly primary: Cluster
  readonly standby: Cluster | undefined
  readonly proxy: CuttingProxy
  readonly nodes: readonly ServerProcess[]
  /** The data directory of the node that wrote the key. */
  readonly data: string
}

class FaultRun {
  readonly #site: Site
  readonly #problems: string[] = []
  #exits = 0
  #slowestRecovery = 0

  constructor(site: Site) {
    this.#site = site
  }

  async run(seed: number, faults: Faults): Promise<Outcome> {
    const { nodes, data, primary, standby } = this.#site
    for (const { ended } of nodes) ended.then(() => this.#exits++)
    const load = await AcknowledgedLanes.start(
      nodes.map(({ url }) => url),
      data,
      { count: lanes },
    )
    await load.recovered(mostRecovery)
    await this.#befall(load, seed, faults)
    const exits = this.#exits
    await load.stop()
    const { counts, problems } = load.judge(await kept((standby ?? primary).url))
    const { partitions, fail_over_after, ...rest } = faults
    if (exits > 0) problems.push(`${exits} nodes ended`)
    if (load.slowest > slowestAnswer) problems.push('an answer took too long')
    return {
      counts: {
        ...rest,
        partitions: partitions.map((seconds) => `${seconds}s`).join('+') || 0,
        fail_overs: fail_over_after === undefined ? 0 : 1,
        ...counts,
        unexpected: load.unexpected.length,
        node_exits: exits,
        slowest_recovery_ms: Math.round(this.#slowestRecovery),
        slowest_answer_ms: Math.round(load.slowest),
      },
      problems: [...this.#problems, ...problems, ...load.unexpected],
    }
  }

  async #befall(load: AcknowledgedLanes, seed: number, faults: Faults): Promise<void> {
    const { primary, standby, proxy } = this.#site
    const random = randomFrom(seed)
    const some = () => wait(random.below(100))
    for (let at = 0; at < faults.cut_commits; at++) {
      await some()
      await proxy.cut(at % 2 === 0 ? 'before' : 'after')
      await this.#recovery(load, `cut ${at}`)
    }
    for (let at = 0; at < faults.backend_kills; at++) {
      await some()
      await killBackend(primary.url, at % 2 === 0)
      await this.#recovery(load, `backend kill ${at}`)
    }
    for (let at = 0; at < faults.postmaster_kills; at++) {
      await some()
      await primary.crash()
      await primary.restart()
      await this.#recovery(load, `postmaster kill ${at}`)
    }
    for (const seconds of faults.partitions) {
      await proxy.partition(seconds * 1000)
      await this.#recovery(load, `partition of ${seconds} s`)
    }
    if (standby !== undefined) {
      await this.#withoutStandby(load, standby, faults.fail_over_after ?? 0)
      await this.#recovery(load, 'return of the standby')
      await primary.crash()
      await onServer(standby.url, 'select pg_promote()')
      await this.#recovery(load, 'fail-over')
    }
  }

  /** While the standby is away, nothing confirms changes; they would be lost with the primary. */
  async #withoutStandby(load: AcknowledgedLanes, standby: Cluster, seconds: number): Promise<void> {
    await standby.crash()
    // Changes that the standby confirmed just before are answered now.
    await wait(500)
    const before = load.acknowledged
    await wait((seconds / 2) * 1000)
    // When PostgreSQL is told to stop waiting, it answers that it has committed, and warns.
    await onServer(
      this.#site.primary.url,
      "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'",
    )
    await wait((seconds / 2) * 1000)
    const early = load.acknowledged - before
    if (early > 0) this.#problems.push(`${early} changes were acknowledged on one server only`)
    await standby.restart()
  }

  async #recovery(load: AcknowledgedLanes, after: string): Promise<void> {
    const milliseconds = await load.recovered(30_000)
    this.#slowestRecovery = Math.max(this.#slowestRecovery, milliseconds)
    if (milliseconds > mostRecovery) {
      this.#problems.push(`after the ${after} it took ${Math.round(milliseconds)} ms`)
    }
  }
}

/** Ends the session of a node as an administrator would, or kills its process, which ends all other sessions too. */
async function killBackend(url: string, gently: boolean): Promise<void> {
  const ours = `from pg_stat_activity where application_name = 'attrium'
    and backend_type = 'client backend' order by random() limit 1`
  if (gently) await onServer(url, `select pg_terminate_backend(pid) ${ours}`)
  else {
    const [row] = await onServer(url, `select pid ${ours}`)
    if (row !== undefined) process.kill(Number(row['pid']), 'SIGKILL')
  }
}

/** The stored state of each lane in the database. */
export async function kept(url: string): Promise<(user_attribute_id: string) => Kept> {
  const audit = await onServer(
    url,
    `select user_attribute_id::text as id, new_value as value from audit
      where operation = 'set_user_attribute_user_value' order by sequence`,
  )
  const values = await onServer(
    url,
    'select user_attribute_id::text as id, value from user_attribute_user_values where user_id = 1',
  )
  const of = (rows: readonly Record<string, string>[], wanted: string) =>
    rows.filter(({ id }) => id === wanted).map(({ value = '' }) => value)
  return (id) => ({ value: of(values, id)[0], audited: of(audit, id) })
}

async function onServer(url: string, words: string): Promise<Record<string, string>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(words)).rows
  } finally {
    await client.end()
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
