// Who is who: the things that files name, and those that a server has, under the names that they will have.
import type { Placed } from './definitions.ts'

interface Named {
  readonly id: string
  readonly name: string
}

interface Wanted {
  readonly name: Placed<string>
  readonly renamedFrom: Placed<string> | undefined
}

/** A thing, whether it is there or is going to be. */
export interface Role<Held extends Named> {
  /** Undefined: it is to be created. */
  readonly held: Held | undefined
  /** Its name after the plan. */
  readonly name: string
  /**
   * The name under which it is created. A name of digits cannot be used in operations, which would take it for an id;
   * so it is given at last.
   */
  readonly createdAs: string
}

export class Cast<Held extends Named> {
  readonly #keyOf: (name: string) => string
  readonly #byKey = new Map<string, Role<Held>>()
  readonly #byId = new Map<string, Role<Held>>()

  constructor(
    held: readonly Held[],
    wanted: readonly Wanted[],
    names: {
      readonly keyOf: (name: string) => string
      readonly meanwhile: (name: string) => string
    },
  ) {
    this.#keyOf = names.keyOf
    for (const it of held) this.#enter({ held: it, name: it.name, createdAs: it.name })
    for (const { name, renamedFrom } of wanted) {
      const there = this.named(name.is)
      const former = renamedFrom && this.named(renamedFrom.is)
      if (there !== undefined) {
        this.#enter({ ...there, name: name.is })
      } else if (former?.held !== undefined) {
        this.#byKey.delete(this.#keyOf(former.name))
        this.#enter({ ...former, name: name.is })
      } else {
        this.#enter({
          held: undefined,
          name: name.is,
          createdAs: this.#free(name.is, names.meanwhile),
        })
      }
    }
  }

  named(name: string): Role<Held> | undefined {
    return this.#byKey.get(this.#keyOf(name))
  }

  withId(id: string): Role<Held> | undefined {
    return this.#byId.get(id)
  }

  names(): string[] {
    return [...this.#byKey.values()].map(({ name }) => name)
  }

  #enter(role: Role<Held>): void {
    this.#byKey.set(this.#keyOf(role.name), role)
    if (role.held !== undefined) this.#byId.set(role.held.id, role)
  }

  #free(name: string, meanwhile: (name: string) => string): string {
    if (!/^\d+$/.test(name)) return name
    let free = meanwhile(name)
    while (this.named(free) !== undefined) free = meanwhile(free)
    return free
  }
}

/** The fields that name a group in an operation. */
export const groupField = ({ held, createdAs }: Role<Named>) =>
  held === undefined ? { group: createdAs } : { group_id: held.id }

export const childField = ({ held, createdAs }: Role<Named>) =>
  held === undefined ? { child_group: createdAs } : { child_group_id: held.id }

export const attributeField = ({ held, createdAs }: Role<Named>) =>
  held === undefined ? { attribute: createdAs } : { user_attribute_id: held.id }

/** A group in a list of names and ids. */
export const listed = ({ held, createdAs }: Role<Named>): string => held?.id ?? createdAs
