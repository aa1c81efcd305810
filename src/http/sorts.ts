// The `sorts` parameter (looker 8.2).
import { Refusal } from '../errors.ts'

export interface Sort<Field extends string> {
  readonly field: Field
  readonly descending: boolean
}

/**
 * Reads `last_name, first_name desc`. A field that is named again would not change the order and is left out, so
 * that no statement has more terms than there are fields. Throws a 400 for a field by which the list cannot be
 * sorted; it names those that are allowed.
 */
export function parseSorts<Field extends string>(
  text: string | undefined,
  allowed: readonly Field[],
): Sort<Field>[] {
  const sorts: Sort<Field>[] = []
  for (const item of (text ?? '').split(',')) {
    const [name, direction, ...rest] = item.trim().split(/\s+/)
    if (name === undefined || name === '') continue
    const field = allowed.find((known) => known === name)
    const descending = direction?.toLowerCase() === 'desc'
    if (
      // guard input-8: without field === undefined ||
      field === undefined ||
      rest.length > 0 ||
      !(direction === undefined || descending || direction.toLowerCase() === 'asc')
    ) {
      throw new Refusal('bad_request', { message: `sorts accepts ${allowed.join(', ')}.` })
    }
    // guard limit-15: becomes true
    if (!sorts.some((sort) => sort.field === field)) sorts.push({ field, descending })
  }
  return sorts
}
