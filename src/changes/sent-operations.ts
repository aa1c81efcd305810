// The result of operations: a line for each, with columns for all that an operation may name.
import type { Catalogue } from '../domain/catalogue.ts'
import type { Given, Operation } from './operation.ts'
import type { LineProblem } from './read-change.ts'
import { type Cell, type Head, leftOut, numberOf, type Role } from './result-lines.ts'
import { isReadable, outcomeOf, PendingLines, type Sent, type Verdict } from './sent-lines.ts'

const columns = {
  op: 'plain',
  user_id: 'plain',
  /** An address or an embed id. */
  user: 'user',
  group: 'group',
  child_group: 'group',
  attribute: 'attribute',
  /** A new name, of an attribute or a group. */
  name: 'group',
  value: 'value',
  starts_at: 'plain',
  expires_at: 'plain',
} as const satisfies Readonly<Record<string, Role>>
type Name = keyof typeof columns
const names = Object.keys(columns) as Name[]

export class SentOperations implements Sent {
  readonly #lines = new PendingLines()
  readonly #after: Pick<Catalogue, 'attributes'>
  readonly #areLines: boolean

  /** `after`: the catalogue as all operations leave it, in which an attribute may have become hidden. */
  constructor(after: Pick<Catalogue, 'attributes'>, areLines: boolean) {
    this.#after = after
    this.#areLines = areLines
    const head: Head = {
      place: areLines ? 'line' : 'place',
      names,
      roles: Object.values(columns),
      attributes: null,
    }
    this.#lines.head = head
  }

  /** What could not be read is not kept. */
  wrong({ line, message }: LineProblem): void {
    this.#leftOut(line, message)
  }

  /** Something that is left as it is, of which there is no operation. */
  cannot({ field, message }: { readonly field: string; readonly message: string }): void {
    this.#leftOut(/^[^.]*/.exec(field)?.[0] ?? '', message)
  }

  #leftOut(place: number | string, message: string): void {
    const outcome = [-1, numberOf('refused'), message] as const
    const held = this.#lines.at(place)
    if (held !== undefined) held.outcomes.push(outcome)
    else {
      const cells = names.map(() => null)
      this.#lines.add({
        place,
        cells,
        user_id: undefined,
        attribute_id: undefined,
        outcomes: [outcome],
      })
    }
  }

  decided(operation: Operation, verdict: Verdict): void {
    const { attribute, user_id } = verdict
    // guard result-15: becomes true
    const isStill = attribute !== undefined && isReadable(this.#after.attributes.get(attribute.id))
    const attribute_id = isReadable(attribute) && isStill ? attribute.id : undefined
    const told = cellsOf(operation)
    const cell = (name: Name): Cell => {
      const text = told[name] ?? null
      if (text === null) return null
      if (name === 'value') return attribute_id === undefined ? leftOut : text
      return name === 'attribute' && attribute === undefined ? leftOut : text
    }
    this.#lines.add({
      place: this.#areLines ? Number(/\d+/.exec(operation.place)?.[0]) : operation.place,
      cells: names.map(cell),
      ...{ user_id, attribute_id, outcomes: [outcomeOf(-1, verdict)] },
    })
  }

  take(): string[] {
    return this.#lines.take()
  }
}

/** Several groups, and their values, are lists in JSON. */
function cellsOf(it: Operation): Partial<Record<Name, string | null>> {
  const user =
    'user' in it ? { [it.user.by === 'id' ? 'user_id' : 'user']: it.user.text } : undefined
  const times = 'times' in it ? it.times : undefined
  return {
    op: it.op,
    ...user,
    group: groupIn(it),
    child_group: 'child' in it ? it.child.text : null,
    attribute:
      'attribute' in it
        ? it.attribute.text
        : it.op === 'create_attribute'
          ? (it.definition.name ?? null)
          : null,
    name: nameIn(it),
    value: valueIn(it),
    starts_at: times?.starts_at ?? null,
    expires_at: times?.expires_at ?? null,
  }
}

function groupIn(it: Operation): string | null {
  if ('group' in it) return it.group.text
  if (it.op === 'create_group') return it.name
  if (it.op === 'order_group_values') return JSON.stringify(it.groups)
  return it.op === 'set_group_values'
    ? JSON.stringify(it.values.map(({ group }) => group.text))
    : null
}

const nameIn = (it: Operation): string | null =>
  it.op === 'update_group'
    ? it.name
    : it.op === 'update_attribute'
      ? (it.definition.name ?? null)
      : null

function valueIn(it: Operation): string | null {
  if (it.op === 'set_group_values') return JSON.stringify(it.values.map(({ value }) => value))
  if ('definition' in it) return textOf(it.definition.default_value ?? null)
  return 'value' in it ? textOf(it.value) : null
}

const textOf = (given: Given): string | null => (given === null ? null : String(given))
