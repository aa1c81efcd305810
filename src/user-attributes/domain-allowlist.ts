// The domain allowlist of a hidden attribute: where its values may be sent (looker 3.11, 3.12).
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'

/** Optional scheme, host with optional wildcards, optional port and path: no blanks, no comma. */
const entry = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/)?[a-z0-9*_.-]+(?::\d{1,5})?(?:\/[^\s,]*)?$/i

const entriesOf = (allowlist: string) => allowlist.split(',').map((text) => text.trim())

/** Null and absence are fine; anything else must be a list of urls (looker 3.12). */
export function allowlistProblems(allowlist: string | null | undefined): Problem[] {
  if (allowlist == null) return []
  const field = 'hidden_value_domain_whitelist'
  if (allowlist.length > limits.allowlist_characters) {
    const message = `${field} must have at most ${limits.allowlist_characters} characters.`
    return [{ field, code: 'invalid', message }]
  }
  if (entriesOf(allowlist).every((text) => entry.test(text))) return []
  const message = `${field} must be a comma-separated list of urls with optional wildcards`
  return [{ field, code: 'invalid', message }]
}

/** Whether each entry of `wanted` was allowed by `held` already: the same one, or below its `*`. */
export function isNarrower(wanted: string, held: string): boolean {
  const heldEntries = entriesOf(held)
  return entriesOf(wanted).every((text) =>
    heldEntries.some((old) => old === text || isBelow(text, old)),
  )
}

/** `host/a/b` and `host/a/b/*` are below `host/a/*`; no wildcard elsewhere widens anything. */
function isBelow(text: string, old: string): boolean {
  if (!old.endsWith('/*')) return false
  const fixed = old.slice(0, -1)
  return text.startsWith(fixed) && !text.includes('/../') && !text.endsWith('/..')
}
