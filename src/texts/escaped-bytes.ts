// The maximum length of texts in JSON: clients may escape each character beyond ASCII, as Python does.

/** Whether these texts have at most this many bytes, however they are escaped. */
export function fitsEscaped(texts: readonly string[], bytes: number): boolean {
  // An escape is six bytes long.
  if (texts.reduce((sum, text) => sum + text.length, 0) * 6 <= bytes) return true
  return texts.reduce((sum, text) => sum + escapedBytes(text), 0) <= bytes
}

const escapedBytes = (text: string): number =>
  JSON.stringify(text).replace(/[^ -~]/g, '\\u0000').length - 2
