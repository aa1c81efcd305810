// What a comparison of files with a server knows: who is who, what it may take away, and what it has found.
import { isReserved } from '../domain/system-attributes.ts'
import { labelFrom } from '../domain/user-attribute.ts'
import { textKey } from '../texts/text-key.ts'
import { Cast, type Role } from './cast.ts'
import {
  type AttributeWanted,
  type Definitions,
  type Placed,
  unknownName,
  type Value,
} from './definitions.ts'
import { Planning } from './planned.ts'
import { type AttributeHeld, type GroupHeld, type Present, shipped } from './present.ts'

export interface Options {
  /** Takes away what the files do not name. */
  readonly prunes: boolean
  /** Sets hidden values also where there is one already: whether it is the same nobody can know. */
  readonly replacesHidden: boolean
}

/** The fields of an attribute after the plan. */
export interface Target {
  readonly label: string
  readonly type: string
  readonly value_is_hidden: boolean
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
  readonly hidden_value_domain_whitelist: string | null
  readonly choices: readonly string[]
  readonly combine: string
  /** Undefined: none. */
  readonly default: Value | { readonly text: string } | undefined
}

export class Comparison {
  readonly definitions: Definitions
  readonly present: Present
  readonly options: Options
  readonly groups: Cast<GroupHeld>
  readonly attributes: Cast<AttributeHeld>
  readonly planning = new Planning()
  /** The groups and attributes that are named anywhere in the files. */
  readonly namedGroups = new Set<Role<GroupHeld>>()
  readonly namedAttributes = new Set<Role<AttributeHeld>>()

  constructor(definitions: Definitions, present: Present, options: Options) {
    this.definitions = definitions
    this.present = present
    this.options = options
    this.groups = new Cast(present.groups, definitions.groups ?? [], {
      keyOf: textKey,
      meanwhile: (name) => `${name} (new)`,
    })
    this.attributes = new Cast(present.attributes, definitions.attributes ?? [], {
      keyOf: (name) => name,
      meanwhile: (name) => `new_${name}`,
    })
    this.#name()
  }

  #name(): void {
    const { groups = [], attributes = [], users = [] } = this.definitions
    for (const { name, groups: inner } of groups) {
      for (const it of [name, ...inner]) this.#add(this.namedGroups, this.groups.named(it.is))
    }
    for (const { name, values } of attributes) {
      this.#add(this.namedAttributes, this.attributes.named(name.is))
      for (const it of values) this.#add(this.namedGroups, this.groups.named(it.name.is))
    }
    for (const { groups: around, values } of users) {
      for (const it of around ?? []) this.#add(this.namedGroups, this.groups.named(it.name.is))
      for (const it of values ?? []) {
        this.#add(this.namedAttributes, this.attributes.named(it.name.is))
      }
    }
  }

  #add<Thing>(set: Set<Thing>, thing: Thing | undefined): void {
    if (thing !== undefined) set.add(thing)
  }

  /** The group that a file names; what names none is a mistake. */
  group(name: Placed<string>): Role<GroupHeld> | undefined {
    const role = this.groups.named(name.is)
    if (role === undefined) this.planning.mistake(unknownName('group', name, this.groups.names()))
    return role
  }

  attribute(name: Placed<string>): Role<AttributeHeld> | undefined {
    const role = this.attributes.named(name.is)
    if (role === undefined) {
      this.planning.mistake(unknownName('attribute', name, this.attributes.names()))
    } else if (role.held !== undefined && isReserved(role.held)) {
      this.planning.wrong(name.at, "the attribute is read from the user's record; leave it out.")
      return undefined
    }
    return role
  }

  /** Whether the group is deleted by this plan. */
  isPrunedGroup(role: Role<GroupHeld>): boolean {
    const { held } = role
    const isKept = held === undefined || held.externally_managed || this.namedGroups.has(role)
    // guard definitions-3: without this.options.prunes &&
    return this.options.prunes && this.definitions.groups !== undefined && !isKept
  }

  /** Whether the attribute is deleted by this plan; those that come with a server never are. */
  isPrunedAttribute(role: Role<AttributeHeld>): boolean {
    const { held } = role
    // guard definitions-4: held.is_system → false
    const isKept = held === undefined || held.is_system || this.namedAttributes.has(role)
    return this.options.prunes && this.definitions.attributes !== undefined && !isKept
  }

  /** The value fits the attribute: hidden values are named, others are written. */
  fits(value: Value, isHidden: boolean): boolean {
    if ('from' in value === isHidden) return true
    const message = isHidden
      ? 'a hidden value is not written here: name it with value_from: {env: NAME} or {file: PATH}.'
      : 'value_from is for attributes with value_is_hidden: true; write the value.'
    this.planning.wrong(value.at, message)
    return false
  }

  /** What the attribute is to be: what the file leaves out is as in a new one, or as a built-in one came. */
  target({ name, fields, places, default: given }: AttributeWanted, held?: AttributeHeld): Target {
    const base = held?.is_system ? shipped.get(held.id) : undefined
    const hasName = base?.name === name.is
    const fallback = hasName ? base.label : labelFrom(name.is) || name.is
    const came = base?.default_value
    const edits = places.has('user_can_edit') ? fields.user_can_edit : base?.user_can_edit === true
    const views = places.has('user_can_view') ? fields.user_can_view : base?.user_can_view === true
    return {
      label: fields.label ?? fallback,
      type: fields.type,
      value_is_hidden: fields.value_is_hidden,
      user_can_view: edits || views,
      user_can_edit: edits,
      hidden_value_domain_whitelist:
        fields.hidden_value_domain_whitelist ?? held?.hidden_value_domain_whitelist ?? null,
      choices: fields.choices,
      combine: fields.combine,
      default: places.has('default_value') || came == null ? given : { text: came },
    }
  }
}
