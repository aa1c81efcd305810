// What a preview rested on, in a text that its caller sends back: if any of it has moved, the change is refused.
import { Refusal } from '../errors.ts'
import { etagOf } from '../http/etag.ts'

export interface Basis {
  /** The version of the catalogue: definitions, group values, groups, nesting and roles. */
  readonly catalogue: number
  /** The own values that the change sets or removes, each with its newest change. */
  readonly values: unknown
  /** The rights and memberships of the users whom the change names. */
  readonly people: unknown
}

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
