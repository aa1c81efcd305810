// Writes docs/sabotage.md: each guard, and the test that noticed its removal.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../../test/support/repository.ts'
import type { Guard } from './guard.ts'

const file = join(repository, 'docs/sabotage.md')

const opening = `# Sabotage

Each row is a guard of the program. \`npm run sabotage\` takes it away in a copy, runs the tests named in
\`proof/sabotage/\` and insists that one of them fails; the last column is the first that did. Written by
that command.

| id | item | guard | caught by |
| -- | ---- | ----- | --------- |
`

/** For each id, the test or figure that caught the guard when it was last taken away. */
export function recordedResults(): Map<string, string> {
  if (!existsSync(file)) return new Map()
  const rows = readFileSync(file, 'utf8').slice(opening.length).split('\n')
  return new Map(
    rows.filter(Boolean).map((row) => {
      const cells = row.slice('| '.length, -' |'.length).split(' | ')
      return [cells[0] ?? '', (cells.at(-1) ?? '').replaceAll('\\|', '|')]
    }),
  )
}

/** Writes the rows of all guards; the row of a guard without a result says so. */
export function recordResults(guards: readonly Guard[], caught: ReadonlyMap<string, string>): void {
  const rows = guards.map(({ id, item, guard }) =>
    [id, item, guard, caught.get(id) ?? 'nothing'].map((cell) => cell.replaceAll('|', '\\|')),
  )
  writeFileSync(file, opening + rows.map((cells) => `| ${cells.join(' | ')} |\n`).join(''))
}
