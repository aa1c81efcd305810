// The composition root: settings → store → app → listen. All parts are connected here and nowhere else.
import { randomBytes } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { callers } from './access/sessions.ts'
import type { PermissionTable } from './access/table-agreement.ts'
import { CatalogueKeeper } from './catalogue/catalogue-keeper.ts'
import { ClaimsMemory } from './claims-memory/claims-memory.ts'
import type { Actor } from './domain/actor.ts'
import { type DataDirectory, openDataDirectory } from './files/data-directory.ts'
import { diskTrouble, hasRoomBeside } from './files/disk.ts'
import { version } from './files/package.ts'
import { spoolsIn } from './files/spool.ts'
import { type App, buildApp } from './http/app.ts'
import type { Certificate } from './http/listeners.ts'
import { Throttle } from './http/throttle.ts'
import { WriteBudget } from './http/write-budget.ts'
import { type ApiKey, freshKey } from './keys/api-key.ts'
import { keyRing } from './keys/key-ring.ts'
import type { Cost } from './keys/password.ts'
import { limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { registeredOrigins } from './oauth/origin-reader.ts'
import type { Context, Server } from './request/context.ts'
import { decide } from './request/decide.ts'
import { contextMaker, type RequestContext } from './request/request-context.ts'
import { Turns } from './request/turns.ts'
import type { Planting } from './seed/plant.ts'
import { insistOnTables, servedFaces } from './served-faces.ts'
import type { Settings } from './settings.ts'
import { apiDocs } from './start/api-docs.ts'
import { bind } from './start/bind.ts'
import { pinOf, readCertificate } from './start/certificate.ts'
import { takeCommands } from './start/commands.ts'
import { firstOrLater } from './start/first-start.ts'
import { HealthChecks } from './start/health.ts'
import { firstLink } from './start/invitation.ts'
import { settleMasterKey } from './start/key-rotation.ts'
import { type OpenLog, openLog } from './start/log.ts'
import { listenForMetrics, openMetrics } from './start/metrics-listener.ts'
import { providersOf } from './start/providers-file.ts'
import { readSeedFile } from './start/seed-file.ts'
import { shownSettings } from './start/shown-settings.ts'
import { signInTrouble } from './start/sign-in-trouble.ts'
import { signInsOf } from './start/sign-ins.ts'
import { startPages } from './start/start-page.ts'
import { insistOnTarget, openStore } from './start/store.ts'
import { ClockWatch, timeOf } from './start/time.ts'
import { tellDoubts, tellOfOthers } from './start/told-doubts.ts'
import { toldOfSignIns } from './start/told-of-sign-ins.ts'
import { startUpkeep } from './start/upkeep.ts'
import { webApplication } from './start/web-application.ts'
import type { Db } from './store/db.ts'
import { observed } from './store/observed.ts'
import type { OpenStore } from './store/sqlite/file.ts'
import { ValueIndexes } from './value-index/value-indexes.ts'
import { Sealer } from './values/sealer.ts'

/** A server that listens. */
export interface Running {
  /** `http://HOST:PORT` or `https://HOST:PORT` as bound. */
  readonly url: string
  /** Undefined if there are no metrics. */
  readonly metricsUrl: string | undefined
  readonly lookerIni: string
  /** The pin of the certificate's key; undefined without TLS. */
  readonly certificatePin: string | undefined
  /** Why the key in looker.ini does not work, and what to do; undefined when it works. */
  readonly signInTrouble: string | undefined
  /** The link with which the administrator of the first start chooses a password, while there is none. */
  readonly firstLink: string | undefined
  /** Undefined when the key comes from the environment. */
  readonly masterKeyFile: string | undefined
  readonly app: App
  readonly server: Server
  readonly log: OpenLog
  /** Finishes what is under way, then closes the store; safe to call twice. */
  readonly stop: () => Promise<void>
}

export interface Parts {
  /** Replaces the clocks of the machine and of the database, for tests. */
  readonly now?: () => number
  /** Replaces the clock of this machine alone, for tests. */
  readonly machineNow?: () => number
  /** Wraps the store, for tests and benchmarks. */
  readonly wrapDb?: (db: Db) => Db
  /** The key to give the administrator of an empty store; random unless given. */
  readonly firstKey?: ApiKey
  /** The seed of an empty store; default: the file of the settings. */
  readonly planting?: Planting
  /** Called with the progress of planting a seed. */
  readonly seeding?: (done: number, all: number) => void
  /** Serves the operations of a demo, too. */
  readonly isDemo?: boolean
  /** Replaces the table, for tests of a wrong one. */
  readonly permissionTable?: PermissionTable
  /** What a password costs to try, in place of the usual; for tests. */
  readonly passwordCost?: Cost
  /** Gets the log lines, for tests. */
  readonly log?: OpenLog
  /** Called when the store must not be written again; the process has to stop. */
  readonly onFatal?: (why: string) => void
}

/**
 * Opens the data directory, plants an empty store and listens. If it cannot, throws CannotRun with what to do.
 */
export async function serve(settings: Settings, parts: Parts = {}): Promise<Running> {
  try {
    return await start(settings, parts)
  } catch (error) {
    // guard operation-24: becomes error
    throw diskTrouble(resolve(settings.data), error)
  }
}

async function start(settings: Settings, parts: Parts): Promise<Running> {
  insistOnTables(parts.permissionTable)
  const log = parts.log ?? openLog(settings.logLevel)
  const certificate = readCertificate(settings.tls)
  insistOnTarget(settings)
  const planting =
    parts.planting ?? (settings.seed === undefined ? undefined : await readSeedFile(settings.seed))
  const providers = await providersOf(settings, parts.isDemo === true)
  tellDoubts(settings, log)
  const health = new HealthChecks()
  const metrics = settings.metrics === undefined ? undefined : await openMetrics()
  const directory = openDataDirectory(settings)
  try {
    tellOfOthers(directory.path, log)
    const onFatal = (why: string) => {
      health.fail()
      log.error({ why }, 'the store failed; stopping')
      parts.onFatal?.(why)
    }
    const opening = {
      masterKey: await settleMasterKey(settings, directory),
      now: (parts.now ?? Date.now)(),
      warn: (sentence: string) => log.warn({}, sentence),
      tell: (sentence: string) => log.info({}, sentence),
      onFatal,
    }
    const opened = await openStore(settings, directory.databaseFile, opening)
    const db = observed(parts.wrapDb?.(opened.db) ?? opened.db, health, metrics)
    const store = { ...opened, db }
    try {
      const told = { log, health, metrics, providers }
      return await listen(settings, parts, { certificate, directory, store, planting, ...told })
    } catch (error) {
      await store.db.close()
      throw error
    }
  } catch (error) {
    directory.release()
    throw error
  }
}

/** The open parts of a server before it listens. */
interface Opened {
  readonly certificate: Certificate | undefined
  readonly directory: DataDirectory
  readonly store: OpenStore<Db>
  readonly log: OpenLog
  readonly health: HealthChecks
  readonly metrics: Metrics | undefined
  readonly planting: Planting | undefined
  readonly providers: Server['providers']
}

async function listen(settings: Settings, parts: Parts, opened: Opened): Promise<Running> {
  const { certificate, directory, log, health, metrics, planting, providers } = opened
  const { db, keys: dataKeys } = opened.store
  let url = ''
  const keys = keyRing(dataKeys)
  const time = await timeOf(db, parts, log)
  const { now } = time
  const clock = new ClockWatch(time, log)
  const catalogue = new CatalogueKeeper(db, now)
  const catalogueAt = (version: number) => catalogue.at(version)
  const publicUrl = () => settings.publicUrl ?? url
  const throttle = settings.rateLimit === 0 ? undefined : new Throttle(settings.rateLimit)
  const writeBudget = settings.writeBudget === 0 ? undefined : new WriteBudget(settings.writeBudget)
  const shared = { db, keys, random: randomBytes, now, publicUrl, version, catalogue }
  const longReads = new Turns({ atOnce: limits.long_lists, waiting: limits.waiting_long_lists })
  const spool = spoolsIn(dirname(directory.databaseFile))
  const sealer = new Sealer({
    ...{ db, keys, now },
    sealed: (user_attribute_id) => log.info({ user_attribute_id }, 'values sealed'),
    failed: (error) => log.error({ error }, 'sealing failed'),
  })
  const { own, signIns } = signInsOf(settings, keys, parts.passwordCost)
  const [{ guardGroupValues, firstMonthOfFiscalYear }, { isDemo = false }] = [settings, parts]
  const claimsMemory = new ClaimsMemory(limits.remembered_claims_characters)
  const memory = { claimsMemory, valueIndexes: new ValueIndexes(limits.indexed_values) }
  const ours = {
    ...memory,
    sealer,
    throttle,
    writeBudget,
    longReads,
    spool,
    isDemo,
    signIns,
    providers,
  }
  const rules = { guardGroupValues, firstMonthOfFiscalYear }
  const server: Server = { ...shared, ...ours, ...rules, ...toldOfSignIns(log, metrics) }
  const { digest } = keys
  const caller = callers({ db, digest, catalogueAt, now, own, cookie: signIns.cookie })
  await sealer.startAndWait(limits.sealing_milliseconds)
  const app = buildApp<Actor, RequestContext & Context>({
    faces: servedFaces(isDemo),
    identities: { caller },
    addresses: { documentationBase: settings.documentationUrl, publicUrl },
    own,
    isRegistered: registeredOrigins(db),
    contextOf: contextMaker(server),
    decide,
    throttle,
    now,
    strict: settings.strict,
    trustedProxies: settings.trustedProxies,
    log,
    logRequests: log.isLevelEnabled('debug'),
    observe: metrics?.answered.bind(metrics),
    health: health.routes({ db, canWrite: () => hasRoomBeside(directory.databaseFile), clock }),
    pages: { ...startPages(), ...apiDocs() },
    application: webApplication(),
    certificate,
    spool,
    connectionsPerAddress: settings.connectionsPerAddress,
  })
  const metricsListener =
    metrics && settings.metrics && (await listenForMetrics(settings.metrics, metrics))
  url = await bind(app, settings)
  let wasEmpty: boolean
  try {
    wasEmpty = await firstOrLater({
      db,
      keys,
      key: parts.firstKey ?? planting?.seed.api_key ?? freshKey(),
      lookerIni: directory.lookerIni,
      publicUrl: publicUrl(),
      now: now(),
      planting,
      report: parts.seeding,
    })
    if (planting !== undefined && !wasEmpty) log.warn({}, notEmpty)
    health.started()
  } catch (error) {
    await app.close()
    throw error
  }
  const closeChannel = await takeCommands(server, directory, log)
  log.info({ version, url, settings: shownSettings(settings) }, 'started')
  // The link itself must not be in a log.
  if (wasEmpty) log.info({}, noPassword)
  const endClock = clock.begin()
  const endUpkeep = await startUpkeep({
    db,
    keys,
    now,
    headsMoved: (audit_heads) => log.info({ audit_heads }, 'audit heads'),
    seal: () => void sealer.start(),
    failed: (error) => log.error({ error }, 'upkeep failed'),
  })
  const stop = once(async () => {
    log.info({ version, url }, 'stopping')
    // guard operation-20: gone
    // guard operation-18: becomes health.drain(), fetch('http://127.0.0.1:29999').catch(() => 0)
    health.drain()
    closeChannel()
    endClock()
    await app.close()
    metricsListener?.close()
    await Promise.all([endUpkeep(), sealer.stop()])
    await db.close()
    directory.release()
    log.info({ version, url }, 'stopped')
  })
  const { lookerIni, masterKeyFile } = directory
  const metricsUrl = metricsListener?.url
  const certificatePin = certificate && pinOf(certificate)
  const trouble = await signInTrouble({ db, keys, directory })
  if (trouble !== undefined) log.warn({ why: trouble }, 'looker.ini has no working key')
  return {
    ...{ url, metricsUrl, lookerIni, certificatePin, masterKeyFile, signInTrouble: trouble },
    ...{ app, server, log, stop },
    firstLink: await firstLink({ db, keys, now: now(), publicUrl: publicUrl() }),
  }
}

const noPassword = 'nobody has a password yet: attrium admin invite makes a link to choose one'
const notEmpty = 'the store is not empty: the seed was not planted'

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= action()
    return done
  }
}
