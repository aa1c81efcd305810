// Texts of others on a terminal: none of them moves the cursor, colours anything or turns the line around.
import { graphemesOf, widthOf } from './width.ts'

/**
 * Control characters, line separators, marks that change the direction of what follows, invisible ones that nobody
 * writes on purpose, and halves of characters.
 */
const unsafe =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text in one line, with unsafe characters written as JSON writes them. */
// guard cli-3: becomes (text) => text
export const printable = (text: string): string =>
  text.replace(unsafe, (character) => short[character] ?? escaped(character))

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join('')
const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`

/** JSON that is safe on a terminal, and the same JSON to every program. */
export const safeJson = (json: string): string =>
  json.replace(unsafe, (character) => (character === '\n' ? character : escaped(character)))

/** A file in a terminal: lines stay lines, and everything else that is unsafe becomes a sign for it. */
export const safeLines = (text: string): string =>
  text.replace(unsafe, (character, at: number) =>
    /[\n\t]/.test(character) || (character === '\r' && text[at + 1] === '\n')
      ? character
      : '\ufffd',
  )

/** The beginning of a text that fits, with an ellipsis if something is left out. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  if (columns < 1) return ''
  let [kept, used] = ['', 0]
  for (const segment of graphemesOf(text)) {
    const wide = widthOf(segment)
    if (used + wide > columns - 1) break
    kept += segment
    used += wide
  }
  return `${kept}…`
}

const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Text that runs from right to left keeps to its own place in the line. */
export const isolated = (text: string): string =>
  rightToLeft.test(text) ? `\u2068${text}\u2069` : text

/** A sentence in lines of at most so many columns; a word that is longer is broken. */
export function wrapped(text: string, columns: number): string[] {
  const most = Math.max(columns, 8)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= most) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const parts = broken(word, most)
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1) ?? ''
  }
  return [...lines, line]
}

function broken(word: string, columns: number): string[] {
  const parts = ['']
  for (const segment of graphemesOf(word)) {
    const longer = (parts.at(-1) ?? '') + segment
    if (widthOf(longer) > columns) parts.push(segment)
    else parts[parts.length - 1] = longer
  }
  return parts
}
