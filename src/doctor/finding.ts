// The result of one check.

export interface Finding {
  readonly check: string
  /** One sentence each: what is wrong and what to do; empty when all is well. */
  readonly problems: readonly string[]
  /** The things that were checked. */
  readonly seen: string
}

/** More problems than this are only counted. */
const mostLines = 5

/** One line with `ok`, or a line with `WRONG` for each problem; no line contains a value. */
export function findingLines({ check, problems, seen }: Finding): string[] {
  if (problems.length === 0) return [`ok     ${check}: ${seen}`]
  const more = problems.length - mostLines
  return [
    ...problems.slice(0, mostLines).map((problem) => `WRONG  ${check}: ${problem}`),
    ...(more > 0 ? [`WRONG  ${check}: ${more} more like these.`] : []),
  ]
}

/** `1 user`, `2 users`. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
