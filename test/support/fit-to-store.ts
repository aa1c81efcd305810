// Makes a readable value without the one door, for tests that write to the store themselves.
import type { StoredValue } from '../../src/domain/stored-value.ts'

export const fitToStore = (value: string) => ({ value, version: null }) as StoredValue
