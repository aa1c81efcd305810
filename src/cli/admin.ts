// `attrium admin`: makes an API key or a link for an administrator, through the running server if there is one.
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import {
  type DataDirectory,
  isOwned,
  makeDirectory,
  openForRestore,
  readDataDirectory,
  socketIn,
} from '../files/data-directory.ts'
import { keyRing } from '../keys/key-ring.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings, type Settings } from '../settings.ts'
import { invite } from '../start/invitation.ts'
import { settleMasterKey } from '../start/key-rotation.ts'
import { askLocally } from '../start/local-channel.ts'
import { baseUrlIn } from '../start/looker-ini.ts'
import { type Making, makeKey } from '../start/new-key.ts'
import { isFile, openStore, openToReadWith } from '../start/store.ts'
import { timeOf } from '../start/time.ts'
import { exitSoon } from './serve.ts'

/** Prints the owner and the file of the key, never the secret. */
export async function newKeyCommand(user: string | undefined, flags: Flags): Promise<void> {
  const made = await carriedOut(flags, 'new-key', makeKey, user)
  console.log(`New API key ${made.client_id} for ${made.owner}.`)
  console.log(`It is in ${made.lookerIni}. Earlier keys still work.`)
}

/** Prints the link: whoever has it can become the administrator, so it belongs on the screen of the operator alone. */
export async function inviteCommand(user: string | undefined, flags: Flags): Promise<void> {
  const { link, owner, ends } = await carriedOut(flags, 'invite', invite, user)
  console.log(`Link to choose a password for ${owner}:`)
  console.log(link)
  console.log(`It works once, until ${ends}. Earlier links for this user do not work any more.`)
}

type Flags = Partial<Record<SettingName, string>>
type Command = Parameters<typeof askLocally>[1]
type Make<T> = (making: Making, user: string | undefined) => Promise<T>

/** Has a command carried out by the running server or, if there is none, here. */
async function carriedOut<T>(
  flags: Flags,
  command: Command,
  make: Make<T>,
  user: string | undefined,
): Promise<T> {
  const settings = readSettings(flags, process.env)
  // guard new-key-2: await byServer(settings, command, user) → undefined
  const made = (await byServer(settings, command, user)) ?? (await byItself(settings, make, user))
  return made as T
}

/** How long a server that owns the directory may take until it listens. */
const startMilliseconds = 5000

/** Asks the running server; undefined when there is none. */
async function byServer(settings: Settings, command: Command, user: string | undefined) {
  const dir = resolve(settings.data)
  for (const until = Date.now() + startMilliseconds; ; ) {
    const made = await askLocally(socketIn(dir), command, user)
    if (made !== undefined || !isOwned(dir) || Date.now() > until) return made
    await new Promise((resume) => setTimeout(resume, 100))
  }
}

/** Makes it here: it locks a SQLite file, or is one more node on PostgreSQL for a moment. */
async function byItself<T>(
  settings: Settings,
  make: Make<T>,
  user: string | undefined,
): Promise<T> {
  if (!isFile(settings)) {
    const path = resolve(settings.data)
    makeDirectory(path)
    const lookerIni = join(path, 'looker.ini')
    const place = { ...readDataDirectory(settings, false), lookerIni }
    return withStore(settings, place, (making) => make(making, user))
  }
  // There must be a database; this is checked before anything is made.
  readDataDirectory(settings, true)
  const directory = openForRestore(settings)
  try {
    const masterKey = await settleMasterKey(settings, directory)
    const place = { ...directory, masterKey }
    return await withStore(settings, place, (making) => make(making, user))
  } finally {
    directory.release()
  }
}

type Place = Pick<DataDirectory, 'databaseFile' | 'masterKey' | 'lookerIni'>

async function withStore<T>(
  settings: Settings,
  { databaseFile, masterKey, lookerIni }: Place,
  action: (making: Making) => Promise<T>,
): Promise<T> {
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
    return await action({ ...making, publicUrl: address })
  } finally {
    await db.close()
  }
}
