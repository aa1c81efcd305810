// Fails unless the suites that CI stands for ran, with tests, none of them skipped, on every engine.
import { readFileSync } from 'node:fs'

/** The stories of the screens; the other tests of the page do not depend on the engine. */
const stories = [
  'first-day',
  'group-values',
  'groups',
  'history',
  'import',
  'signing-in',
  'single-sign-on',
  'user-values',
  'users',
  'who',
]

/** How many engines each folder has to run on; what is named in one of them counts for itself. */
const suites = {
  'test/official-sdk/': 2,
  'test/api-auth/': 2,
  'test/user-attributes/': 2,
  'test/users/': 2,
  'test/groups/': 2,
  'test/roles/': 2,
  'test/request/': 2,
  'test/seed/': 2,
  'test/http/': 2,
  'test/access/matrix/': 2,
  'proof/escalation/': 2,
  'proof/fuzz/': 2,
  'test/web/': 1,
  ...Object.fromEntries(stories.map((story) => [`test/web/${story}.`, 2])),
  'test/http/hostile/': 1,
  'test/backup/': 1,
  'test/examples/': 1,
  'test/package/': 1,
  'test/docs/': 1,
  'test/postgres/': 1,
  'proof/storm/': 1,
  'src/store/': 1,
}
/** The last is too old, and told so. */
const nodes = ['22', '24', '26', '20']
const conformance = ['SQLite as a store', 'PostgreSQL as a store']

const { testResults } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const passedOf = (tests) => tests.filter(({ status }) => status === 'passed').length
const wrong = []

for (const [suite, engines] of Object.entries(suites)) {
  const others = Object.keys(suites).filter((other) => other !== suite && other.startsWith(suite))
  const files = testResults.filter(
    ({ name }) =>
      name.includes(`/dist/${suite}`) && !others.some((other) => name.includes(`/dist/${other}`)),
  )
  const tests = files.flatMap(({ assertionResults }) => assertionResults)
  const passed = passedOf(tests)
  console.log(`${suite} ${passed} passed of ${tests.length} on ${engines} engine(s)`)
  if (tests.length === 0) wrong.push(`${suite} did not run`)
  if (passed < tests.length) wrong.push(`${suite} has tests that did not pass`)
  for (const name of new Set(files.map((file) => file.name))) {
    const ran = files.filter((file) => file.name === name).length
    if (ran !== engines) wrong.push(`${name} ran on ${ran} engine(s) instead of ${engines}`)
  }
}

const all = testResults.flatMap(({ assertionResults }) => assertionResults)
const [first, ...others] = conformance.map((name) =>
  passedOf(all.filter(({ fullName }) => fullName.trim().startsWith(name))),
)
console.log(`conformance ${[first, ...others].join(' and ')} passed`)
if (first === 0 || others.some((other) => other !== first))
  wrong.push('the conformance suite did not run alike on every engine')

for (const line of nodes) {
  const ran = passedOf(
    all.filter(({ fullName }) => fullName.includes(`the package on Node ${line} `)),
  )
  console.log(`the package on Node ${line}: ${ran} passed`)
  if (ran === 0) wrong.push(`the package was not tested on Node ${line}`)
}

console.log(`${passedOf(all)} passed of ${all.length}`)
for (const { status, fullName } of all)
  if (status !== 'passed') wrong.push(`this test was ${status}: ${fullName.trim()}`)

for (const sentence of wrong) console.error(`CI fails: ${sentence}`)
process.exitCode = wrong.length > 0 ? 1 : 0
