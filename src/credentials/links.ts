// The links of e-mail credentials that this caller sees.
import type { Actor } from '../domain/actor.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { LinkKind, Links } from './email.ts'

interface Asked {
  readonly actor: Pick<Actor, 'is_admin'>
  readonly server: { readonly publicUrl: () => string; readonly keys: Pick<KeyRing, 'digest'> }
  readonly now: number
}

export function linksOf({ actor, server, now }: Asked): Links {
  return {
    showsLinks: actor.is_admin,
    webUrl: server.publicUrl(),
    tokenOf: (kind, user_id, nonce) => linkToken(server.keys, kind, user_id, nonce),
    now,
  }
}

/** The token of a link: whose it is, and what nobody without the keys can compute. */
export const linkToken = (
  { digest }: Pick<KeyRing, 'digest'>,
  kind: LinkKind,
  user_id: string,
  nonce: string,
): string => `${user_id}.${digest(`${kind}/v1 ${nonce}`)}`
