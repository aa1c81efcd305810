// `npm run sabotage`: removes each guard in turn, and fails unless a test fails each time. Ids as arguments
// select guards. The results are written to docs/sabotage.md. The tests first run with every guard in its place;
// `--green` leaves that out, for who has just seen `npm test` pass.
import { repository } from '../../test/support/repository.ts'
import { type Guard, mutantsOf } from './guard.ts'
import { guards } from './guards.ts'
import { recordedResults, recordResults } from './report.ts'
import { Scratch } from './scratch.ts'

const words = process.argv.slice(2)
const isGreen = words.includes('--green')
const asked = words.filter((word) => word !== '--green')
const unknown = asked.filter((id) => !guards.some((guard) => guard.id === id))
if (unknown.length > 0) throw new Error(`no such guard: ${unknown.join(', ')}`)
const chosen = guards.filter(({ id }) => asked.length === 0 || asked.includes(id))
// All mutants are made before any run, so that a mark that no longer fits is reported at once.
const mutants = mutantsOf(guards, repository)

const caught = new Map<string, string>()
const problems: string[] = []

async function sabotage(scratch: Scratch, guard: Guard): Promise<void> {
  const started = performance.now()
  const { failed, trouble } = await scratch.with(mutants.get(guard.id) ?? [], guard.caughtBy)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (failed !== undefined) caught.set(guard.id, failed)
  else problems.push(`${guard.id} is not caught${trouble === undefined ? '' : ` (${trouble})`}`)
  console.log(`${guard.id} ${failed === undefined ? 'NOT CAUGHT' : 'caught'} ${seconds} s`)
}

async function inTurn(scratch: Scratch, queue: Guard[]): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    await sabotage(scratch, next)
  }
}

const scratches = [new Scratch(), new Scratch()]
try {
  const whole = isGreen ? [] : [...new Set(chosen.flatMap(({ caughtBy }) => caughtBy))]
  const shares = scratches.map((scratch, lane) =>
    scratch.run(whole.filter((_, at) => at % scratches.length === lane)),
  )
  for (const { failed, trouble } of await Promise.all(shares)) {
    const red = failed ?? trouble
    if (red !== undefined) throw new Error(`red with every guard in its place: ${red}`)
  }
  const queue = [...chosen]
  await Promise.all(scratches.map((scratch) => inTurn(scratch, queue)))
} finally {
  for (const scratch of scratches) scratch.remove()
}
console.log(
  `figure G-20 guards=${chosen.length} caught=${caught.size} not_caught=${problems.length}`,
)
for (const problem of problems) console.log(`  G-20 ${problem}`)
if (problems.length > 0) process.exitCode = 1
else recordResults(guards, new Map([...recordedResults(), ...caught]))
