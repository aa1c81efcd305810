// Fails unless the suites that CI stands for ran, with tests, none of them skipped.
import { readFileSync } from 'node:fs'

const suites = [
  ...[
    'test/official-sdk/',
    'test/api/',
    'test/users/',
    'test/groups/',
    'test/roles/',
    'test/matrix/',
  ],
  ...['test/escalation/', 'test/fuzz/', 'test/laws/', 'test/faults/', 'src/store/'],
]

const { testResults } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
let passed = 0
let failed = 0
for (const suite of suites) {
  const tests = testResults
    .filter(({ name }) => name.includes(`/${suite}`))
    .flatMap(({ assertionResults }) => assertionResults)
  const ran = tests.filter(({ status }) => status === 'passed').length
  console.log(`${suite} ${ran} passed of ${tests.length}`)
  if (ran === 0 || ran < tests.length) process.exitCode = 1
}
for (const { assertionResults } of testResults) {
  passed += assertionResults.filter(({ status }) => status === 'passed').length
  failed += assertionResults.filter(({ status }) => status !== 'passed').length
}
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
