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
    tokenOf: (kind: LinkKind, nonce: string) => server.keys.digest(`${kind}/v1 ${nonce}`),
    now,
  }
}
