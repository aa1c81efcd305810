// What a preview rested on, in a text that its caller sends back: if any of it has moved, the change is refused.
import type { Catalogue } from '../domain/catalogue.ts'
import type { OwnValue } from '../domain/times.ts'
import { Refusal } from '../errors.ts'
import { etagOf } from '../http/etag.ts'

export interface Basis {
  /** Definitions, groups, nesting and roles, and the values of groups that count. */
  readonly catalogue: unknown
  /** The own values that the change sets or removes: what counts, and what is to follow. */
  readonly values: unknown
  /** The rights of the users whom the change names, and the groups that they are in. */
  readonly people: unknown
}

/** Values of groups begin and end by their times, whether or not a sweep has made another version of it. */
export const catalogueBasis = ({ version, from }: Catalogue) =>
  // guard change-basis-2: [version, from] → [version]
  [version, from]

/** An own value by the changes that have set what counts and what is to follow; -1 where there is none. */
export const valueBasis = ({ now, scheduled }: OwnValue): string =>
  // guard change-basis-3: [now, scheduled] → []
  [now, scheduled].map((it) => (it === undefined ? -1 : (it.change ?? 0))).join(' ')

/** The groups that somebody is in at this time. */
export const groupsBasis = (groups: readonly string[]): string =>
  // guard change-basis-4: groups.toSorted() → []
  groups.toSorted().join(',')

const parts = ['catalogue', 'values', 'people'] as const

export const basisText = (basis: Basis): string =>
  parts.map((part) => etagOf(JSON.stringify(basis[part])).slice(1, -1)).join('.')

const moved = {
  catalogue: 'an attribute, a group, the value of a group or a role has changed',
  values: 'a value that the change sets or removes has changed',
  people: 'the groups or rights of a user whom the change names have changed',
}

/** Refuses with 409 a change whose preview rested on something else, and says what has moved. */
export function insistOnBasis(given: string | undefined, basis: Basis): void {
  if (given === undefined) return
  if (!/^[\w-]{22}(\.[\w-]{22}){2}$/.test(given)) {
    const message = 'basis must be that of a preview.'
    throw new Refusal('invalid', { problems: [{ field: 'basis', code: 'invalid', message }] })
  }
  const before = given.split('.')
  const now = basisText(basis).split('.')
  // guard change-basis-1: becomes []
  const changed = parts.filter((_, at) => before[at] !== now[at])
  if (changed.length === 0) return
  const what = changed.map((part) => moved[part]).join('; ')
  throw new Refusal('taken', {
    message: `Nothing was applied. Since the preview, ${what}. Preview the change again.`,
  })
}
