// The tables and code blocks of a page, by section and by language.

/** The rows of a table without its head, with their cells as written. */
export type Rows = string[][]

/** The tables below a heading, in their order; none if the heading does not exist. */
export function tablesBelow(page: string, heading: string): Rows[] {
  const lines = page.split('\n')
  const from = lines.indexOf(heading)
  if (from < 0) return []
  const rest = lines.slice(from + 1)
  const level = heading.indexOf(' ')
  const end = rest.findIndex((line) => line.startsWith('#') && line.indexOf(' ') <= level)
  const below = (end < 0 ? rest : rest.slice(0, end)).join('\n')
  // The second line of a table is the dashes.
  return (below.match(/^(\|.*\n?)+/gm) ?? []).map((table) =>
    table.trimEnd().split('\n').slice(2).map(cellsOf),
  )
}

const cellsOf = (line: string) =>
  line
    .slice(1, line.lastIndexOf('|'))
    .split(' | ')
    .map((cell) => cell.trim())

/** The text between the backquotes around a cell; undefined if it has none. */
export const codeIn = (cell: string): string | undefined => /^`(.+)`$/.exec(cell)?.[1]

/** The code blocks in a language. */
export const codeBlocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  )

/** A request and its answer, as a guide shows them. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly status: number
  /** The part of the answer that the guide shows. */
  readonly answer: unknown
}

/** Reads `METHOD PATH` and a body, an empty line, the status and the answer. */
export function exchangeIn(block: string): Exchange {
  const [request = '', answer = ''] = block.split('\n\n')
  const [line = '', ...body] = request.split('\n')
  const [status = '', ...shown] = answer.trimEnd().split('\n')
  const [method = '', path = ''] = line.split(' ')
  return {
    method,
    path,
    body: body.length > 0 ? body.join('\n') : undefined,
    status: Number(status),
    answer: shown.length > 0 ? JSON.parse(shown.join('\n')) : undefined,
  }
}
