// How the result of a change is kept: what its columns are, and a line for each line that was sent (decision 76).

/**
 * What the cells of a column tell, which decides who may read them. `user`: an address or an embed id; `person`: who
 * has set a value; `group`: names of groups; `value`: a value of an attribute.
 */
export type Role = 'plain' | 'user' | 'person' | 'group' | 'attribute' | 'value'

export interface Head {
  /** What the number or the text that each line begins with is. */
  readonly place: 'line' | 'place'
  /** The columns in their order, with the names that were sent. */
  readonly names: readonly string[]
  readonly roles: readonly Role[]
  /** In a table with a column for each attribute, the ids of those that could be read; null in all other columns. */
  readonly attributes: readonly (string | null)[] | null
}

/** The bare `\N` that removes a value. */
export const removal = 0
/** What must not be kept: a value of an attribute that is hidden or not known, or a cell of a line that is not read. */
export const leftOut = -1
/** A text as it was sent; null: an empty cell. */
export type Cell = string | null | typeof removal | typeof leftOut

export const statuses = ['changed', 'unchanged', 'refused'] as const
export type Status = (typeof statuses)[number]
/** As a line keeps it. */
export const numberOf = (status: Status): number => statuses.indexOf(status)

/** What has become of one operation: its column, or -1 for all of the line, its status by number, and why. */
export type Outcome = readonly [at: number, status: number, message?: string]

export type Line = readonly [
  place: number | string,
  cells: readonly Cell[],
  /** Whom it is about, if that was found. */
  user_id: string | 0,
  /** Whose value the line has, if it is one that could be read. */
  attribute_id: string | 0,
  outcomes: readonly Outcome[],
]

export const written = (it: Head | Line): string => `${JSON.stringify(it)}\n`

/** The head and the lines of a block; only the first block has a head. */
export function linesIn(text: string, isFirst: boolean): { head: Head | undefined; lines: Line[] } {
  const parsed = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  const head = isFirst ? (parsed.shift() as Head) : undefined
  return { head, lines: parsed }
}
