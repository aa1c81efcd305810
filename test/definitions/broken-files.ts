// Files that are broken in random places: each mistake has a line and a column of the file, and nothing is thrown
// (G-56).
import { definitionsIn } from '../../src/definitions/definitions.ts'
import { type Random, randomFrom } from '../support/chance.ts'

const sound = `groups:
  - name: EMEA
    groups: &inner [Leads, "A: b"]
  - { name: Leads, groups: *inner }
user_attributes:
  - name: region
    label: 'Sales ''region'
    type: advanced_filter_string
    default_value: "a\\tb"
    user_can_view: true
    choices: [EMEA, 7]
    group_values: # strongest first
      Leads: "%"
      EMEA: |
        several
        lines
users:
  - email: maya@acme.example
    values: { password: { value_from: { env: PASSWORD } } }
`
const pieces = [
  ...[
    '',
    ' ',
    '\n',
    '\t',
    ':',
    '-',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!x ',
  ],
  ...[
    '|',
    '>',
    '%',
    '@',
    '`',
    '? ',
    '---\n',
    '...\n',
    '<<: ',
    '\\',
    '\u0000',
    '\ud800',
    '🙂',
    '\ufeff',
  ],
  ...['null', 'true', '[[[[', '{a: ', 'name: x', '\r'],
]

/** Breaks files until so many have mistakes. */
export function readBroken(count: number, seed: number): { broken: number; problems: string[] } {
  const random = randomFrom(seed)
  const problems: string[] = []
  let broken = 0
  for (let tried = 0; broken < count && tried < 3 * count; tried++) {
    const text = brokenText(random)
    const { mistakes } = definitionsIn([{ file: 'a.yaml', text }])
    if (mistakes.length > 0) broken++
    const lines = text.split('\n')
    for (const { at, message } of mistakes) {
      const line = lines[at.line - 1]
      const isThere = line !== undefined && at.column >= 1 && at.column <= line.length + 1
      const isSentence = /^[^\n]+[.?]$/.test(message) && !/undefined|TypeError/.test(message)
      if (!isThere || !isSentence) problems.push(JSON.stringify({ text, at, message }))
    }
  }
  return { broken, problems }
}

function brokenText(random: Random): string {
  let text = sound
  for (let change = random.below(3); change >= 0; change--) {
    const from = random.below(text.length)
    const to = from + random.below(2) * random.below(12)
    text = text.slice(0, from) + pieces[random.below(pieces.length)] + text.slice(to)
  }
  return text
}
