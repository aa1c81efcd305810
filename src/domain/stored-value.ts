// How a value is stored: sealed for its place when its attribute is hidden (D-04), else as it is.
import type { HiddenValues, Place, StoredValue } from '../keys/hidden-value.ts'

/** The one place that decides whether a value is sealed. */
export const storedValue = (
  { seal }: HiddenValues,
  { value_is_hidden }: { readonly value_is_hidden: boolean },
  place: Place,
  text: string,
): StoredValue => (value_is_hidden ? seal(text, place) : readable(text))

const readable = (text: string): StoredValue => ({ value: text, version: null }) as StoredValue
