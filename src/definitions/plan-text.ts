// A plan as people read it: what becomes of each thing, what it means for users, and totals.
import type { Line, Plan, Sign, Thing } from './planned.ts'

/** Makes a line safe to print, and colours it by its sign. */
export type Paint = (sign: Line['sign'] | 'title', text: string) => string

export const plain: Paint = (_, text) => text

interface EffectiveValue {
  readonly value: string | null
  readonly source: string
}

export interface Effect {
  readonly email: string | null
  readonly display_name: string | null
  readonly user_id: string
  readonly attribute: string
  readonly hidden: boolean
  readonly before: EffectiveValue
  readonly after: EffectiveValue
}

export interface Effects {
  readonly users: number
  readonly values: number
  readonly sample: readonly Effect[]
}

export function thingsText({ things }: Plan, paint: Paint): string {
  return things.map((thing) => thingText(thing, paint)).join('\n')
}

function thingText({ sign, noun, name, lines }: Thing, paint: Paint): string {
  const head = paint(sign, `${sign} ${noun} ${JSON.stringify(name)}`)
  return [head, ...lines.map((line) => lineText(line, paint))].map((line) => `  ${line}\n`).join('')
}

const lineText = ({ sign, text }: Line, paint: Paint): string =>
  `    ${paint(sign, `${sign} ${text}`)}`

/** `1 to add, 2 to change, 0 to take away` */
export function totalsText({ things, operations }: Plan): string {
  const count = (sign: Sign) => things.filter((thing) => thing.sign === sign).length
  const counted = `${count('+')} to add, ${count('~')} to change, ${count('-')} to take away`
  return `${counted}, by ${operations.length} ${operations.length === 1 ? 'operation' : 'operations'}`
}

/** Effects that a text lists; an answer has more. */
const mostListed = 20

/** Null: the caller may not know. */
export function effectsText(effects: Effects | null, paint: Paint): string {
  if (effects === null)
    return 'What it means for users is told to those who manage user attributes.\n'
  const { users, values, sample } = effects
  if (values === 0) return 'No effective value of any user changes.\n'
  const listed = sample.slice(0, mostListed)
  const changes = `${count(values, 'effective value')} of ${count(users, 'user')} changes:`
  const title = values === 1 ? changes : changes.replace('changes', 'change')
  const more = values - listed.length
  return [
    `${paint('title', title)}\n`,
    ...listed.map((effect) => `  ${paint(' ', effectText(effect))}\n`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more\n`] : []),
  ].join('')
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`

function effectText({ display_name, email, user_id, ...effect }: Effect): string {
  const who = display_name || email || `user ${user_id}`
  const { attribute, hidden, before, after } = effect
  const told = ({ value, source }: EffectiveValue): string =>
    source === 'No Value' ? 'none' : `${hidden ? '(hidden)' : JSON.stringify(value)} (${source})`
  return `${who}: ${attribute} ${told(before)} -> ${told(after)}`
}
