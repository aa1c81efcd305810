// The form in which texts are compared without case: unique names and addresses, searches, order.

/** Stored in `…_key` columns, because engines disagree on case beyond ASCII (D-11). */
export const textKey = (text: string): string => text.normalize('NFC').toLowerCase()
