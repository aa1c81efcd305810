// Seals the lines of an archive of the audit with a key of its own, so that a new master key changes nothing.
import { hkdfSync } from 'node:crypto'
import { decrypt, encrypt } from './aes-gcm.ts'

export interface ArchiveSeal {
  readonly seal: (text: string, line: number) => string
  /** Throws unless this line was sealed in this place with this key. */
  readonly open: (sealed: string, line: number) => string
}

/** `salt` belongs to one archive. */
export function archiveSeal(auditKey: string, salt: string): ArchiveSeal {
  const key = Buffer.from(hkdfSync('sha256', auditKey, salt, 'audit-archive/v1', 32))
  const boundTo = (line: number) => `audit-archive/v1 ${salt} ${line}`
  return {
    seal: (text, line) => encrypt(key, Buffer.from(text), boundTo(line)),
    open: (sealed, line) => decrypt(key, sealed, boundTo(line)).toString(),
  }
}
