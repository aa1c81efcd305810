// Texts that come from files and pipes: UTF-8 or nothing, because other bytes would be stored as something else.
import { isUtf8 } from 'node:buffer'

/** The text of these bytes, without a byte order mark; undefined if they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  // guard cli-14: becomes false
  if (!isUtf8(bytes)) return undefined
  return new TextDecoder().decode(bytes)
}

/** What is said of bytes that are no text, behind the name of where they come from. */
export const noText = 'cannot be read as a text in UTF-8'
