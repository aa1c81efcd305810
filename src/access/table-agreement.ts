// Checks that the permission table and the route table agree on the operations and their access.

import type { Asked } from '../domain/rule.ts'
import type { Who } from '../domain/who.ts'
import { CannotRun } from '../errors.ts'

/** Rows by operation. */
export type PermissionTable = Readonly<
  Record<string, { readonly asked?: Asked; readonly who: readonly Who[] }>
>

/** Refuses to start when it is unclear who may call an operation. */
export function insistOnAgreement(table: PermissionTable, routes: readonly Routed[]): void {
  const problems = [
    ...tableProblems(
      Object.keys(table),
      routes.map(({ operation }) => operation),
    ),
    ...accessProblems(table, routes),
  ]
  if (problems.length > 0) throw new CannotRun(problems.join(' '))
}

/** Sentences that name the operations that only one of the two tables has, or that have two routes. */
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

interface Routed {
  readonly operation: string
  readonly path: string
  readonly access: object
}

/** The path parameter with the user or group that each of these words is about. */
const subjects: Partial<Record<Who, string>> = {
  self: 'user_id',
  self_editor: 'user_id',
  member: 'group_id',
}

/** Sentences about the routes that use the row of another operation, or whose path lacks the subject of their row. */
export function accessProblems(table: PermissionTable, routes: readonly Routed[]): string[] {
  return routes.flatMap(({ operation, path, access }) => {
    const row = table[operation]
    if (row === undefined) return []
    // guard permission-12: becomes access === undefined
    if (access !== row) return [`The route of ${operation} does not use the access of its own row.`]
    // The handler has to say which user it asks about.
    if (row.asked === 'of_user') return []
    return row.who
      .map((who) => subjects[who])
      .filter((subject) => subject !== undefined && !path.includes(`{${subject}}`))
      .map(
        (subject) => `The row of ${operation} asks about a ${subject} that its path does not name.`,
      )
  })
}
