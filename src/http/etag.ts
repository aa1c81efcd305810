// The version of an answer: callers who hold it already are told so, and get no body (RFC 9110).
import { createHash } from 'node:crypto'
import { JsonText, type WithHeaders } from './route.ts'

/** A version is the digest of what the caller would get, so it tells them nothing that the answer would not. */
export const etagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, versionCharacters)}"`
/** 132 bits: two answers never share a version by chance or by effort. */
const versionCharacters = 22

/** Whether `If-None-Match` names this version; proxies may have marked it as weak. */
export function isHeld(held: string | undefined, etag: string): boolean {
  if (held === undefined) return false
  return held.trim() === '*' || held.split(',').some((each) => opaque(each) === etag)
}

const opaque = (each: string): string => each.trim().replace(/^W\//, '')

/** The answer is for this caller alone and may have changed the next time, but they may keep it. */
const headersWith = (etag: string) => ({ etag, 'cache-control': 'private, no-cache' })

type Versioned =
  | (WithHeaders<JsonText, 200> & { readonly status: 200 })
  | (WithHeaders<undefined, 304> & { readonly status: 304 })

/** The answer with its version: a 304 without a body for a caller who holds it. */
export function unlessHeld(
  request: { readonly held?: string | undefined },
  { text, etag }: { readonly text: string; readonly etag: string },
): Versioned {
  const headers = headersWith(etag)
  return isHeld(request.held, etag)
    ? { answer: undefined, headers, status: 304 }
    : { answer: new JsonText(text), headers, status: 200 }
}
