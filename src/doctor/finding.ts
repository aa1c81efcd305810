// What one check has found.

export interface Finding {
  readonly check: string
  /** One sentence each: what is wrong and what to do; empty when all is well. */
  readonly problems: readonly string[]
  /** What was looked at. */
  readonly seen: string
}

/** As many as somebody reads. */
const told = 5

/** `ok` or `WRONG`, a line for the check and one for each problem, with never a value in it. */
export function findingLines({ check, problems, seen }: Finding): string[] {
  if (problems.length === 0) return [`ok     ${check}: ${seen}`]
  const more = problems.length - told
  return [
    ...problems.slice(0, told).map((problem) => `WRONG  ${check}: ${problem}`),
    ...(more > 0 ? [`WRONG  ${check}: ${more} more like these.`] : []),
  ]
}

/** `1 user`, `2 users`. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
