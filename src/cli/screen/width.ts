// How many columns a text takes, as `string-width` says; that package would cost the start of a command 20 ms.
import { eastAsianWidth } from 'get-east-asian-width'

/** Letters of Europe, punctuation and lines: a column each, and none of them joins with another one. */
const simple =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u203d-\u2048\u204a-\u205e\u2500-\u257f\u25a0-\u25a9\u25cb\u25cf]*$/

/** The columns of a printable text. */
export function widthOf(text: string): number {
  if (simple.test(text)) return text.length
  let width = 0
  for (const grapheme of graphemesOf(text)) width += clusterWidth(grapheme)
  return width
}

let segmenter: Intl.Segmenter | undefined

/** What a person takes for a character. */
export function* graphemesOf(text: string): Generator<string> {
  if (simple.test(text)) {
    yield* text
    return
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** The flag for properties of strings, which the compiler does not know in a literal yet. */
const sets = 'v'
const emoji = '^(?:\\p{RGI_Emoji}|\\p{Regional_Indicator}{1,2}|[\\d#*]\\uFE0F)'
/** Signs that span the characters behind them, such as that of an Arabic number. */
const spanning = '\\u0600-\\u0605\\u06dd\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}'
const visible = `[^\\p{Default_Ignorable_Code_Point}\\p{Control}\\p{Mn}\\p{Me}[\\p{Format}--[${spanning}]]]`

let patterns:
  | { readonly emoji: RegExp; readonly narrow: RegExp; readonly visible: RegExp }
  | undefined

function clusterWidth(cluster: string): number {
  patterns ??= {
    emoji: new RegExp(emoji, sets),
    narrow: /^[ -\uffff]\ufe0e/,
    visible: new RegExp(visible, sets),
  }
  if (patterns.narrow.test(cluster)) return 1
  if (patterns.emoji.test(cluster)) return 2
  let width = 0
  for (const character of cluster) {
    if (!patterns.visible.test(character)) continue
    const own = eastAsianWidth(character.codePointAt(0) ?? 0)
    // The parts of a syllable of Hangul stand in one block.
    if (/^[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]/.test(cluster)) return own
    width += own
  }
  return width
}
