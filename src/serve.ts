// The composition root: settings → store → app → listen; the only place where things are wired.
import { randomBytes } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { type Actor, callerOf, may } from './access/actor.ts'
import { authenticator, whyNobody } from './access/authenticate.ts'
import { permissionTable } from './access/permissions.ts'
import { insistOnAgreement } from './access/table-agreement.ts'
import { newestAudit } from './audit/sql.ts'
import { steadyClock } from './clock.ts'
import { HealthChecks } from './health.ts'
import { type App, buildApp } from './http/app.ts'
import type { Certificate } from './http/listeners.ts'
import type { AnyRoute } from './http/route.ts'
import { Throttle } from './http/throttle.ts'
import { keyRing } from './keys/key-ring.ts'
import { isSpelledLike } from './keys/secret-text.ts'
import { limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { elsewhere } from './not-found/elsewhere.ts'
import { explainNotFound } from './not-found/explain.ts'
import { catalogueKeeper } from './request/catalogue-keeper.ts'
import type { Context, Server } from './request/context.ts'
import { decide } from './request/decide.ts'
import { contextMaker, type RequestContext } from './request/request-context.ts'
import { routes } from './routes.ts'
import { sealWhatIsLeft } from './sealing.ts'
import type { Planting } from './seed/plant.ts'
import type { Settings } from './settings.ts'
import { apiDocs } from './start/api-docs.ts'
import { pinOf, readCertificate } from './start/certificate.ts'
import { type DataDirectory, openDataDirectory } from './start/data-directory.ts'
import { diskTrouble, hasRoomBeside } from './start/disk.ts'
import { type ApiKey, firstOrLater, freshKey } from './start/first-start.ts'
import { settledMasterKey } from './start/key-rotation.ts'
import { listenLocally } from './start/local-channel.ts'
import { type OpenLog, openLog } from './start/log.ts'
import { listenForMetrics, openMetrics } from './start/metrics-listener.ts'
import { makeKey } from './start/new-key.ts'
import { version } from './start/package.ts'
import { readSeedFile } from './start/seed-file.ts'
import { shownSettings } from './start/shown-settings.ts'
import { signInTrouble } from './start/sign-in-trouble.ts'
import { spoolsIn } from './start/spool.ts'
import { startPages } from './start/start-page.ts'
import { openStore } from './start/store.ts'
import { CannotOpen, type Db } from './store/db.ts'
import { observed } from './store/observed.ts'
import type { OpenStore } from './store/sqlite/file.ts'
import { Turns } from './turns.ts'
import { startUpkeep } from './upkeep.ts'

/** A server that listens. */
export interface Running {
  /** `http://HOST:PORT` or `https://HOST:PORT` as bound. */
  readonly url: string
  /** Undefined where nothing is counted. */
  readonly metricsUrl: string | undefined
  readonly lookerIni: string
  /** Of the certificate's key; undefined without TLS. */
  readonly certificatePin: string | undefined
  /** Why looker.ini lets nobody in, and what to do; undefined when it does. */
  readonly signInTrouble: string | undefined
  /** Undefined when the key comes from the environment. */
  readonly masterKeyFile: string | undefined
  readonly app: App
  readonly server: Server
  readonly log: OpenLog
  /** Finishes what is under way, then closes the store; safe to call twice. */
  readonly stop: () => Promise<void>
}

export interface Parts {
  readonly now?: () => number
  /** Wraps the store, for tests and benchmarks. */
  readonly wrapDb?: (db: Db) => Db
  /** The key to give the administrator of an empty store; random unless given. */
  readonly firstKey?: ApiKey
  /** What an empty store is planted with; default: the file of the settings. */
  readonly planting?: Planting
  /** Hears how many of the changes of a seed are done. */
  readonly seeding?: (done: number, all: number) => void
  /** Operations that not every server has. */
  readonly moreRoutes?: readonly AnyRoute<Context>[]
  /** The operations of the permission table, for tests of what happens when it is wrong. */
  readonly permissionRows?: readonly string[]
  /** Hears what would be logged, for tests. */
  readonly log?: OpenLog
  /** Called when the store must not be written again; the process has to stop. */
  readonly onFatal?: (why: string) => void
}

/**
 * Opens the data directory, listens, and on an empty store creates the administrator. Throws CannotRun, one
 * sentence that says what to do, where it cannot start.
 */
export async function serve(settings: Settings, parts: Parts = {}): Promise<Running> {
  try {
    return await start(settings, parts)
  } catch (error) {
    throw diskTrouble(resolve(settings.data), error)
  }
}

async function start(settings: Settings, parts: Parts): Promise<Running> {
  insistOnAgreement(parts.permissionRows ?? Object.keys(permissionTable), routes)
  const log = parts.log ?? openLog(settings.logLevel)
  const certificate = readCertificate(settings.tls)
  const planting =
    parts.planting ?? (settings.seed === undefined ? undefined : await readSeedFile(settings.seed))
  const health = new HealthChecks()
  const metrics = settings.metrics === undefined ? undefined : await openMetrics()
  const directory = openDataDirectory(settings)
  try {
    const onFatal = (why: string) => {
      health.fail()
      log.error({ why }, 'the store failed; stopping')
      parts.onFatal?.(why)
    }
    const opening = {
      masterKey: await settledMasterKey(settings, directory),
      now: (parts.now ?? Date.now)(),
      warn: (sentence: string) => log.warn({}, sentence),
      tell: (sentence: string) => log.info({}, sentence),
      onFatal,
    }
    const opened = await openStore(settings, directory.databaseFile, opening)
    const observers = metrics === undefined ? [health] : [health, metrics]
    const db = observed(parts.wrapDb?.(opened.db) ?? opened.db, observers)
    const store = { ...opened, db }
    try {
      return await listen(settings, parts, {
        certificate,
        directory,
        store,
        log,
        health,
        metrics,
        planting,
      })
    } catch (error) {
      await store.db.close()
      throw error
    }
  } catch (error) {
    directory.release()
    throw error
  }
}

/** What is open before anybody listens. */
interface Opened {
  readonly certificate: Certificate | undefined
  readonly directory: DataDirectory
  readonly store: OpenStore<Db>
  readonly log: OpenLog
  readonly health: HealthChecks
  readonly metrics: Metrics | undefined
  readonly planting: Planting | undefined
}

async function listen(settings: Settings, parts: Parts, opened: Opened): Promise<Running> {
  const { certificate, directory, log, health, metrics, planting } = opened
  const { db, keys: dataKeys } = opened.store
  let url = ''
  const keys = keyRing(dataKeys)
  const now = await clockOf(db, parts.now ?? Date.now, log)
  const catalogue = catalogueKeeper(db)
  const { catalogueAt } = catalogue
  const publicUrl = () => settings.publicUrl ?? url
  const throttle = settings.rateLimit === 0 ? undefined : new Throttle(settings.rateLimit)
  const signInFailed: Server['signInFailed'] = ({ request_id, address }) => {
    metrics?.loginFailed()
    log.warn({ request_id, address }, 'sign-in failed')
  }
  const shared = { db, keys, random: randomBytes, now, publicUrl, version, ...catalogue }
  const longReads = new Turns({ atOnce: limits.long_lists, waiting: limits.waiting_long_lists })
  const spool = spoolsIn(dirname(directory.databaseFile))
  const server: Server = { ...shared, throttle, longReads, spool, signInFailed }
  const isToken = (text: string) => isSpelledLike('access_token', text)
  const authenticate = authenticator({ db, digest: keys.digest, isToken, catalogueAt, now })
  await sealWhatIsLeft({ db, keys, now })
  const app = buildApp<Actor, RequestContext & Context>({
    routes: [...routes, ...(parts.moreRoutes ?? [])],
    authenticate,
    contextOf: contextMaker(server),
    decide,
    throttle,
    callerOf,
    now,
    whyNobody: (authorization) => whyNobody(isToken, authorization),
    explain: explainNotFound,
    elsewhere,
    mayKnowElsewhere: (actor) => may(actor, 'see_users'),
    strict: settings.strict,
    trustedProxies: settings.trustedProxies,
    documentationBase: settings.documentationUrl,
    log,
    logRequests: log.isLevelEnabled('debug'),
    observe: metrics?.answered.bind(metrics),
    health: health.routes({ db, canWrite: () => hasRoomBeside(directory.databaseFile) }),
    pages: { ...startPages(), ...apiDocs() },
    certificate,
    connectionsPerAddress: settings.connectionsPerAddress,
  })
  const metricsListener =
    metrics && settings.metrics && (await listenForMetrics(settings.metrics, metrics))
  url = await bind(app, settings)
  try {
    const wasEmpty = await firstOrLater({
      db,
      keys,
      key: parts.firstKey ?? planting?.seed.api_key ?? freshKey(),
      lookerIni: directory.lookerIni,
      publicUrl: publicUrl(),
      now: now(),
      planting,
      told: parts.seeding,
    })
    if (planting !== undefined && !wasEmpty) log.warn({}, notEmpty)
  } catch (error) {
    await app.close()
    throw error
  }
  const closeChannel = await takeCommands(server, directory, log)
  log.info({ version, url, settings: shownSettings(settings) }, 'started')
  const endUpkeep = await startUpkeep({
    db,
    now,
    headsMoved: (audit_heads) => log.info({ audit_heads }, 'audit heads'),
    failed: (error) => log.error({ error }, 'upkeep failed'),
  })
  const stop = once(async () => {
    log.info({ version, url }, 'stopping')
    health.drain()
    closeChannel()
    await app.close()
    metricsListener?.close()
    await endUpkeep()
    await db.close()
    directory.release()
    log.info({ version, url }, 'stopped')
  })
  const { lookerIni, masterKeyFile } = directory
  const metricsUrl = metricsListener?.url
  const certificatePin = certificate && pinOf(certificate)
  const trouble = await signInTrouble({ db, keys, directory })
  if (trouble !== undefined) log.warn({ why: trouble }, 'looker.ini signs nobody in')
  return {
    ...{ url, metricsUrl, lookerIni, certificatePin, masterKeyFile, signInTrouble: trouble },
    ...{ app, server, log, stop },
  }
}

/** Without the channel everything works but what a command would have the server do. */
async function takeCommands(
  { db, keys, random, now, publicUrl }: Server,
  { socket, lookerIni }: DataDirectory,
  log: OpenLog,
): Promise<() => void> {
  try {
    return await listenLocally(socket, ({ user }) =>
      makeKey({ db, keys, random, now: now(), lookerIni, publicUrl: publicUrl() }, user),
    )
  } catch (error) {
    log.warn({ error }, 'commands cannot reach this server while it runs')
    return () => undefined
  }
}

const notEmpty = 'the store is not empty: the seed was not planted'

/** Time goes on where the last server left off. */
async function clockOf(db: Db, wall: () => number, log: OpenLog): Promise<() => number> {
  const [[newest]] = await db.read(newestAudit)
  const earliest = newest?.at ?? 0
  const behind = Math.round((earliest - wall()) / 1000)
  if (behind > 0) log.warn({ seconds: behind }, 'the clock is behind the newest audit row')
  return steadyClock({ wall, elapsed: () => performance.now() }, earliest)
}

async function bind(app: App, { port, host, tls }: Settings): Promise<string> {
  try {
    const url = await app.listen({ port, host })
    return tls === undefined ? url : url.replace(/^http:/, 'https:')
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const taken = `Port ${port} on ${host} is in use; choose another with --port.`
    throw new CannotOpen(code === 'EADDRINUSE' ? taken : `Cannot listen: ${message}.`)
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= action()
    return done
  }
}
