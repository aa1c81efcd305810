// How a value is stored: as it is, or sealed for its place when its attribute is hidden (D-04).
import type { HiddenValues, Place, StoredValue } from '../keys/hidden-value.ts'
import type { UserAttribute } from './user-attribute.ts'

export const storedValue = (
  { seal }: HiddenValues,
  { value_is_hidden }: Pick<UserAttribute, 'value_is_hidden'>,
  place: Place,
  text: string,
): StoredValue => (value_is_hidden ? seal(text, place) : { value: text, version: null })
