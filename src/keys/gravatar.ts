// The picture for an e-mail address (looker 10.2).
import { createHash } from 'node:crypto'

/** Address of the picture; without an e-mail address a generic one. */
export function avatarUrl(email: string): string {
  const hash = createHash('md5').update(email.trim().toLowerCase()).digest('hex')
  return `https://gravatar.lookercdn.com/avatar/${hash}`
}
