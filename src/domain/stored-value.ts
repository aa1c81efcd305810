// The stored form of a value: sealed for its place if the attribute is hidden (D-04), else plain.

/**
 * The place of a value: a user or group and an attribute; for a default the attribute alone. What a provider has sent
 * about a user lies in a place of its own.
 */
export type Place =
  | { readonly user_id: string; readonly user_attribute_id: string }
  | { readonly group_id: string; readonly user_attribute_id: string }
  | { readonly sign_in_of: string; readonly user_attribute_id: string }
  | { readonly user_attribute_id: string }

/** A value as stored in its row; `version` is null for a value that is not sealed. */
export type StoredCells = {
  readonly value: string
  /** A new random text for each value that is set; the sealed value is bound to it. */
  readonly version: string | null
}

declare const fitToStore: unique symbol
/**
 * A value that may be stored. Only `seal` makes one, and `storedValue` for an attribute that is not hidden.
 * Statements that store a value accept nothing else (decision 37).
 */
export type StoredValue = StoredCells & { readonly [fitToStore]: true }

export interface HiddenValues {
  /** Seals a value under the newest key, for this place only. A value that was sealed before keeps its version. */
  readonly seal: (text: string, place: Place, version?: string) => StoredValue
  /**
   * Returns the value in the clear. Throws if the stored value was changed, moved or replaced by an older one, or if
   * its key is missing.
   */
  readonly open: (stored: StoredCells, place: Place) => string
  /** Whether the value is sealed under the newest key. */
  readonly isCurrent: (stored: StoredCells) => boolean
}
