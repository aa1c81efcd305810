// Every setting: flag, environment variable, default and one sentence about it.
import { CannotRun } from './errors.ts'
import { limits } from './limits.ts'

interface Setting {
  readonly flag: string
  readonly env: string
  /** In brackets when it may be left out, which says true. */
  readonly argument: string
  readonly fallback: string | undefined
  readonly about: string
}

/** The source of `attrium serve --help` and of docs/reference/configuration.md. */
export const settingList = {
  data: {
    flag: '--data',
    env: 'ATTRIUM_DATA',
    argument: 'DIR',
    fallback: './attrium-data',
    about: 'Directory of the database, the master key and looker.ini; made with mode 0700.',
  },
  database: {
    flag: '--database',
    env: 'ATTRIUM_DATABASE',
    argument: 'URL',
    fallback: undefined,
    about:
      'PostgreSQL 14 to 18 instead of a file in --data: postgres://USER@HOST1,HOST2/DATABASE?sslmode=verify-full.',
  },
  databaseFile: {
    flag: '--database-file',
    env: 'ATTRIUM_DATABASE_FILE',
    argument: 'FILE',
    fallback: undefined,
    about: 'File that holds the URL of --database, because a password stands in it.',
  },
  masterKeyFile: {
    flag: '--master-key-file',
    env: 'ATTRIUM_MASTER_KEY_FILE',
    argument: 'FILE',
    fallback: undefined,
    about:
      'File of the master key, 32 bytes in base64; default DIR/master.key, made by the first start. ATTRIUM_MASTER_KEY may hold the key itself instead.',
  },
  seed: {
    flag: '--seed',
    env: 'ATTRIUM_SEED',
    argument: 'FILE',
    fallback: undefined,
    about: 'YAML or JSON file that an empty store is planted with; another one is left as it is.',
  },
  port: {
    flag: '--port',
    env: 'ATTRIUM_PORT',
    argument: 'PORT',
    fallback: '19999',
    about: 'TCP port of the API; 0 takes any free one.',
  },
  host: {
    flag: '--host',
    env: 'ATTRIUM_HOST',
    argument: 'HOST',
    fallback: '127.0.0.1',
    about: 'Address to listen on; beyond loopback it needs TLS or --allow-plain-http.',
  },
  publicUrl: {
    flag: '--public-url',
    env: 'ATTRIUM_PUBLIC_URL',
    argument: 'URL',
    fallback: undefined,
    about:
      'Base URL that clients use, for looker.ini and for links; default the address listened on.',
  },
  documentationUrl: {
    flag: '--documentation-url',
    env: 'ATTRIUM_DOCUMENTATION_URL',
    argument: 'URL',
    fallback: 'https://docs.cloud.google.com/looker/docs',
    about: 'Base of documentation_url in error bodies.',
  },
  rateLimit: {
    flag: '--rate-limit',
    env: 'ATTRIUM_RATE_LIMIT',
    argument: 'N',
    fallback: '5000',
    about:
      'Requests per second that one API key may go on making; bursts of five times as many; 0: no limit at all.',
  },
  connectionsPerAddress: {
    flag: '--connections-per-address',
    env: 'ATTRIUM_CONNECTIONS_PER_ADDRESS',
    argument: 'N',
    fallback: String(limits.connections_per_address),
    about: `Open connections that one address may have; 0: as many as there may be in all, ${limits.connections}.`,
  },
  tlsCert: {
    flag: '--tls-cert',
    env: 'ATTRIUM_TLS_CERT',
    argument: 'FILE',
    fallback: undefined,
    about: 'PEM file of the certificate and its chain; with it the server speaks TLS 1.2 or later.',
  },
  tlsKey: {
    flag: '--tls-key',
    env: 'ATTRIUM_TLS_KEY',
    argument: 'FILE',
    fallback: undefined,
    about: 'PEM file of the private key of the certificate.',
  },
  allowPlainHttp: {
    flag: '--allow-plain-http',
    env: 'ATTRIUM_ALLOW_PLAIN_HTTP',
    argument: '[true|false]',
    fallback: 'false',
    about:
      'Lets the server listen beyond loopback without TLS, for a proxy in front that speaks it.',
  },
  metricsPort: {
    flag: '--metrics-port',
    env: 'ATTRIUM_METRICS_PORT',
    argument: 'PORT',
    fallback: undefined,
    about: 'TCP port of GET /metrics for Prometheus; 0 takes any free one; none unless set.',
  },
  metricsHost: {
    flag: '--metrics-host',
    env: 'ATTRIUM_METRICS_HOST',
    argument: 'HOST',
    fallback: '127.0.0.1',
    about: 'Address of the metrics; whoever reaches it may read them.',
  },
  strict: {
    flag: '--strict',
    env: 'ATTRIUM_STRICT',
    argument: '[true|false]',
    fallback: 'false',
    about:
      'Refuses requests with fields or parameters that the operation does not know, for tests and CI; the header x-attrium-ignored names them otherwise.',
  },
  trustedProxies: {
    flag: '--trusted-proxies',
    env: 'ATTRIUM_TRUSTED_PROXIES',
    argument: 'LIST',
    fallback: undefined,
    about: 'Addresses or subnets of proxies whose X-Forwarded-For is believed, comma-separated.',
  },
  logLevel: {
    flag: '--log-level',
    env: 'ATTRIUM_LOG_LEVEL',
    argument: 'LEVEL',
    fallback: 'info',
    about: 'debug (one line per request), info, warn, error or silent; JSON lines on stderr.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settingList

export interface Settings {
  readonly data: string
  /** `postgres://…`; undefined: a SQLite file in `data`. */
  readonly database: string | undefined
  /** Where that URL stands instead. */
  readonly databaseFile: string | undefined
  /** From the environment only: what a command line says everybody can read. */
  readonly masterKey: string | undefined
  readonly masterKeyFile: string | undefined
  /** Of an empty store; undefined: it gets its administrator only. */
  readonly seed: string | undefined
  readonly port: number
  readonly host: string
  readonly publicUrl: string | undefined
  readonly documentationUrl: string
  /** Per second and API key; 0: no limit. */
  readonly rateLimit: number
  /** Per address; 0: no limit. */
  readonly connectionsPerAddress: number
  /** Files; undefined: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  /** Undefined: no metrics. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined
  /** Whether names that an operation does not know are refused. */
  readonly strict: boolean
  readonly trustedProxies: string | undefined
  readonly logLevel: string
}

/** A setting that cannot be used; the message is one sentence for the operator. */
export class SettingProblem extends CannotRun {}

/**
 * Settings from flags, then environment, then defaults. Throws SettingProblem naming the flag and
 * the variable.
 */
export function readSettings(
  flags: Partial<Record<SettingName, string>>,
  env: Record<string, string | undefined>,
): Settings {
  const text = (name: SettingName): string | undefined =>
    flags[name] ?? env[settingList[name].env] ?? settingList[name].fallback
  const insisted = (name: SettingName): string => {
    const value = text(name)
    if (value === undefined || value === '') throw problem(name, 'must not be empty')
    return value
  }
  const host = insisted('host')
  const tls = tlsFiles(text('tlsCert') || undefined, text('tlsKey') || undefined)
  const mayBePlain = flag('allowPlainHttp', insisted('allowPlainHttp')) || isLoopback(host)
  if (tls === undefined && !mayBePlain) {
    throw problem('host', `needs TLS beyond loopback: ${howToListenBeyond}`)
  }
  const metricsPort = text('metricsPort') || undefined
  return {
    data: insisted('data'),
    ...database(text('database') || undefined, text('databaseFile') || undefined),
    masterKey: masterKey(env['ATTRIUM_MASTER_KEY'], text('masterKeyFile')),
    masterKeyFile: text('masterKeyFile') || undefined,
    seed: text('seed') || undefined,
    port: port('port', insisted('port')),
    host,
    tls,
    metrics:
      metricsPort === undefined
        ? undefined
        : { port: port('metricsPort', metricsPort), host: insisted('metricsHost') },
    connectionsPerAddress: count('connectionsPerAddress', insisted('connectionsPerAddress')),
    publicUrl: url('publicUrl', text('publicUrl')),
    documentationUrl: url('documentationUrl', insisted('documentationUrl')) ?? '',
    rateLimit: count('rateLimit', insisted('rateLimit')),
    strict: flag('strict', insisted('strict')),
    trustedProxies: text('trustedProxies') || undefined,
    logLevel: logLevel(insisted('logLevel')),
  }
}

const howToListenBeyond =
  'give --tls-cert and --tls-key, or --allow-plain-http when a proxy in front speaks TLS'

/** Whether an address to listen on can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

function tlsFiles(cert: string | undefined, key: string | undefined): Settings['tls'] {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined) throw problem('tlsCert', 'must be given together with --tls-key')
  if (key === undefined) throw problem('tlsKey', 'must be given together with --tls-cert')
  return { cert, key }
}

export function problem(name: SettingName, what: string): SettingProblem {
  const { flag, env } = settingList[name]
  return new SettingProblem(`${flag} (${env}) ${what}.`)
}

function database(database: string | undefined, databaseFile: string | undefined) {
  if (database !== undefined && databaseFile !== undefined) {
    throw problem('databaseFile', 'stands for --database (ATTRIUM_DATABASE); leave one of them out')
  }
  if (database !== undefined && !/^postgres(ql)?:\/\//.test(database)) {
    throw problem('database', 'must be a postgres:// URL')
  }
  return { database, databaseFile }
}

function masterKey(key: string | undefined, file: string | undefined): string | undefined {
  if (key && file) throw problem('masterKeyFile', 'cannot be used beside ATTRIUM_MASTER_KEY')
  return key || undefined
}

function port(name: SettingName, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw problem(name, 'must be a whole number from 0 to 65535')
  }
  return Number(text)
}

function flag(name: SettingName, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw problem(name, 'must be true or false')
  return text === 'true'
}

function count(name: SettingName, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw problem(name, 'must be a whole number, 0 or more')
  return Number(text)
}

function url(name: SettingName, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw problem(name, 'must be an http or https URL')
  }
  return text.replace(/\/+$/, '')
}

function logLevel(text: string): string {
  if (!['debug', 'info', 'warn', 'error', 'silent'].includes(text)) {
    throw problem('logLevel', 'must be debug, info, warn, error or silent')
  }
  return text
}
