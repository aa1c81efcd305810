// The blocks of code in a page, each with the comment before it.

export interface Block {
  readonly language: string
  /** `<!-- note -->` on the line before the last empty one; empty if there is none. */
  readonly note: string
  readonly code: string
}

export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/(?:^<!-- (.*) -->\n\n)?^```(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, note = '', language = '', code = '']) => ({ language, note, code }),
  )
