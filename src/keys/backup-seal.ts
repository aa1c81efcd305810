// The seal of a backup: only the master key can change its description.
import { type Cipher, createCipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export interface BackupSeal {
  /** Tells master keys apart and reveals nothing about them. */
  readonly master_key_id: string
  readonly seal: (text: string) => string
  readonly holds: (text: string, seal: string) => boolean
  /**
   * Encrypts or decrypts the content of one backup; in counter mode the two are the same. The salt must belong to
   * no other backup, and decrypted content may be trusted only if a seal covers its digest.
   */
  readonly cipher: (salt: string) => Pick<Cipher, 'update'>
}

export function backupSeal(masterKey: Uint8Array): BackupSeal {
  const derived = (purpose: string, bytes: number, salt = '') =>
    Buffer.from(hkdfSync('sha256', masterKey, salt, purpose, bytes))
  const key = derived('backup/v1', 32)
  const seal = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    master_key_id: derived('backup-key-id/v1', 8).toString('hex'),
    seal,
    holds: (text, sealLine) => {
      const [one, other] = [Buffer.from(seal(text)), Buffer.from(sealLine)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
    // The key belongs to this salt alone, so the counter may begin with zero.
    cipher: (salt) =>
      createCipheriv('aes-256-ctr', derived('backup-content/v1', 32, salt), Buffer.alloc(16)),
  }
}
