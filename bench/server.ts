// One server of the benchmark in a process of its own: `node server.js KIND WHAT`, where WHAT is the
// answer of a bare server and the data directory of a whole one. Ends when its parent does.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '../src/serve.ts'
import { readSettings } from '../src/settings.ts'
import type { Commit, Db } from '../src/store/db.ts'

export type Kind =
  /** node:http that checks nothing and always answers the same. */
  | 'bare'
  | 'bare-together'
  /** The whole program, with commits that store nothing. */
  | 'storeless'
  | 'storeless-together'
  /** The whole program. */
  | 'whole'

interface Started {
  readonly port: number
  readonly stop: () => Promise<void>
}

/** Does something now, or later. */
type When = (action: () => void) => void

const atOnce: When = (action) => action()

/** Once per turn of the event loop, so that what came in one turn is answered in one. */
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

/** The same store, except that a commit answers without having stored anything. */
function storeless(db: Db, when: When): Db {
  return {
    read: (...statements) => db.read(...statements),
    commit: ({ statements }: Commit) =>
      new Promise((resolve) => when(() => resolve(statements.map(() => [])))),
    get authorityEpoch() {
      return db.authorityEpoch
    },
    close: () => db.close(),
  }
}

async function startWhole(data: string, wrapDb?: (db: Db) => Db): Promise<Started> {
  const settings = readSettings({ data, port: '0', rateLimit: '1000000' }, {})
  const onFatal = () => process.exit(1)
  const running = await serve(settings, wrapDb === undefined ? { onFatal } : { onFatal, wrapDb })
  return { port: Number(new URL(running.url).port), stop: running.stop }
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
process.send?.({ port: started.port })
