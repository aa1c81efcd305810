// The valid values, labels and allowlists, according to looker 3.11, 4.4 to 4.8 and its table of types.

/** Some of the types, each with its rule for values; the filter expressions have their own tests. */
const fits: Readonly<Record<string, RegExp>> = {
  string: /^[\s\S]*$/,
  number: /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i,
  yesno: /^(yes|no)$/i,
  relative_url: /^\/(?![/\\])\S*$/,
  datetime: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
}
export const typeNames: readonly string[] = Object.keys(fits)

/** A text that both engines keep letter by letter. */
export const storable = (given: unknown): given is string =>
  typeof given === 'string' && given.isWellFormed() && !given.includes('\0')

/** By name, whatever the type (looker 2.8). */
const ranges: Readonly<Record<string, RegExp>> = {
  locale: /^(?=.{2,35}$)[a-z]{2,}([-_][a-z\d]+)*$/i,
  number_format: /^(1,234\.56|1\.234,56|1 234,56)$/,
  landing_page: /^\/(?![/\\])\S*$/,
}

/** The text that is stored for a value in a body; undefined when it does not fit the attribute. */
export function textOf(
  { type, name }: { readonly type: string; readonly name: string },
  given: unknown,
): string | undefined {
  if (typeof given === 'boolean') return type === 'yesno' ? (given ? 'yes' : 'no') : undefined
  const text = typeof given === 'number' ? String(given) : given
  const isRight = storable(text) && fits[type]?.test(text) && (ranges[name]?.test(text) ?? true)
  return isRight ? text : undefined
}

/** The same for an attribute: the word that is shown for a hidden value is not a value (looker 1.17). */
export const attributeText = (
  attribute: Parameters<typeof textOf>[0] & { readonly value_is_hidden: boolean },
  given: unknown,
): string | undefined =>
  attribute.value_is_hidden && given === 'DEFAULT_IS_SET' ? undefined : textOf(attribute, given)

/** Names that count as equal: case and the ways to write an accent make no difference. */
export const sameText = (one: string, other: string): boolean =>
  one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase()

/** `sales_region` becomes `Sales Region` (looker 3.1). */
export const labelFrom = (name: string): string =>
  name.replace(/_+/g, ' ').replace(/(^| )[a-z]/g, (first) => first.toUpperCase())

/** Whether every entry of an allowlist was allowed before: the same, or below a final wildcard (looker 3.11). */
export const narrows = (wanted: string, held: string): boolean =>
  wanted.split(',').every((entry) =>
    held.split(',').some((old) => {
      const below = old.endsWith('/*') && entry.startsWith(old.slice(0, -1))
      return entry === old || below
    }),
  )
