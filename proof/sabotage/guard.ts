// A sabotage: a guard of the program, how to remove it, and the tests that must notice.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Mark, marksOf, sabotaged } from './marks.ts'

export interface Guard {
  /** Area and number, such as `sign-in-3`, as in its mark; it never changes when others are added or removed. */
  readonly id: string
  /** The item of the list of threats and faults that it belongs to, such as `T-04`. */
  readonly item: string
  /** One sentence about the protection that the guard gives and that its sabotage takes away. */
  readonly guard: string
  /** Test files from the root of the repository, or figures of the proof, such as `G-24`. */
  readonly caughtBy: readonly string[]
}

/** A file of the program, from the root of the repository, with its text without a guard. */
export interface Mutant {
  readonly file: string
  readonly text: string
}

/** For each id of a guard, the files without it. Throws if marks and entries do not match or a mark does not fit. */
export function mutantsOf(guards: readonly Guard[], root: string): Map<string, Mutant[]> {
  const marks = Map.groupBy(marksOf(root), ({ id }) => id)
  const ids = guards.map(({ id }) => id)
  const problems = [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} has two entries`),
    ...ids.filter((id) => !marks.has(id)).map((id) => `${id} is marked nowhere in the program`),
    ...[...marks].flatMap(([id, [mark]]) =>
      ids.includes(id) ? [] : [`${id}, marked in ${mark?.file}, has no entry`],
    ),
  ]
  if (problems.length > 0) throw new Error(problems.join('; '))
  return new Map([...marks].map(([id, own]) => [id, mutants(own, root)]))
}

const mutants = (marks: readonly Mark[], root: string): Mutant[] =>
  [...Map.groupBy(marks, ({ file }) => file)].map(([file, own]) => ({
    file,
    text: sabotaged(file, readFileSync(join(root, file), 'utf8'), own),
  }))
