#!/usr/bin/env node
// Starts the program if this Node can run it, or says what to do. Nothing else is loaded before this check.
import { nodeProblem } from './files/package.ts'

const problem = nodeProblem(process.versions)
if (problem === undefined) {
  void import('./cli/run.ts')
} else {
  console.error(`attrium: ${problem}`)
  process.exitCode = 2
}
