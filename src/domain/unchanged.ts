// Whether a change changes anything: clients send whole objects back (clients 12), which must leave no audit row.

type Plain = string | number | boolean | null | readonly string[] | undefined

/** Whether every field of `after` is the same in `before`. */
// guard unchanged-1: becomes () => false
export const isUnchanged = <Fields extends Readonly<Record<string, Plain>>>(
  before: Readonly<Record<keyof Fields, Plain>>,
  after: Fields,
): boolean => Object.entries(after).every(([field, value]) => isSame(before[field], value))

/** The fields of `given` that differ from `before`. */
export const changedIn = <Fields extends Readonly<Record<string, Plain>>>(
  before: Readonly<Record<keyof Fields, Plain>>,
  given: Fields,
): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(given).filter(([field, value]) => !isSame(before[field], value)),
  ) as Partial<Fields>

/** The fields of `before` that `after` has with another value. */
export const namedIn = <Fields extends Readonly<Record<string, Plain>>>(
  before: Readonly<Record<keyof Fields, Plain>>,
  after: Fields,
): Record<string, Plain> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([field, value]) =>
      isSame(before[field], value) ? [] : [[field, before[field] ?? null]],
    ),
  )

const isSame = (before: Plain, after: Plain): boolean =>
  before === after ||
  (Array.isArray(before) &&
    Array.isArray(after) &&
    JSON.stringify(before) === JSON.stringify(after))

/** Whether both have the same ids, in any order. */
export const areSameIds = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && new Set([...some, ...others]).size === some.length
