// Servers for the proofs: any engine and any number of nodes on one store, called within this process.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, serve } from '../src/serve.ts'
import { readSettings } from '../src/settings.ts'
import type { Db } from '../src/store/db.ts'
import { startCluster } from '../test/postgres/cluster.ts'
import { freshDatabase, makeTemplate } from '../test/postgres/databases.ts'
import { keyIn } from '../test/support/server.ts'
import { type Ask, newKey, sure } from './asking.ts'
import type { Engine, Figure, Run } from './figure.ts'

type Flags = Parameters<typeof readSettings>[0]

/** A new store for each start, and the flags for each of its nodes. */
interface EmptyStore {
  readonly flags: (node: number) => Flags
  readonly remove: () => void
}

/** An engine, and the number of nodes that share one store. */
export interface Setup {
  readonly engine: Engine
  readonly nodes: number
  /** The number of script commands at full scale. */
  readonly commands: number
  /** This setup's part of all other full counts. */
  readonly portion: number
  /** Starts everything that the engine needs for a figure; the returned function stops it. */
  readonly start?: () => Promise<() => Promise<void>>
  readonly emptyStore: () => EmptyStore | Promise<EmptyStore>
}

const newDirectory = () => mkdtempSync(join(tmpdir(), 'attrium-proof-'))
const removeAll = (directories: readonly string[]) => {
  for (const path of directories) rmSync(path, { recursive: true, force: true })
}

export const sqlite: Setup = {
  engine: 'sqlite',
  nodes: 1,
  commands: 200_000,
  portion: 1,
  emptyStore() {
    const data = newDirectory()
    return { flags: () => ({ data }), remove: () => removeAll([data]) }
  },
}

const postgres = {
  engine: 'postgres' as const,
  async start() {
    const cluster = await startCluster()
    process.env['ATTRIUM_TEST_DATABASE_URL'] = cluster.url
    await makeTemplate()
    return cluster.stop
  },
  async emptyStore(): Promise<EmptyStore> {
    const database = await freshDatabase()
    const directories: string[] = []
    const flags = (node: number) => {
      const data = newDirectory()
      directories.push(data)
      // As an operator would do it, every node gets the master key of the first.
      const [first = data] = directories
      if (node > 0) copyFileSync(join(first, 'master.key'), join(data, 'master.key'))
      return { data, database }
    }
    return { flags, remove: () => removeAll(directories) }
  },
}

/** The setups on which every figure about the whole server runs. */
export const setups: readonly Setup[] = [
  sqlite,
  { ...postgres, nodes: 2, commands: 30_000, portion: 1 },
  { ...postgres, nodes: 3, commands: 3000, portion: 0.1 },
]

/** A figure on every setup, whose engine runs as long as the figure does. */
export const onEvery = (figureOn: (setup: Setup) => Figure): Figure[] =>
  setups.map((setup) => {
    const figure = figureOn(setup)
    return {
      ...figure,
      engine: setup.engine,
      async run(run) {
        const stop = await setup.start?.()
        return figure.run(run).finally(stop)
      },
    }
  })

/** The number of repetitions on this setup. */
export const countOn = (setup: Setup, run: Run, full: number): number =>
  run.count(full * setup.portion)

export interface Node {
  /** Sends a request as the administrator. */
  readonly ask: Ask
  readonly as: (token: string) => Ask
  /** The same in the Attrium API. */
  readonly attrium: Ask
  readonly running: Running
}

export interface Nodes {
  readonly all: readonly Node[]
  /** The next node in turn. */
  readonly next: () => Node
  /** Sends a request as the administrator, each time to the next node. */
  readonly ask: Ask
  readonly attrium: Ask
  /** The flags that name the store of the first node. */
  readonly place: { readonly data: string; readonly database?: string }
  readonly stop: () => Promise<void>
}

/** Wraps the store of every node, to add faults, or planted bugs that a proof must find. */
export type WrapDb = (db: Db) => Db

export async function startNodes(
  setup: Setup,
  wrapDb?: WrapDb,
  now?: () => number,
): Promise<Nodes> {
  const store = await setup.emptyStore()
  const running: Running[] = []
  const places: Flags[] = []
  for (let node = 0; node < setup.nodes; node++) {
    const place = store.flags(node)
    places.push(place)
    const flags = { port: '0', logLevel: 'silent', rateLimit: '0', ...place }
    const parts = { ...(wrapDb && { wrapDb }), ...(now && { now }) }
    running.push(await serve(readSettings(flags, {}), parts))
  }
  const [first] = running
  if (first === undefined) throw new Error('a setup has at least one node')
  const form = new URLSearchParams(keyIn(first.lookerIni)).toString()
  const login = await sure(asker(first)('POST', '/login', form))
  const all = running.map((each): Node => {
    const as = (token: string) => asker(each, token)
    const { access_token } = login.json
    const attrium = asker(each, access_token, '/api/attrium/1.0')
    return { as, ask: as(access_token), attrium, running: each }
  })
  let turn = 0
  const next = () => all[turn++ % all.length] as Node
  return {
    all,
    next,
    ask: (...asked) => next().ask(...asked),
    attrium: (...asked) => next().attrium(...asked),
    place: places[0] as Nodes['place'],
    async stop() {
      for (const each of running) await each.stop()
      await store.remove()
    },
  }
}

/** In this process, without a socket: the whole server except its listener. */
function asker({ app }: Running, token?: string, prefix = '/api/4.0'): Ask {
  const headers = token === undefined ? {} : { authorization: `token ${token}` }
  return async (method, path, body) => {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.inject({
      method: method as 'GET',
      url: `${prefix}${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
    const { statusCode: status, payload: text } = answer
    return { status, text, json: text === '' ? undefined : JSON.parse(text) }
  }
}

/** Runs something on fresh nodes and stops them whatever the outcome; `now` replaces all clocks. */
export async function withNodes<T>(
  setup: Setup,
  wrapDb: WrapDb | undefined,
  action: (nodes: Nodes) => Promise<T>,
  now?: () => number,
): Promise<T> {
  const nodes = await startNodes(setup, wrapDb, now)
  try {
    return await action(nodes)
  } finally {
    await nodes.stop()
  }
}

/** A user who reads their own record with their own key, each time from the next node. */
export async function signIn(nodes: Nodes, user: string): Promise<Ask> {
  const { json } = await sure(nodes.ask('POST', '/login', await newKey(nodes.ask, user)))
  return (...asked) => nodes.next().as(json.access_token)(...asked)
}
