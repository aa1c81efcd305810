// Requests that their callers may send again: the same key and the same request get the first answer.
import { Refusal } from '../errors.ts'
import { etagOf } from '../http/etag.ts'
import { storable } from '../http/query.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { type ChangeRow, changeWithKey } from './sql.ts'

export interface Key {
  readonly key: string
  /** The same for the same parameters and the same body. */
  readonly version: string
}

/** The key of a request; undefined if it has none. Throws 400 for a key that cannot be kept. */
export function keyOf(
  { idempotencyKey: key }: { readonly idempotencyKey?: string | undefined },
  request: unknown,
): Key | undefined {
  if (key === undefined) return undefined
  const most = limits.idempotency_key_characters
  if (key === '' || key.length > most || !storable(key)) {
    throw new Refusal('bad_request', {
      message: `Idempotency-Key must have 1 to ${most} characters.`,
    })
  }
  return { key, version: etagOf(JSON.stringify(request)) }
}

/** What keys are older than this are forgotten. */
export const firstKeyTime = ({ now }: Pick<Context, 'now'>): number =>
  now - limits.idempotency_milliseconds

/** The change that the caller made with this key; throws 422 if it was another request. */
export async function earlierWith(context: Context, asked: Key): Promise<ChangeRow | undefined> {
  const actor_id = context.actor.user_id
  const { rows } = await context.load(changeWithKey({ actor_id, key: asked.key }))
  const earlier = rows[0][0]
  if (earlier === undefined || earlier.at < firstKeyTime(context)) return undefined
  // guard change-key-1: becomes true
  if (earlier.request_version === asked.version) return earlier
  throw new Refusal('invalid', {
    message:
      'This Idempotency-Key was used for another request; send a new key, or the same request.',
  })
}
