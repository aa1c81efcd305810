// Versions of definitions and of lists of group values, so that two people do not overwrite each other (If-Match).
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { Refusal } from '../errors.ts'
import { etagOf, isHeld } from '../http/etag.ts'

/** A hidden value counts by the change that set it: the version tells nothing about the value itself. */
export function definitionVersion(catalogue: Catalogue, attribute: UserAttribute): string {
  const { value_is_hidden, default_value, ...rest } = attribute
  const shown = value_is_hidden ? default_value !== null : default_value
  return etagOf(JSON.stringify([rest, value_is_hidden, shown, catalogue.defaultChange(rest.id)]))
}

/** The version of all group values of the attribute, with their order. */
export function listVersion(catalogue: Catalogue, { id, value_is_hidden }: UserAttribute): string {
  const values = catalogue.listedGroupValues(id)
  const counting = new Set(catalogue.groupValues(id).map(({ group_id }) => group_id))
  return etagOf(
    JSON.stringify([
      id,
      values.map(({ group_id, value, newest_change, starts_at, expires_at }) => [
        ...[group_id, value_is_hidden ? null : value, newest_change],
        // What has begun is the same whether or not a sweep has noticed it.
        ...(counting.has(group_id) ? [] : [starts_at]),
        ...(expires_at == null ? [] : [expires_at]),
      ]),
    ]),
  )
}

/** Refuses with 412 a change of another version than the one that the caller has read, if they say which one. */
export function insistOnVersion(
  { expected }: { readonly expected?: string | undefined },
  what: 'definition' | 'group values',
  version: string,
): void {
  // guard version-1: becomes true
  if (expected === undefined || isHeld(expected, version)) return
  throw new Refusal('outdated', { message: changed[what] })
}

const again = 'Read the attribute again, and send the ETag of that answer as If-Match.'
const changed = {
  definition: `The definition is not the one that you have read, so nothing was changed. ${again}`,
  'group values': `The group values are not those that you have read, so nothing was changed. ${again.replace('the attribute', 'them')}`,
}
