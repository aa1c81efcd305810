// Whether the permission table and the route table speak of the same operations, and in the same words.
import { CannotRun } from '../errors.ts'
import { permissionTable, type Who } from './permissions.ts'

/** Refuses to start where it is unclear who may call what. */
export function insistOnAgreement(rows: readonly string[], routes: readonly Routed[]): void {
  const problems = [
    ...tableProblems(
      rows,
      routes.map(({ operation }) => operation),
    ),
    ...accessProblems(routes),
  ]
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

interface Routed {
  readonly operation: string
  readonly path: string
  readonly access: object
}

/** The parameter of the path that says whom or what these words are about. */
const subjects: Partial<Record<Who, string>> = {
  self: 'user_id',
  self_editor: 'user_id',
  member: 'group_id',
}

/** Sentences naming the routes that ask another row than their own, or ask of what their path does not name. */
export function accessProblems(routes: readonly Routed[]): string[] {
  const rows: Readonly<Record<string, { readonly who: readonly Who[] }>> = permissionTable
  return routes.flatMap(({ operation, path, access }) => {
    const row = rows[operation]
    if (row === undefined) return []
    if (access !== row) return [`The route of ${operation} has not the access of its own row.`]
    return row.who
      .map((who) => subjects[who])
      .filter((subject) => subject !== undefined && !path.includes(`{${subject}}`))
      .map(
        (subject) => `The row of ${operation} asks about a ${subject} that its path does not name.`,
      )
  })
}
