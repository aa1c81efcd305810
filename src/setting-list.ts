// Every setting: flag, environment variable, default and one sentence about it.
import { limits } from './limits.ts'

interface Setting {
  readonly flag: string
  readonly env: string
  /** In brackets if it may be left out, which means true. */
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
    about:
      'Directory of the database, the master key and looker.ini. A server creates it with mode 0700; it leaves the mode of one that is there, and warns if others can open it.',
  },
  database: {
    flag: '--database',
    env: 'ATTRIUM_DATABASE',
    argument: 'URL',
    fallback: undefined,
    about:
      'PostgreSQL database (14 to 18) to use instead of a file in --data: postgres://USER@HOST1,HOST2/DATABASE?sslmode=verify-full.',
  },
  databaseFile: {
    flag: '--database-file',
    env: 'ATTRIUM_DATABASE_FILE',
    argument: 'FILE',
    fallback: undefined,
    about: 'File that contains the URL of --database, to keep its password off the command line.',
  },
  masterKeyFile: {
    flag: '--master-key-file',
    env: 'ATTRIUM_MASTER_KEY_FILE',
    argument: 'FILE',
    fallback: undefined,
    about:
      'File with the master key, 32 bytes in base64. The default is master.key in the data directory, which the first start creates. ATTRIUM_MASTER_KEY may contain the key itself instead.',
  },
  seed: {
    flag: '--seed',
    env: 'ATTRIUM_SEED',
    argument: 'FILE',
    fallback: undefined,
    about: 'YAML or JSON file to load into an empty store. Any other store stays unchanged.',
  },
  port: {
    flag: '--port',
    env: 'ATTRIUM_PORT',
    argument: 'PORT',
    fallback: '19999',
    about: 'TCP port of the API. 0 picks a free port.',
  },
  host: {
    flag: '--host',
    env: 'ATTRIUM_HOST',
    argument: 'HOST',
    fallback: '127.0.0.1',
    about: 'Address to listen on. An address beyond loopback needs TLS or --allow-plain-http.',
  },
  publicUrl: {
    flag: '--public-url',
    env: 'ATTRIUM_PUBLIC_URL',
    argument: 'URL',
    fallback: undefined,
    about:
      'Base URL in links and in looker.ini. The default is the address that the server listens on.',
  },
  documentationUrl: {
    flag: '--documentation-url',
    env: 'ATTRIUM_DOCUMENTATION_URL',
    argument: 'URL',
    fallback: 'https://docs.cloud.google.com/looker/docs',
    about: 'Base URL of documentation_url in error bodies.',
  },
  rateLimit: {
    flag: '--rate-limit',
    env: 'ATTRIUM_RATE_LIMIT',
    argument: 'N',
    fallback: '5000',
    about: 'Requests per second for one API key. A burst may be five times as large. 0: no limit.',
  },
  writeBudget: {
    flag: '--write-budget',
    env: 'ATTRIUM_WRITE_BUDGET',
    argument: 'MEGABYTES',
    fallback: '4096',
    about: 'Megabytes of changes that one caller may store in an hour. 0 turns the limit off.',
  },
  connectionsPerAddress: {
    flag: '--connections-per-address',
    env: 'ATTRIUM_CONNECTIONS_PER_ADDRESS',
    argument: 'N',
    fallback: String(limits.connections_per_address),
    about: `Open connections that one address may have. With 0 only the limit of the whole server counts, ${limits.connections}.`,
  },
  tlsCert: {
    flag: '--tls-cert',
    env: 'ATTRIUM_TLS_CERT',
    argument: 'FILE',
    fallback: undefined,
    about: 'PEM file with the certificate and its chain. The server then speaks TLS 1.2 or later.',
  },
  tlsKey: {
    flag: '--tls-key',
    env: 'ATTRIUM_TLS_KEY',
    argument: 'FILE',
    fallback: undefined,
    about: 'PEM file with the private key of the certificate.',
  },
  allowPlainHttp: {
    flag: '--allow-plain-http',
    env: 'ATTRIUM_ALLOW_PLAIN_HTTP',
    argument: '[true|false]',
    fallback: 'false',
    about: 'Allow plain HTTP beyond loopback, for a server behind a proxy that speaks TLS.',
  },
  metricsPort: {
    flag: '--metrics-port',
    env: 'ATTRIUM_METRICS_PORT',
    argument: 'PORT',
    fallback: undefined,
    about: 'TCP port of GET /metrics for Prometheus, off by default. 0 picks a free port.',
  },
  metricsHost: {
    flag: '--metrics-host',
    env: 'ATTRIUM_METRICS_HOST',
    argument: 'HOST',
    fallback: '127.0.0.1',
    about: 'Address of the metrics. Everybody who can reach it can read them.',
  },
  guardGroupValues: {
    flag: '--guard-group-values',
    env: 'ATTRIUM_GUARD_GROUP_VALUES',
    argument: '[true|false]',
    fallback: 'false',
    about:
      'Refuse changes of groups and members that give or take values which the caller may not set. Looker allows them.',
  },
  fiscalYearStartsIn: {
    flag: '--fiscal-year-starts-in',
    env: 'ATTRIUM_FISCAL_YEAR_STARTS_IN',
    argument: 'MONTH',
    fallback: 'January',
    about: 'First month of the fiscal year in filter expressions of dates: April, or 4.',
  },
  strict: {
    flag: '--strict',
    env: 'ATTRIUM_STRICT',
    argument: '[true|false]',
    fallback: 'false',
    about: 'Refuse requests with unknown fields or parameters instead of only reporting them.',
  },
  singleSignOn: {
    flag: '--single-sign-on',
    env: 'ATTRIUM_SINGLE_SIGN_ON',
    argument: 'FILE',
    fallback: undefined,
    about:
      'YAML or JSON file of the providers (OpenID Connect) with which people sign in. Their secrets are elsewhere.',
  },
  trustedProxies: {
    flag: '--trusted-proxies',
    env: 'ATTRIUM_TRUSTED_PROXIES',
    argument: 'LIST',
    fallback: undefined,
    about: 'Comma-separated addresses or subnets of proxies whose X-Forwarded-For is trusted.',
  },
  logLevel: {
    flag: '--log-level',
    env: 'ATTRIUM_LOG_LEVEL',
    argument: 'LEVEL',
    fallback: 'info',
    about: 'Lowest level to log: debug (which adds every request), info, warn, error or silent.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settingList
