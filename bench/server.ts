// Runs one server of the benchmark in its own process: `node server.js KIND WHAT`. WHAT is the answer of a bare
// server or the data directory of a whole server; on PostgreSQL the URL and the key file follow.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from 'pg'
import { serve } from '../src/serve.ts'
import { readSettings } from '../src/settings.ts'
import type { Commit, Db } from '../src/store/db.ts'
import { naive } from './naive.ts'

export type Kind =
  /** node:http without any checks; it always gives the same answer. */
  | 'bare'
  | 'bare-together'
  /** The whole program, with commits that store nothing. */
  | 'storeless'
  | 'storeless-together'
  /** The whole program. */
  | 'whole'
  /** The whole program on PostgreSQL. */
  | 'postgres'
  /** The same, with commits written without regard for round trips. */
  | 'naive'

interface Started {
  readonly port: number
  readonly stop: () => Promise<void>
}

/** Runs an action at once or later. */
type When = (action: () => void) => void

const atOnce: When = (action) => action()

/** Runs actions once in each turn of the event loop, so that requests of one turn are answered together. */
function together(): When {
  let waiting: (() => void)[] = []
  return (action) => {
    if (waiting.push(action) > 1) return
    setImmediate(() => {
      const ready = waiting
      waiting = []
      for (const each of ready) each()
    })
  }
}

function startBare(answer: string, when: When): Promise<Started> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(answer),
  }
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => when(() => response.writeHead(200, headers).end(answer)))
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, stop: async () => {} }),
    )
  })
}

/** The same store, but a commit returns without storing anything. */
function storeless(db: Db, when: When): Db {
  return {
    read: (...statements) => db.read(...statements),
    snapshot: (action) => db.snapshot(action),
    commit: ({ statements }: Commit) =>
      new Promise((resolve) => when(() => resolve(statements.map(() => [])))),
    commitAll: (...given) => db.commitAll(...given),
    get authorityEpoch() {
      return db.authorityEpoch
    },
    close: () => db.close(),
  }
}

type Flags = Parameters<typeof readSettings>[0]

async function startWhole(
  data: string,
  wrapDb?: (db: Db) => Db,
  more: Flags = {},
): Promise<Started> {
  const flags = { data, port: '0', rateLimit: '1000000', logLevel: 'warn', ...more }
  const settings = readSettings(flags, {})
  const onFatal = () => process.exit(1)
  const running = await serve(settings, wrapDb === undefined ? { onFatal } : { onFatal, wrapDb })
  return { port: Number(new URL(running.url).port), stop: running.stop }
}

let exchanges = 0

function startOnPostgres(what: string, wrap: (db: Db, url: string) => Db): Promise<Started> {
  const [data = '', database = '', masterKeyFile = ''] = what.split(' ')
  const { query } = Client.prototype
  Client.prototype.query = function (this: Client, ...given: unknown[]) {
    exchanges++
    return query.apply(this, given as never)
  } as never
  return startWhole(data, (db) => wrap(db, database), { database, masterKeyFile })
}

function start(kind: Kind, what: string): Promise<Started> {
  switch (kind) {
    case 'bare':
      return startBare(what, atOnce)
    case 'bare-together':
      return startBare(what, together())
    case 'storeless':
      return startWhole(what, (db) => storeless(db, atOnce))
    case 'storeless-together':
      return startWhole(what, (db) => storeless(db, together()))
    case 'whole':
      return startWhole(what)
    case 'postgres':
      return startOnPostgres(what, (db) => db)
    case 'naive':
      return startOnPostgres(what, naive)
  }
}

const [kind, what] = process.argv.slice(2)
const started = await start(kind as Kind, what ?? '')
process.on('disconnect', () => {
  started.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.on('message', () => process.send?.({ exchanges }))
process.send?.({ port: started.port })
