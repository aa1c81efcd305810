// Reads a command as a shell does, as far as examples need it.

export interface Written {
  /** What is piped into it, by `printf TEXT |`. */
  readonly input: string | undefined
  /** Its words, without `attrium`. */
  readonly words: readonly string[]
  /** The file behind `<` and the one behind `>`. */
  readonly from: string | undefined
  readonly to: string | undefined
}

export function wordsIn(line: string): Written {
  const [, printed, rest = line] = /^printf (\S+) \| (.*)$/.exec(line) ?? []
  const words = [...rest.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two ?? ''),
  )
  const after = (sign: string) =>
    words.indexOf(sign) < 0 ? undefined : words[words.indexOf(sign) + 1]
  const end = words.findIndex((word) => word === '<' || word === '>' || word === '|')
  return {
    input: printed,
    words: words.slice(1, end < 0 ? undefined : end),
    from: after('<'),
    to: after('>'),
  }
}
