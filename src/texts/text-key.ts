// The form of texts for comparison without case: for unique names and addresses, searches and sorting.

/** Stored in `…_key` columns, because engines disagree on case beyond ASCII (D-11). */
export const textKey = (text: string): string => text.normalize('NFC').toLowerCase()
