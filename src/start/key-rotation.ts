// Replaces keys; an interrupted rotation is found and finished (D-04, F-28).
import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, unlinkSync } from 'node:fs'
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { DataDirectory } from '../files/data-directory.ts'
import { keyInFile } from '../files/master-key.ts'
import { writePrivately } from '../files/private-file.ts'
import { type DataKey, keyBytes, wrapKey } from '../keys/data-keys.ts'
import { keyRing } from '../keys/key-ring.ts'
import type { Settings } from '../settings.ts'
import { type Db, LostRace } from '../store/db.ts'
import { Sealer } from '../values/sealer.ts'
import { beginSealingAnew } from '../values/sealing-sql.ts'
import { sealResultsAnew } from './kept-results.ts'
import { addKey, rewrapKey } from './keys-sql.ts'
import { openToReadWith } from './store.ts'

interface Rotation {
  readonly db: Db
  readonly keys: readonly DataKey[]
  readonly masterKey: Uint8Array
  readonly now: () => number
}

/** Makes a new key for hidden values, and seals all of them with it; the old keys stay for backups. */
export async function rotateValueKey({ db, keys, masterKey, now }: Rotation): Promise<void> {
  const key = randomBytes(keyBytes)
  const wrapped = wrapKey(masterKey, 'value', key)
  const [rows] = await db.commit({
    statements: [addKey({ purpose: 'value', wrapped, created_at: now() }), beginSealingAnew],
    audit: auditRow(byServer('rotate_value_key', now()), {}),
    changesAuthority: false,
  })
  const { id } = (rows as [{ id: string }])[0]
  const failures: unknown[] = []
  const ring = keyRing([...keys, { id, purpose: 'value', key }])
  const sealer = new Sealer({
    ...{ db, now, keys: ring },
    sealed: () => undefined,
    failed: (error) => failures.push(error),
  })
  if (await sealer.start()) {
    // guard result-12: gone
    await sealResultsAnew({ db, keys: ring, now, isEnding: () => false })
    return
  }
  throw failures[0] ?? new LostRace()
}

/** Makes a new master key: it is written beside `file`, and replaces it when the store has accepted the key. */
export async function rotateMasterKey({ db, keys, now }: Rotation, file: string): Promise<void> {
  const masterKey = randomBytes(keyBytes)
  writePrivately(nextTo(file), `${masterKey.toString('base64')}\n`)
  await db.commit({
    statements: keys.map(({ id, purpose, key }) =>
      rewrapKey({ id, wrapped: wrapKey(masterKey, purpose, key) }),
    ),
    audit: auditRow(byServer('rotate_master_key', now()), {}),
    changesAuthority: false,
    scrubs: true,
  })
  renameSync(nextTo(file), file)
}

const nextTo = (file: string) => `${file}.next`

/** Returns the master key that opens the store: a rotation that died has left two. */
export async function settleMasterKey(
  settings: Settings,
  { masterKey, masterKeyFile: file, databaseFile }: DataDirectory,
): Promise<Uint8Array> {
  if (file === undefined || !existsSync(nextTo(file))) return masterKey
  const opens = (key: Uint8Array) =>
    openToReadWith(settings, databaseFile, key)
      .then(({ db }) => db.close())
      .then(() => true)
      .catch(() => false)
  const next = keyInFile(nextTo(file))
  if (await opens(masterKey)) unlinkSync(nextTo(file))
  else if (await opens(next)) {
    renameSync(nextTo(file), file)
    return next
  }
  return masterKey
}
