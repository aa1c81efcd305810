// New keys in place of old ones; whatever is interrupted is found and finished (D-04, F-28).
import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, unlinkSync } from 'node:fs'
import { auditRow, byServer } from '../audit/audit-row.ts'
import { markAllUnsealed } from '../domain/sealing-sql.ts'
import { type DataKey, keyBytes, wrapKey } from '../keys/data-keys.ts'
import { keyRing } from '../keys/key-ring.ts'
import { sealWhatIsLeft } from '../sealing.ts'
import type { Settings } from '../settings.ts'
import type { Db } from '../store/db.ts'
import type { DataDirectory } from './data-directory.ts'
import { addKey, rewrapKey } from './keys-sql.ts'
import { keyInFile } from './master-key.ts'
import { writePrivately } from './private-file.ts'
import { openToReadWith } from './store.ts'

interface Rotation {
  readonly db: Db
  readonly keys: readonly DataKey[]
  readonly masterKey: Uint8Array
  readonly now: () => number
}

/** A new key for hidden values, and every one of them sealed under it; the old keys stay for backups. */
export async function rotateValueKey({ db, keys, masterKey, now }: Rotation): Promise<void> {
  const key = randomBytes(keyBytes)
  const wrapped = wrapKey(masterKey, 'value', key)
  const [rows] = await db.commit({
    statements: [addKey({ purpose: 'value', wrapped, created_at: now() }), markAllUnsealed],
    audit: auditRow(byServer('rotate_value_key', now()), {}),
    changesAuthority: false,
  })
  const { id } = (rows as [{ id: string }])[0]
  await sealWhatIsLeft({ db, now, keys: keyRing([...keys, { id, purpose: 'value', key }]) })
}

/** A new master key in `file`: written beside it first, put in its place when the store has taken it. */
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

/** The master key that the store has: a rotation that died has left two. */
export async function settledMasterKey(
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
