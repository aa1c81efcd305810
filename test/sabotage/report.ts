// What docs/sabotage.md says: each guard and the test that noticed that it was gone.
import type { Guard } from './guard.ts'

export const reportFile = 'docs/sabotage.md'

const opening = `# Sabotage

Each row is a guard of the program. \`npm run sabotage\` takes it away in a copy, runs the tests named in
\`test/sabotage/\` and insists that one of them fails; the last column is the first that did. Written by
that command.

| id | item | guard | caught by |
| -- | ---- | ----- | --------- |
`

export function reportOf(guards: readonly Guard[], caught: ReadonlyMap<string, string>): string {
  const rows = guards.map(({ id, item, guard }) =>
    [id, item, guard, caught.get(id) ?? 'nothing'].map((cell) => cell.replaceAll('|', '\\|')),
  )
  return opening + rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}
