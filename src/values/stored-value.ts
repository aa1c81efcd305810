// Makes the stored form of a value: sealed for its place if its attribute is hidden (D-04), else unchanged.
import type { HiddenValues, Place, StoredValue } from '../domain/stored-value.ts'

/** The one place that decides whether a value is sealed. */
export const storedValue = (
  { seal }: HiddenValues,
  { value_is_hidden }: { readonly value_is_hidden: boolean },
  place: Place,
  text: string,
): StoredValue => (value_is_hidden ? seal(text, place) : readable(text))

const readable = (text: string): StoredValue => ({ value: text, version: null }) as StoredValue
