// The settings as a line of the log may show them: without the master key, user names and passwords.
import type { Settings } from '../settings.ts'
import { readTarget } from '../store/postgres/target.ts'

/** Names each setting, so that a new one is shown or hidden on purpose; JSON leaves out what is undefined. */
export const shownSettings = (settings: Settings) =>
  ({
    data: settings.data,
    database: settings.database && readTarget(settings.database).name,
    databaseFile: settings.databaseFile,
    masterKey: settings.masterKey && 'in ATTRIUM_MASTER_KEY',
    masterKeyFile: settings.masterKeyFile,
    seed: settings.seed,
    host: settings.host,
    port: settings.port,
    publicUrl: plainUrl(settings.publicUrl),
    documentationUrl: plainUrl(settings.documentationUrl),
    rateLimit: settings.rateLimit,
    strict: settings.strict,
    connectionsPerAddress: settings.connectionsPerAddress,
    tls: settings.tls,
    metrics: settings.metrics,
    trustedProxies: settings.trustedProxies,
    logLevel: settings.logLevel,
  }) satisfies Record<keyof Settings, unknown>

/** Without a name, a password and parameters. */
function plainUrl(url: string | undefined): string | undefined {
  if (!url) return undefined
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
