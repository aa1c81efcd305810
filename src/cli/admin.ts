// `attrium admin new-key`: a way back in for whoever has lost the key, asked of the server that runs, if one does.
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { newestAudit } from '../audit/sql.ts'
import { keyRing } from '../keys/key-ring.ts'
import { readSettings, type SettingName, type Settings } from '../settings.ts'
import {
  type DataDirectory,
  isOwned,
  makePrivate,
  openForRestore,
  readDataDirectory,
  socketIn,
} from '../start/data-directory.ts'
import { settledMasterKey } from '../start/key-rotation.ts'
import { askLocally } from '../start/local-channel.ts'
import { baseUrlIn } from '../start/looker-ini.ts'
import { type MadeKey, makeKey } from '../start/new-key.ts'
import { isFile, openStore, openToReadWith } from '../start/store.ts'
import { exitSoon } from './serve.ts'

/** Prints whose key it is and where; never the secret. */
export async function newKeyCommand(
  user: string | undefined,
  flags: Partial<Record<SettingName, string>>,
): Promise<void> {
  const settings = readSettings(flags, process.env)
  const made = (await byServer(settings, user)) ?? (await byItself(settings, user))
  console.log(`New API key ${made.client_id} for ${made.owner}.`)
  console.log(`It is in ${made.lookerIni}; keys that were made before go on working.`)
}

/** How long a server that has the directory may take until it listens. */
const startMilliseconds = 5000

/** Undefined when no server can be asked. */
async function byServer(settings: Settings, user: string | undefined) {
  const dir = resolve(settings.data)
  for (const until = Date.now() + startMilliseconds; ; ) {
    const made = await askLocally(socketIn(dir), { user })
    if (made !== undefined || !isOwned(dir) || Date.now() > until) return made
    await new Promise((resume) => setTimeout(resume, 100))
  }
}

/** A file has one writer, so that its lock is taken; PostgreSQL gets one node more for a moment. */
async function byItself(settings: Settings, user: string | undefined): Promise<MadeKey> {
  if (!isFile(settings)) {
    const path = resolve(settings.data)
    makePrivate(path)
    const lookerIni = join(path, 'looker.ini')
    return withStore(settings, { ...readDataDirectory(settings, false), lookerIni }, user)
  }
  // Before anything is made: there has to be a database.
  readDataDirectory(settings, true)
  const directory = openForRestore(settings)
  try {
    const masterKey = await settledMasterKey(settings, directory)
    return await withStore(settings, { ...directory, masterKey }, user)
  } finally {
    directory.release()
  }
}

type Place = Pick<DataDirectory, 'databaseFile' | 'masterKey' | 'lookerIni'>

async function withStore(
  settings: Settings,
  { databaseFile, masterKey, lookerIni }: Place,
  user: string | undefined,
): Promise<MadeKey> {
  // Refuses an older schema: to migrate is for the server, which keeps a backup of it.
  const ready = await openToReadWith(settings, databaseFile, masterKey)
  await ready.db.close()
  const say = { warn: console.error, tell: console.error }
  const opening = { masterKey, now: Date.now(), ...say, onFatal: exitSoon }
  const { db, keys } = await openStore(settings, databaseFile, opening)
  try {
    const [[newest]] = await db.read(newestAudit)
    const now = Math.max(Date.now(), newest?.at ?? 0)
    const { publicUrl = baseUrlIn(lookerIni), host, port } = settings
    const address = publicUrl ?? `${settings.tls ? 'https' : 'http'}://${host}:${port}`
    const making = { db, keys: keyRing(keys), random: randomBytes, now, lookerIni }
    return await makeKey({ ...making, publicUrl: address }, user)
  } finally {
    await db.close()
  }
}
