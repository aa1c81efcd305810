// Which effective values differ between two states of everything: of users whose own values or groups differ, and of
// everybody where definitions, group values or groups differ.
import type { Catalogue } from '../domain/catalogue.ts'
import { holdings, type SignInValues } from '../domain/held-values.ts'
import { effectiveValue, type FoundValue, type GroupValue } from '../domain/search-path.ts'
import { isReserved, noFacts } from '../domain/system-attributes.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'

/** What decides the values of one user: own ones by attribute with their changes, those of sign-ins, direct groups. */
export interface Deciding {
  readonly values: Readonly<Record<string, string>>
  readonly changes: Readonly<Record<string, number | null>>
  readonly sign_ins: SignInValues
  readonly groups: readonly GroupId[]
}

/** An effective value before and after; undefined: there was none, or the attribute did not exist. */
export interface Difference {
  readonly attribute: UserAttributeId
  readonly before: FoundValue | undefined
  readonly after: FoundValue | undefined
}

/** Compares the effective values of users in two states of the catalogue. */
export class Comparison {
  readonly before: Catalogue
  readonly after: Catalogue
  /** The attributes whose value may differ for anybody. */
  readonly everywhere: ReadonlySet<UserAttributeId>
  /** The attributes of which a group has a value before or after: those that memberships decide. */
  readonly #ofGroups: ReadonlySet<UserAttributeId>
  readonly #found = new Map<string, FoundValue | undefined>()

  constructor(before: Catalogue, after: Catalogue) {
    this.before = before
    this.after = after
    const all = new Set([...before.attributes.keys(), ...after.attributes.keys()])
    const known = [before, after]
    this.#ofGroups = new Set(
      [...all].filter((id) => known.some((one) => one.groupValues(id).length > 0)),
    )
    const isOther = before !== after
    const nestingDiffers = isOther && differs(groupsOf(before), groupsOf(after))
    this.everywhere = new Set(
      (isOther ? [...all] : []).filter(
        (id) =>
          (nestingDiffers && this.#ofGroups.has(id)) ||
          differs(decidedBy(before, id), decidedBy(after, id)),
      ),
    )
  }

  /** The attributes whose value may differ for a user whose own values or groups differ. */
  attributesOf(own: Iterable<UserAttributeId>, groupsDiffer: boolean): Set<UserAttributeId> {
    return new Set([...this.everywhere, ...own, ...(groupsDiffer ? this.#ofGroups : [])])
  }

  /** Whether groups decide values of the attribute. */
  isOfGroups = (id: UserAttributeId): boolean => this.#ofGroups.has(id)

  /** The differences for one user, in the order of the given attributes. */
  differences(
    attributes: Iterable<UserAttributeId>,
    before: Deciding,
    after: Deciding,
  ): Difference[] {
    const differences: Difference[] = []
    for (const attribute of attributes) {
      const held = this.valueOf('before', attribute, before)
      const wanted = this.valueOf('after', attribute, after)
      const isHidden = this.isHidden(attribute)
      const isSame = isHidden
        ? placeOf(held, before, attribute, this.before) ===
          placeOf(wanted, after, attribute, this.after)
        : held?.value === wanted?.value
      if (!isSame) differences.push({ attribute, before: held, after: wanted })
    }
    return differences
  }

  /** Nothing is told of values that are hidden on either side, but that they were set anew. */
  isHidden(id: UserAttributeId): boolean {
    const states = [this.before.attributes.get(id), this.after.attributes.get(id)]
    // guard change-effects-1: becomes false
    return states.some((attribute) => attribute?.value_is_hidden === true)
  }

  /** The effective value on one side; undefined for what is read from the user's record, and if there is none. */
  valueOf(
    side: 'before' | 'after',
    id: UserAttributeId,
    { values, sign_ins, groups }: Deciding,
  ): FoundValue | undefined {
    const attribute = this[side].attributes.get(id)
    if (attribute === undefined || isReserved(attribute)) return undefined
    const own = values[id]
    if (own !== undefined) return { source: 'user', value: own }
    const sent = sign_ins[id]
    // guard sign-in-value-16: becomes false
    if (sent !== undefined) return { source: 'sign_in', ...sent }
    // Many users are in the same groups.
    const key = `${side} ${id} ${groups.join()}`
    if (this.#found.size > rememberedGroupSets) this.#found.clear()
    if (!this.#found.has(key)) this.#found.set(key, foundWithoutOwn(this[side], attribute, groups))
    return this.#found.get(key)
  }
}

/** Sets of groups, by attribute, whose value is remembered. */
const rememberedGroupSets = 50_000

function foundWithoutOwn(
  catalogue: Catalogue,
  attribute: UserAttribute,
  groups: readonly GroupId[],
): FoundValue | undefined {
  const held = {
    facts: noFacts,
    values: {},
    sign_ins: {},
    groups: groups.map((group_id) => ({ group_id })),
  }
  return effectiveValue(attribute, holdings(catalogue, held)(attribute))
}

/** Where a value comes from and which change set it; of a hidden value nothing else is compared. */
export function placeOf(
  found: FoundValue | undefined,
  { changes }: Deciding,
  attribute: UserAttributeId,
  catalogue: Catalogue,
): string {
  switch (found?.source) {
    case undefined:
      return ''
    case 'user':
      return `user ${changes[attribute]}`
    case 'sign_in':
      return `sign-in ${found.change}`
    case 'group': {
      const { group_id, newest_change } = found.group as GroupValue & { newest_change?: number }
      return `group ${group_id} ${newest_change}`
    }
    case 'groups':
      // Hidden values are never combined.
      return found.groups.map(({ group_id }) => group_id).join()
    case 'default':
      return `default ${catalogue.defaultChange(attribute)}`
    case 'system':
      return found.source
  }
}

const differs = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) !== JSON.stringify(other)

const groupsOf = ({ groups }: Catalogue) =>
  [...groups.values()].map(({ id, parents }) => [id, [...parents].sort()])

/** Everything of an attribute that decides values, apart from users and groups. */
function decidedBy(catalogue: Catalogue, id: UserAttributeId): unknown {
  const attribute = catalogue.attributes.get(id)
  if (attribute === undefined) return undefined
  const values = catalogue.groupValues(id)
  return [
    attribute.default_value,
    attribute.combine,
    // Expressions are combined by what they admit, plain texts by commas.
    attribute.combine !== 'first' && attribute.type,
    attribute.value_is_hidden && catalogue.defaultChange(id),
    values.map(({ group_id, value, newest_change }) => [group_id, value, newest_change]),
  ]
}
