// Reports after a test run how many tests ran on each engine, and fails if the numbers differ.
import type { Reporter, TestModule } from 'vitest/node'

const engines = ['SQLite', 'PostgreSQL'] as const

/** Tests that passed, by the name that both engines share: the file or the conformance suite. */
type Counts = Map<string, number>

export class EnginesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const [sqlite, postgres] = engines.map((engine) => countsOf(engine, modules))
    if (sqlite === undefined || postgres === undefined) return
    const shared = [...postgres.keys()].filter((name) => sqlite.has(name))
    if (shared.length === 0) return
    const totals = [sqlite, postgres].map((counts) => total(counts, shared))
    console.log(`\nTests passed on SQLite ${totals[0]}, on PostgreSQL ${totals[1]}`)
    const unequal = shared.filter((name) => sqlite.get(name) !== postgres.get(name))
    for (const name of unequal) console.error(`${name} passed differently on the engines`)
    if (unequal.length > 0) process.exitCode = 1
  }
}

function countsOf(engine: string, modules: readonly TestModule[]): Counts {
  const counts: Counts = new Map()
  for (const module of modules) {
    if (module.project.name !== engine) continue
    for (const test of module.children.allTests('passed')) {
      const conforms = test.fullName.startsWith(`${engine} as a store`)
      const name = conforms ? 'the conformance suite' : module.moduleId
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return counts
}

const total = (counts: Counts, names: readonly string[]) =>
  names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0)
