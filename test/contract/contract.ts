// Prints how far our API document agrees with the official ones, and exits with 1 if a difference has no reason.
import { judge } from './judge.ts'

const verdict = judge()
if (verdict === undefined) {
  console.log('The official specification is not here: nothing to compare with.')
} else {
  console.log(verdict.lines.join('\n'))
  if (verdict.problems.length > 0) {
    console.error(`\n${verdict.problems.join('\n')}`)
    process.exitCode = 1
  }
}
