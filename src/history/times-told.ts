// What history says of the times of a value: that it is scheduled, that its end is another one, that it has started.
import type { ChangedField, Details } from './changed-fields.ts'
import { type ChangedValue, quoted } from './sentence.ts'

/** A sentence with its change, and the fields that it is about, each if it is another one than that of the row. */
export interface TimesTold {
  readonly says?: string
  readonly change?: string
  readonly changes?: readonly ChangedField[]
}

/** Whose values these operations set. */
const ofWhom: Readonly<Record<string, string>> = {
  set_user_attribute_user_value: '{attribute} of {user}',
  update_user_attribute_group_value: '{attribute} of the group {group}',
}

interface Row {
  readonly operation: string
  readonly details: Details
}

/** Undefined for a row whose values say everything; `ended` is the end that the value had before. */
export function timesTold(
  { operation, details }: Row,
  value: ChangedValue & { readonly known: boolean },
  ended: number | null,
): TimesTold | undefined {
  if (operation === 'start_user_attribute_user_value') return started(value)
  const [starts, ends] = [timeIn(details, 'starts_at'), timeIn(details, 'expires_at')]
  if (operation === 'add_group_user') return membershipTold(starts, ends)
  const whose = ofWhom[operation]
  if (whose === undefined) return undefined
  if (starts !== null) return scheduled(whose, starts, value)
  const { hidden, known, from, to } = value
  // A hidden value is never compared.
  if (hidden || !known) return undefined
  if (ended === ends) return ended === null ? undefined : { changes: [] }
  const changes = [{ field: 'expires_at', from: fieldText(ended), to: fieldText(ends) }]
  return to !== null && from === to ? { ...endChanged(whose, ended, ends), changes } : { changes }
}

function membershipTold(starts: number | null, ends: number | null): TimesTold | undefined {
  if (starts === null && ends === null) return undefined
  const from = starts === null ? [] : [`from ${moment(starts)}`]
  const until = ends === null ? [] : [`until ${moment(ends)}`]
  return {
    says: 'put {user} into the group {group} {change}',
    change: [...from, ...until].join(' '),
  }
}

const timeIn = (details: Details, name: string) => (details[name] ?? null) as number | null

function scheduled(whose: string, starts: number, { hidden, to }: ChangedValue): TimesTold {
  const what = hidden ? ' (the value is hidden)' : to === null ? '' : `: ${quoted(to)}`
  return {
    says: `scheduled ${whose} {change}`,
    change: `from ${moment(starts)}${what}`,
  }
}

function started({ hidden, from, to }: ChangedValue): TimesTold {
  const was = from === null ? '' : `it was ${quoted(from)}, `
  const change = to === null ? '' : `(${was}it is ${quoted(to)})`
  return {
    says: 'started what was scheduled for {attribute} of {user} {change}',
    change: hidden ? '(the value is hidden)' : change,
  }
}

function endChanged(whose: string, from: number | null, to: number | null): TimesTold {
  const end = (verb: string) => `${verb} the end of ${whose} {change}`
  if (to === null) return { says: end('removed'), change: `(it was ${moment(from ?? 0)})` }
  if (from === null) return { says: end('set'), change: `to ${moment(to)}` }
  return { says: end('changed'), change: `from ${moment(from)} to ${moment(to)}` }
}

const fieldText = (time: number | null) => (time === null ? null : new Date(time).toISOString())

/** To the minute where that is exact. */
function moment(time: number): string {
  const text = new Date(time).toISOString().replace('T', ' ')
  return `${text.replace(/(:00)?\.000Z$/, '').replace('Z', '')} UTC`
}
