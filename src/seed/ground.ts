// The store that a seed is planted in, as it grows while the seed is looked at; nothing of it is stored yet.
import { auditRow, byServer, type Subject, type ValueSubject } from '../audit/audit-row.ts'
import { Catalogue, type Group, type Role } from '../catalogue/catalogue.ts'
import { catalogueChanged } from '../catalogue/sql.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, RoleId, UserAttributeId, UserId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Commit } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import type { UserAttribute } from '../user-attributes/user-attribute.ts'
import type { Fault, Place } from './fault.ts'
import { nearName } from './near-name.ts'

export interface EmptyStore {
  readonly catalogue: Catalogue
  readonly roles: ReadonlyMap<string, RoleId>
  readonly keys: KeyRing
  readonly now: number
}

export class Ground {
  readonly commits: Commit[] = []
  readonly faults: Fault[] = []
  readonly groups: Map<string, Group>
  readonly attributes: Map<string, UserAttribute>
  readonly roles: ReadonlyMap<string, RoleId>
  readonly keys: KeyRing
  readonly now: number
  /** Names of what is there but for its mistakes: what points to it is none. */
  readonly mistaken = new Set<string>()
  readonly #version: number
  readonly #roleList: readonly Role[]
  #catalogue: Catalogue | undefined

  constructor({ catalogue, roles, keys, now }: EmptyStore) {
    this.groups = new Map([...catalogue.groups.values()].map((group) => [group.name, group]))
    this.attributes = new Map([...catalogue.attributes.values()].map((one) => [one.name, one]))
    this.roles = roles
    this.keys = keys
    this.now = now
    this.#version = catalogue.version
    this.#roleList = [...catalogue.roles.values()]
  }

  /** Groups and definitions so far, as the rules of the API see them. */
  get catalogue(): Catalogue {
    this.#catalogue ??= new Catalogue({
      version: this.#version,
      attributes: [...this.attributes.values()],
      groupValues: [],
      groups: [...this.groups.values()],
      roles: this.#roleList,
    })
    return this.#catalogue
  }

  setGroup(group: Group): void {
    this.groups.set(group.name, group)
    this.#catalogue = undefined
  }

  setAttribute(attribute: UserAttribute): void {
    this.attributes.set(attribute.name, attribute)
    this.#catalogue = undefined
  }

  add(statements: readonly Statement[], subject: Subject | ValueSubject): void {
    const audit = auditRow(byServer('seed', this.now), subject)
    this.commits.push({ statements, audit, changesAuthority: true })
  }

  /** The same for what the catalogue holds. */
  addToCatalogue(statements: readonly Statement[], subject: Subject | ValueSubject): void {
    this.add([...statements, catalogueChanged], subject)
  }

  /** Whether there was nothing wrong. */
  fits(place: Place, problems: readonly Problem[]): boolean {
    for (const { message } of problems) this.faults.push({ place, message })
    return problems.length === 0
  }

  /** The thing of that name, or a fault that says which may have been meant. */
  named<Thing>(
    things: ReadonlyMap<string, Thing>,
    name: string,
    { noun, ...where }: { readonly noun: string } & Pick<Required<Fault>, 'place' | 'within'>,
  ): Thing | undefined {
    const thing = things.get(name)
    if (thing !== undefined || this.mistaken.has(name)) return thing
    const meant = nearName(name, things.keys())
    const help = meant === undefined ? '.' : `; did you mean "${meant}"?`
    this.faults.push({ ...where, message: `there is no ${noun} "${name}"${help}` })
    return undefined
  }
}

/** The ids after the ones that the store is born with, as the engines would give them. */
export function idsAfter<Id extends UserId | GroupId | UserAttributeId>(
  held: Iterable<Id>,
): () => Id {
  let newest = [...held].reduce((most, id) => (BigInt(id) > most ? BigInt(id) : most), 0n)
  return () => String(++newest) as Id
}
