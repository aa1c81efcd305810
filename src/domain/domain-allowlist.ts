// The domain allowlist of a hidden attribute: the places to which its values may be sent (looker 3.11, 3.12).
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'

/** Optional scheme, host with optional wildcards, optional port and path; no blanks, no comma. */
const entry = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/)?[a-z0-9*_.-]+(?::\d{1,5})?(?:\/[^\s,]*)?$/i

const entriesOf = (allowlist: string) => allowlist.split(',').map((text) => text.trim())

/** Null and undefined are valid; anything else must be a list of urls (looker 3.12). */
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

/** Whether `before` allows each entry of `wanted` already: it has the same entry, or one ending in `/*` above it. */
export function isNarrower(wanted: string, before: string): boolean {
  const entriesBefore = entriesOf(before)
  return entriesOf(wanted).every((text) =>
    entriesBefore.some((old) => old === text || isBelow(text, old)),
  )
}

/** `host/a/b` and `host/a/b/*` are below `host/a/*`; a wildcard elsewhere allows nothing more. */
function isBelow(text: string, old: string): boolean {
  if (!old.endsWith('/*')) return false
  const fixed = old.slice(0, -1)
  // guard hidden-8: && !leadsUp(text) → && true
  return text.startsWith(fixed) && !leadsUp(text)
}

/** What a reader of URLs may take for a dot or for the end of a part of a path, however often it is encoded. */
const encoded = /%(?:25)*(2e|2f|5c|3b|3f|23)/gi

/** Whether a part of the path is two dots, so that a reader of URLs leaves out the part before it. */
const leadsUp = (text: string) =>
  text
    .replace(encoded, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .split(/[/\\;?#]/)
    .includes('..')
