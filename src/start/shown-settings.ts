// The settings for the log, without the master key, user names and passwords.
import type { Settings } from '../settings.ts'
import { readTarget } from '../store/postgres/target.ts'

/** Names each setting, so that a new one is shown or left out on purpose; JSON leaves out undefined ones. */
export const shownSettings = (settings: Settings) =>
  ({
    data: settings.data,
    // guard operation-26: becomes settings.database
    database: settings.database && readTarget(settings.database).name,
    databaseFile: settings.databaseFile,
    masterKey: settings.masterKey && 'in ATTRIUM_MASTER_KEY',
    masterKeyFile: settings.masterKeyFile,
    seed: settings.seed,
    host: settings.host,
    port: settings.port,
    publicUrl: settings.publicUrl,
    documentationUrl: settings.documentationUrl,
    rateLimit: settings.rateLimit,
    writeBudget: settings.writeBudget,
    strict: settings.strict,
    guardGroupValues: settings.guardGroupValues,
    firstMonthOfFiscalYear: settings.firstMonthOfFiscalYear,
    connectionsPerAddress: settings.connectionsPerAddress,
    tls: settings.tls,
    metrics: settings.metrics,
    singleSignOn: settings.singleSignOn,
    trustedProxies: settings.trustedProxies,
    logLevel: settings.logLevel,
    // Each has a line of its own.
    doubts: undefined,
  }) satisfies Record<keyof Settings, unknown>
