#!/usr/bin/env node
// Starts the program where this Node can run it; else says what to do. Nothing else is loaded before that is known.
import { nodeProblem } from './start/package.ts'

const problem = nodeProblem(process.versions)
if (problem === undefined) {
  void import('./cli/run.ts')
} else {
  console.error(`attrium: ${problem}`)
  process.exitCode = 2
}
