// What the operations of a change have in common: the draft, the caller's rights, and who and what is meant.
import type { Actor } from '../domain/actor.ts'
import type { Catalogue, Group } from '../domain/catalogue.ts'
import { isAllUsers } from '../domain/group.ts'
import { insist, type Operation as Permitted, permissionTable } from '../domain/permissions.ts'
import type { Target } from '../domain/rule.ts'
import type { HiddenValues } from '../domain/stored-value.ts'
import { isReserved } from '../domain/system-attributes.ts'
import { type Times, timesIn } from '../domain/times.ts'
import { type UserAttribute, valueFromBody } from '../domain/user-attribute.ts'
import type { Problem } from '../errors.ts'
import type { GroupId, RoleId, UserId } from '../ids.ts'
import {
  ambiguity,
  ended,
  isDigits,
  type Named,
  namedAttribute,
  namedGroup,
  unknownSentence,
} from '../references/reference.ts'
import type { Draft } from './draft.ts'
import type { GivenTimes, Operation, Reference } from './operation.ts'

/** An operation that the rules refuse: its problems, each with its place. */
export class Refused extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super('refused')
    this.problems = problems
  }
}

/** What decides about the rights of a user whom an operation names. */
export interface UserRights {
  /** The version of the user's rights that was read. */
  readonly authority: number
  readonly roles: readonly RoleId[]
}

export interface Circumstances {
  readonly actor: Actor
  readonly server: {
    readonly guardGroupValues: boolean
    readonly keys: { readonly hidden: HiddenValues }
  }
  /** Finds the user of an operation: undefined if the caller can name nobody so. */
  readonly userOf: (operation: Operation) => UserId | undefined
  readonly rightsOf: (user_id: UserId) => UserRights
  /** Whether groups may get content; only asked about groups that exist. */
  readonly isForContent: (group_id: GroupId) => boolean
  /** Decides which values count. */
  readonly now: number
  /** False: the operations are only tried, and nobody's rights are asked. */
  readonly asksRights: boolean
}

/** A new type or name that all stored values of an attribute must fit, which the store has to be asked. */
export interface ToFit {
  readonly operation: Operation
  readonly catalogue: Catalogue
  readonly before: UserAttribute
  readonly wanted: UserAttribute
  /** The users whose own value earlier operations have set or removed. */
  readonly overwritten: ReadonlySet<string>
}

export class Applying<It extends Operation = Operation> {
  readonly draft: Draft
  readonly circumstances: Circumstances
  readonly it: It
  readonly toFit: ToFit[]

  constructor(draft: Draft, circumstances: Circumstances, it: It, toFit: ToFit[]) {
    this.draft = draft
    this.circumstances = circumstances
    this.it = it
    this.toFit = toFit
  }

  get hidden() {
    return this.circumstances.server.keys.hidden
  }

  refuse(field: string, message: string): never {
    throw new Refused([{ field, code: 'invalid', message }])
  }

  insist(problems: readonly Problem[]): void {
    if (problems.length > 0) throw new Refused(problems.map((it) => this.placed(it)))
  }

  placed = (problem: Problem): Problem => ({
    ...problem,
    field: `${this.it.place}.${problem.field}`,
  })

  /** Throws what the operation alone would be refused with; a right that is missing is always named. */
  ask(operation: Permitted, target: Target = {}): void {
    const { actor, asksRights } = this.circumstances
    // guard change-1: asksRights → false
    if (asksRights) insist({ ...permissionTable[operation], otherwise: 403 }, actor, target)
  }

  user(): UserId {
    const user = this.circumstances.userOf(this.it)
    if (user !== undefined) return user
    return this.refuse(this.userField, 'there is no such user.')
  }

  /** The field that names the user. */
  get userField(): string {
    const { by } = 'user' in this.it ? this.it.user : { by: 'id' as const }
    return `${this.it.place}.${by === 'id' ? 'user_id' : by}`
  }

  settable(reference: Reference): UserAttribute {
    const { actor } = this.circumstances
    const { catalogue } = this.draft
    const attribute = this.#thing('attribute', reference, (text) =>
      namedAttribute(actor, catalogue, text),
    )
    return isReserved(attribute)
      ? this.refuse(
          reference.field,
          "the attribute is read from the user's record and cannot be changed.",
        )
      : attribute
  }

  group(reference: Reference): Group {
    const { actor } = this.circumstances
    return this.#thing('group', reference, (text) => namedGroup(actor, this.draft.catalogue, text))
  }

  changeable(reference: Reference): Group {
    const group = this.group(reference)
    return isAllUsers(group.id)
      ? this.refuse(reference.field, 'All Users contains everybody and cannot be changed.')
      : group
  }

  valueOf(attribute: UserAttribute, given: string | boolean | null, field: string): string {
    const value = valueFromBody(attribute, given)
    if ('text' in value) return value.text
    throw new Refused(value.problems.map((it) => this.placed({ ...it, field })))
  }

  /** The times of a value. */
  timesIn(given: GivenTimes | undefined, place = ''): Times {
    const times = timesIn(given ?? {}, this.circumstances.now)
    if (!('problems' in times)) return times
    const placed = times.problems.map((it) => ({ ...it, field: `${place}${it.field}` }))
    throw new Refused(placed.map((it) => this.placed(it)))
  }

  #thing<Thing>(
    noun: 'attribute' | 'group',
    { field, text, by }: Reference,
    find: (text: string) => Named<Thing>,
  ): Thing {
    // A name of digits is reached by the id alone, and an id is never a name.
    const named = by === 'id' && !isDigits(text) ? { near: undefined } : find(text)
    if (!('thing' in named)) return this.refuse(field, ended(unknownSentence(noun, named.near)))
    const { actor } = this.circumstances
    const problem = by === 'name' && ambiguity(actor, this.draft.catalogue, noun, text)
    return problem ? this.refuse(field, problem) : named.thing
  }
}

export type Of<Op extends Operation['op']> = Applying<Extract<Operation, { op: Op }>>
