// The store that a seed would make, built up while the plan grows; nothing of it is stored yet.
import { auditRow, byServer, type Subject, type ValueSubject } from '../audit/audit-row.ts'
import { raiseCatalogueVersion } from '../catalogue/sql.ts'
import { Catalogue, type Group, type Role } from '../domain/catalogue.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, RoleId, UserAttributeId, UserId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { AuditRow } from '../store/audit/row.ts'
import type { Commit } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { nearName } from '../texts/near-name.ts'
import { userValuesChange } from '../values/value-change.ts'
import type { Fault, Place } from './fault.ts'

export interface EmptyStore {
  readonly catalogue: Catalogue
  readonly roles: ReadonlyMap<string, RoleId>
  readonly keys: KeyRing
  readonly now: number
}

/** The most audit rows of a commit. */
const rowsAtMost = 1000

interface SeedCommit extends Commit {
  readonly statements: Statement[]
  readonly more: AuditRow[]
}

export class Ground {
  readonly faults: Fault[] = []
  readonly groups: Map<string, Group>
  readonly attributes: Map<string, UserAttribute>
  readonly roles: ReadonlyMap<string, RoleId>
  readonly keys: KeyRing
  readonly now: number
  /** The values of users, which are planted after all users. */
  readonly values = new Map<UserAttribute, { user_id: UserId; value: string }[]>()
  /** Names of groups and attributes that have mistakes; to refer to one is not a further mistake. */
  readonly mistaken = new Set<string>()
  readonly #version: number
  readonly #roleList: readonly Role[]
  readonly #commits: SeedCommit[] = []
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

  /** The groups and definitions so far, in the form that the rules of the API read. */
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

  /** The commits that plant the seed: a few large ones, because an audit row costs twice as much in its own commit. */
  get commits(): readonly Commit[] {
    return [...this.#commits, ...[...this.values].flatMap((each) => this.#commitsOf(...each))]
  }

  add(statements: readonly Statement[], subject: Subject | ValueSubject): void {
    const row = this.#row(subject)
    const last = this.#commits.at(-1)
    if (last !== undefined && last.more.length < rowsAtMost - 1) {
      last.statements.push(...statements)
      last.more.push(row)
    } else {
      const commit = { statements: [...statements], audit: row, more: [], changesAuthority: true }
      this.#commits.push(commit)
    }
  }

  /** The place that the next audit row of the catalogue will have in its commit. */
  get rowToCome(): number {
    const { more } = this.#commits.at(-1) ?? {}
    return more !== undefined && more.length < rowsAtMost - 1 ? more.length + 1 : 0
  }

  #commitsOf(attribute: UserAttribute, values: { user_id: UserId; value: string }[]): Commit[] {
    const commits: Commit[] = []
    for (let at = 0; at < values.length; at += rowsAtMost) {
      const some = values.slice(at, at + rowsAtMost)
      const { statements, audit } = userValuesChange(this.keys.hidden, attribute, some)
      const [first, ...more] = audit.map((subject) => this.#row(subject))
      if (first !== undefined)
        commits.push({ statements, audit: first, more, changesAuthority: true })
    }
    return commits
  }

  #row(subject: Subject | ValueSubject): AuditRow {
    return auditRow(byServer('seed', this.now), subject)
  }

  /** The same, for statements that change the catalogue. */
  addToCatalogue(statements: readonly Statement[], subject: Subject | ValueSubject): void {
    this.add([...statements, raiseCatalogueVersion], subject)
  }

  /** Records the problems; true if there are none. */
  fits(place: Place, problems: readonly Problem[]): boolean {
    for (const { message } of problems) this.faults.push({ place, message })
    return problems.length === 0
  }

  /** The thing with this name; if there is none, records a fault that suggests a similar name. */
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

/** Ids that follow the existing ones, as the engines would assign them. */
export function idsAfter<Id extends UserId | GroupId | UserAttributeId>(
  existing: Iterable<Id>,
): () => Id {
  let newest = [...existing].reduce((most, id) => (BigInt(id) > most ? BigInt(id) : most), 0n)
  return () => String(++newest) as Id
}
