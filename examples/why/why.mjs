// Why a user has the value of an attribute: the search path, drawn as text.
// Usage: why.mjs path/to/looker.ini USER ATTRIBUTE
import { readFileSync } from 'node:fs'

const [file, user, attribute] = process.argv.slice(2)
const ini = readFileSync(file, 'utf8')
const setting = (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(ini)?.[1] ?? ''
const url = setting('base_url')

const body = new URLSearchParams(
  ['client_id', 'client_secret'].map((name) => [name, setting(name)]),
)
const signedIn = await fetch(`${url}/api/4.0/login`, { method: 'POST', body })
const { access_token } = await signedIn.json()

const asked = await fetch(
  `${url}/api/attrium/1.0/users/${encodeURIComponent(user)}/explanations?${new URLSearchParams({ attributes: attribute })}`,
  { headers: { authorization: `token ${access_token}` } },
)
const answer = await asked.json()
if (!asked.ok) {
  console.error(answer.errors?.[0]?.message ?? answer.message)
  process.exit(1)
}

const shown = ({ value }) => value ?? '(hidden)'
for (const explanation of answer) {
  const { name, steps, because } = explanation
  console.log(steps.length === 0 ? `${name}: ${because}` : `${name} is ${shown(explanation)}`)
  const width = (cell) => Math.max(...steps.map((step) => cell(step).length))
  const [ofSource, ofValue] = [width(({ source }) => source), width(shown)]
  for (const step of steps) {
    const cells = [
      step.outcome.padEnd(9),
      step.source.padEnd(ofSource),
      shown(step).padEnd(ofValue),
    ]
    console.log(`  ${cells.join('  ')}  ${step.because}`)
  }
}
