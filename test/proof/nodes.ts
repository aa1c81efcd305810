// Servers to prove things on: any engine, any number of nodes on one store, asked within this process.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import type { Db } from '../../src/store/db.ts'
import { startCluster } from '../postgres/cluster.ts'
import { freshDatabase, makeTemplate } from '../postgres/databases.ts'
import { keyIn } from '../server.ts'
import { type Ask, newKey, sure } from './asking.ts'
import type { Engine, Figure, Run } from './figure.ts'

type Flags = Parameters<typeof readSettings>[0]

/** A store of its own for each start, and the flags with which each node of it is served. */
interface EmptyStore {
  readonly flags: (node: number) => Flags
  readonly remove: () => void
}

/** An engine, and how many nodes share one store. */
export interface Setup {
  readonly engine: Engine
  readonly nodes: number
  /** Commands of scripts at full scale. */
  readonly commands: number
  /** Part of all other full counts. */
  readonly portion: number
  /** Starts what the engine needs for a figure; the function it answers stops it. */
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
      // What an operator does: every node gets the master key of the first.
      const [first = data] = directories
      if (node > 0) copyFileSync(join(first, 'master.key'), join(data, 'master.key'))
      return { data, database }
    }
    return { flags, remove: () => removeAll(directories) }
  },
}

/** What every figure about the whole server is run on. */
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

/** How often something is done on this setup. */
export const countOn = (setup: Setup, run: Run, full: number): number =>
  run.count(full * setup.portion)

export interface Node {
  /** As the administrator. */
  readonly ask: Ask
  readonly as: (token: string) => Ask
  readonly running: Running
}

export interface Nodes {
  readonly all: readonly Node[]
  /** The next one in turn. */
  readonly next: () => Node
  /** As the administrator, each time of the next one. */
  readonly ask: Ask
  readonly stop: () => Promise<void>
}

/** Wraps the store of every node: faults, and bugs planted to see that they are found. */
export type WrapDb = (db: Db) => Db

export async function startNodes(setup: Setup, wrapDb?: WrapDb): Promise<Nodes> {
  const store = await setup.emptyStore()
  const running: Running[] = []
  for (let node = 0; node < setup.nodes; node++) {
    const flags = { port: '0', logLevel: 'silent', rateLimit: '0', ...store.flags(node) }
    running.push(await serve(readSettings(flags, {}), wrapDb === undefined ? {} : { wrapDb }))
  }
  const [first] = running
  if (first === undefined) throw new Error('a setup has at least one node')
  const form = new URLSearchParams(keyIn(first.lookerIni)).toString()
  const login = await sure(asker(first)('POST', '/login', form))
  const all = running.map((each): Node => {
    const as = (token: string) => asker(each, token)
    return { as, ask: as(login.json.access_token), running: each }
  })
  let turn = 0
  const next = () => all[turn++ % all.length] as Node
  return {
    all,
    next,
    ask: (...asked) => next().ask(...asked),
    async stop() {
      for (const each of running) await each.stop()
      await store.remove()
    },
  }
}

/** In this process, without a socket: the whole server but its listener. */
function asker({ app }: Running, token?: string): Ask {
  const headers = token === undefined ? {} : { authorization: `token ${token}` }
  return async (method, path, body) => {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.inject({
      method: method as 'GET',
      url: `/api/4.0${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
    const { statusCode: status, payload: text } = answer
    return { status, text, json: text === '' ? undefined : JSON.parse(text) }
  }
}

/** Runs something on fresh nodes and stops them whatever comes of it. */
export async function withNodes<T>(
  setup: Setup,
  wrapDb: WrapDb | undefined,
  action: (nodes: Nodes) => Promise<T>,
): Promise<T> {
  const nodes = await startNodes(setup, wrapDb)
  try {
    return await action(nodes)
  } finally {
    await nodes.stop()
  }
}

/** A user who asks for himself, each time of the next node, with a key made for him. */
export async function signIn(nodes: Nodes, user: string): Promise<Ask> {
  const { json } = await sure(nodes.ask('POST', '/login', await newKey(nodes.ask, user)))
  return (...asked) => nodes.next().as(json.access_token)(...asked)
}
