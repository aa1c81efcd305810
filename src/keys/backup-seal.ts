// What a backup is sealed with: nobody without the master key can change what it says of itself.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export interface BackupSeal {
  /** Tells master keys apart and says nothing of them. */
  readonly master_key_id: string
  readonly seal: (text: string) => string
  readonly holds: (text: string, seal: string) => boolean
}

export function backupSeal(masterKey: Uint8Array): BackupSeal {
  const derived = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', masterKey, '', purpose, bytes))
  const key = derived('backup/v1', 32)
  const seal = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    master_key_id: derived('backup-key-id/v1', 8).toString('hex'),
    seal,
    holds: (text, held) => {
      const [one, other] = [Buffer.from(seal(text)), Buffer.from(held)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
  }
}
