// `attrium admin new-key`: makes a new API key, through the running server if there is one.
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import {
  type DataDirectory,
  isOwned,
  makePrivate,
  openForRestore,
  readDataDirectory,
  socketIn,
} from '../files/data-directory.ts'
import { keyRing } from '../keys/key-ring.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings, type Settings } from '../settings.ts'
import { settleMasterKey } from '../start/key-rotation.ts'
import { askLocally } from '../start/local-channel.ts'
import { baseUrlIn } from '../start/looker-ini.ts'
import { type MadeKey, makeKey } from '../start/new-key.ts'
import { isFile, openStore, openToReadWith } from '../start/store.ts'
import { timeOf } from '../start/time.ts'
import { exitSoon } from './serve.ts'

/** Prints the owner and the file of the key, never the secret. */
export async function newKeyCommand(
  user: string | undefined,
  flags: Partial<Record<SettingName, string>>,
): Promise<void> {
  const settings = readSettings(flags, process.env)
  // guard new-key-2: await byServer(settings, user) → undefined
  const made = (await byServer(settings, user)) ?? (await byItself(settings, user))
  console.log(`New API key ${made.client_id} for ${made.owner}.`)
  console.log(`It is in ${made.lookerIni}. Earlier keys still work.`)
}

/** How long a server that owns the directory may take until it listens. */
const startMilliseconds = 5000

/** Asks the running server; undefined when there is none. */
async function byServer(settings: Settings, user: string | undefined) {
  const dir = resolve(settings.data)
  for (const until = Date.now() + startMilliseconds; ; ) {
    const made = await askLocally(socketIn(dir), { user })
    if (made !== undefined || !isOwned(dir) || Date.now() > until) return made
    await new Promise((resume) => setTimeout(resume, 100))
  }
}

/** Makes the key itself: it locks a SQLite file, or is one more node on PostgreSQL for a moment. */
async function byItself(settings: Settings, user: string | undefined): Promise<MadeKey> {
  if (!isFile(settings)) {
    const path = resolve(settings.data)
    makePrivate(path)
    const lookerIni = join(path, 'looker.ini')
    return withStore(settings, { ...readDataDirectory(settings, false), lookerIni }, user)
  }
  // There must be a database; this is checked before anything is made.
  readDataDirectory(settings, true)
  const directory = openForRestore(settings)
  try {
    const masterKey = await settleMasterKey(settings, directory)
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
  // An older schema is refused: only the server migrates it, because it keeps a backup.
  const ready = await openToReadWith(settings, databaseFile, masterKey)
  await ready.db.close()
  const say = { warn: console.error, tell: console.error }
  const opening = { masterKey, now: Date.now(), ...say, onFatal: exitSoon }
  const { db, keys } = await openStore(settings, databaseFile, opening)
  try {
    const { now } = await timeOf(db)
    const { publicUrl = baseUrlIn(lookerIni), host, port } = settings
    const address = publicUrl ?? `${settings.tls ? 'https' : 'http'}://${host}:${port}`
    const making = { db, keys: keyRing(keys), random: randomBytes, now: now(), lookerIni }
    return await makeKey({ ...making, publicUrl: address }, user)
  } finally {
    await db.close()
  }
}
