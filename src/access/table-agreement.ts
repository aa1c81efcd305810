// Whether the permission table and the route table speak of the same operations.
import { CannotRun } from '../errors.ts'

/** Refuses to start where it is unclear who may call what. */
export function insistOnAgreement(
  rows: readonly string[],
  routes: readonly { readonly operation: string }[],
): void {
  const problems = tableProblems(
    rows,
    routes.map(({ operation }) => operation),
  )
  if (problems.length > 0) throw new CannotRun(problems.join(' '))
}

/** Sentences naming the operations that only one of the two tables has, or that are routed twice. */
export function tableProblems(rows: readonly string[], routed: readonly string[]): string[] {
  const twice = routed.filter((operation, index) => routed.indexOf(operation) !== index)
  const without = (list: readonly string[], other: readonly string[]) =>
    list.filter((operation) => !other.includes(operation))
  return [
    ['no row in the permission table for', without([...new Set(routed)], rows)] as const,
    ['no route for', without(rows, routed)] as const,
    ['more than one route for', [...new Set(twice)]] as const,
  ]
    .filter(([, operations]) => operations.length > 0)
    .map(([what, operations]) => `There is ${what} ${operations.join(', ')}.`)
}
