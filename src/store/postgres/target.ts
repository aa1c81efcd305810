// Finds the PostgreSQL server and opens a connection to it.
import type { Client } from 'pg'
import { CannotOpen } from '../../errors.ts'

/** The parts of a URL. */
export interface Target {
  /** One URL for each host, in the order in which they are tried. */
  readonly urls: readonly string[]
  /** For messages: hosts and database without user and password. */
  readonly name: string
  /** Behind PgBouncer in transaction mode: nothing is kept from one transaction to the next. */
  readonly pooled: boolean
}

/** Milliseconds (D-11). */
export const timeouts = {
  connect: 2000,
  /** A connection is given up when a pipeline has no answer for this long. */
  answer: 5000,
  statement: 4500,
  lock: 2000,
  idle_in_transaction: 10_000,
} as const

/**
 * Reads `postgres://user:password@host1:5432,host2:5432/database?sslmode=verify-full`. Parameters are
 * libpq's; `pgbouncer=true` is for PgBouncer in transaction mode. Throws CannotOpen.
 */
export function readTarget(url: string): Target {
  const parts = /^(postgres(?:ql)?:\/\/)(?:([^@/?]*)@)?([^/?]*)(\/[^?]*)?(?:\?(.*))?$/.exec(url)
  if (parts === null) {
    throw new CannotOpen('--database must look like postgres://USER@HOST:PORT/DATABASE.')
  }
  const [, scheme, user, hosts = '', path = '', query = ''] = parts
  const parameters = new URLSearchParams(query)
  const pooled = parameters.get('pgbouncer') === 'true'
  const attributes = parameters.get('target_session_attrs') ?? 'read-write'
  if (!['read-write', 'primary'].includes(attributes)) {
    throw new CannotOpen('--database: target_session_attrs must be read-write or primary.')
  }
  for (const ours of ['pgbouncer', 'target_session_attrs']) parameters.delete(ours)
  // This makes pg read sslmode as every other PostgreSQL client does.
  if (parameters.has('sslmode')) parameters.set('uselibpqcompat', 'true')
  const rest = `${path}${parameters.size > 0 ? `?${parameters}` : ''}`
  const urls = hosts
    .split(',')
    .map((host) => `${scheme}${user === undefined ? '' : `${user}@`}${host}${rest}`)
  return { urls, name: `${hosts}${path}`, pooled }
}

/** Opens a connection to the first host that takes writes. Throws the error of the last host. */
export async function connectTo({ urls, pooled }: Target): Promise<Client> {
  let last: unknown
  for (const url of urls) {
    try {
      return await connect(url, pooled)
    } catch (error) {
      last = error
    }
  }
  throw last
}

/** An installation that does not use PostgreSQL may leave the driver out (decision 25). */
async function loadDriver(): Promise<typeof import('pg')> {
  try {
    return await import('pg')
  } catch (cause) {
    const message = 'PostgreSQL needs the package pg, which is not installed: npm install pg'
    throw new CannotOpen(message, { cause })
  }
}

async function connect(connectionString: string, pooled: boolean): Promise<Client> {
  const { Client } = await loadDriver()
  const client = new Client({
    connectionString,
    fallback_application_name: 'attrium',
    connectionTimeoutMillis: timeouts.connect,
    keepAlive: true,
    keepAliveInitialDelayMillis: timeouts.answer,
    ...(pooled ? {} : sessionTimeouts),
  })
  // The user of the connection adds a listener later; no error may be missed until then.
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Compiling a search takes a hundred times as long as running it.
    // guard jit-1: becomes pooled
    if (!pooled) await client.query('set jit = off')
    const { rows } = await client.query('show transaction_read_only')
    if (rows[0]?.transaction_read_only !== 'off') throw new Error('the server is read-only')
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

const sessionTimeouts = {
  statement_timeout: timeouts.statement,
  lock_timeout: timeouts.lock,
  idle_in_transaction_session_timeout: timeouts.idle_in_transaction,
}

/** For a pooled connection: the same settings, for one transaction. */
export const transactionTimeouts = `select
  set_config('jit', 'off', true),
  set_config('statement_timeout', '${timeouts.statement}', true),
  set_config('lock_timeout', '${timeouts.lock}', true),
  set_config('idle_in_transaction_session_timeout', '${timeouts.idle_in_transaction}', true)`
