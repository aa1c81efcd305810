// A readable value past the one door, for tests that write to the store themselves.
import type { StoredValue } from '../src/keys/hidden-value.ts'

export const fitToStore = (value: string) => ({ value, version: null }) as StoredValue
