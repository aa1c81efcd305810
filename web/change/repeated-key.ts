// The keys of requests that may be sent twice: with the same one, a request is applied once.
import { useRef } from 'react'

/** `crypto.randomUUID` is there over TLS and on loopback only. */
export const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-')

/** The key of a request, which is the same again for as long as the request is. */
export function useRepeatedKey(): (of: unknown) => string {
  const last = useRef({ of: '', key: '' })
  return (given) => {
    const of = JSON.stringify(given)
    if (last.current.of !== of) last.current = { of, key: randomKey() }
    return last.current.key
  }
}
