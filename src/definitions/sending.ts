// What is sent to a server for a plan: its operations with hidden values read, and whose fault an answer is.
import { limits } from '../limits.ts'
import type { Source } from './definitions.ts'
import type { Mistake, Place } from './place.ts'
import type { Plan, Planned, PlannedOperation } from './planned.ts'

/** The text of a hidden value, or what is wrong with its source. */
export type Secrets = (
  source: Source,
  at: Place,
) => { readonly text: string } | { readonly problem: string }

export interface Sending {
  readonly operations: readonly PlannedOperation[]
  readonly mistakes: readonly Mistake[]
}

export function sendingOf({ operations }: Plan, secrets: Secrets): Sending {
  const mistakes: Mistake[] = []
  const sent = operations.map((planned) => {
    const resolve = (value: unknown, field: string): unknown => {
      if (!isNamed(value)) return value
      const at = placeOf(planned, field) ?? nowhere
      const read = secrets(value.value_from, at)
      if ('text' in read) return read.text
      mistakes.push({ at, message: read.problem })
      return ''
    }
    const fields = Object.entries(planned.operation).map(([name, value]) => {
      const items = name === 'values' && Array.isArray(value) ? value : undefined
      const resolved = items?.map((item, at) => ({
        ...item,
        value: resolve(item.value, `values[${at}]`),
      }))
      return [name, resolved ?? resolve(value, name)]
    })
    return Object.fromEntries(fields) as PlannedOperation
  })
  return { operations: sent, mistakes: [...mistakes, ...tooMany(operations)] }
}

const nowhere: Place = { file: '', line: 0, column: 0 }

const isNamed = (value: unknown): value is { readonly value_from: Source } =>
  typeof value === 'object' && value !== null && 'value_from' in value

const ofUsers = /_user(_value)?$/

/** A change is applied whole, so a plan that is larger than one has to be made smaller by whoever wrote it. */
function tooMany(operations: readonly Planned[]): Mistake[] {
  const aboutCatalogue = operations.filter(({ operation }) => !ofUsers.test(operation.op)).length
  const [all, most] = [limits.changed_operations, limits.changed_catalogue_operations]
  const [count, bound, about] =
    operations.length > all
      ? [operations.length, all, '']
      : [aboutCatalogue, most, ' about groups and attributes']
  if (count <= bound) return []
  const message = `the plan has ${count} operations${about}, and one change may have ${bound}: apply some of the files first, or a file with a part of them.`
  return [{ at: operations[0]?.at ?? nowhere, message }]
}

interface Problem {
  readonly field: string
  readonly message: string
}

/** The problems that a server has with a plan, at the places of the files that they are about. */
export function mistakesOf(
  { operations }: Plan,
  problems: readonly Problem[],
): readonly (Mistake | string)[] {
  return problems.map(({ field, message }) => {
    const [, at, rest = ''] = /^changes\[(\d+)\]\.?(.*)$/.exec(field) ?? []
    const planned = at === undefined ? undefined : operations[Number(at)]
    const place = planned && placeOf(planned, rest)
    if (place !== undefined) return { at: place, message }
    return planned === undefined ? message : `${planned.operation.op}: ${message}`
  })
}

/** The place of a field, or of what it is a part of. */
function placeOf({ at, places }: Planned, field: string): Place | undefined {
  for (let name = field; name !== ''; name = name.replace(/(?:^|\.|(?=\[))[^.[]*$/, '')) {
    const place = places?.get(name)
    if (place !== undefined) return place
  }
  return at
}
