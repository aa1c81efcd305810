// Fails unless the suites that CI stands for ran, with tests, none of them skipped, on every engine.
import { readFileSync } from 'node:fs'

/** How many engines each has to run on. */
const suites = {
  'test/official-sdk/': 2,
  'test/api/': 2,
  'test/users/': 2,
  'test/groups/': 2,
  'test/roles/': 2,
  'test/matrix/': 2,
  'test/escalation/': 2,
  'test/fuzz/': 2,
  'test/laws/': 2,
  'test/faults/': 1,
  'src/store/': 1,
}
const conformance = ['SQLite as a store', 'PostgreSQL as a store']

const { testResults } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const passedOf = (tests) => tests.filter(({ status }) => status === 'passed').length

for (const [suite, engines] of Object.entries(suites)) {
  const files = testResults.filter(({ name }) => name.includes(`/${suite}`))
  const tests = files.flatMap(({ assertionResults }) => assertionResults)
  const everywhere = files.every(
    ({ name }) => files.filter((other) => other.name === name).length === engines,
  )
  console.log(`${suite} ${passedOf(tests)} passed of ${tests.length} on ${engines} engine(s)`)
  if (tests.length === 0 || passedOf(tests) < tests.length || !everywhere) process.exitCode = 1
}

const all = testResults.flatMap(({ assertionResults }) => assertionResults)
const conforming = conformance.map((name) =>
  passedOf(all.filter(({ fullName }) => fullName.trim().startsWith(name))),
)
console.log(`conformance ${conforming.join(' and ')} passed`)
if (conforming[0] === 0 || conforming[0] !== conforming[1]) process.exitCode = 1

const failed = all.length - passedOf(all)
console.log(`${passedOf(all)} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
