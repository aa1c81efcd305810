// Everything that a moment tells, as plain data that can be compared.
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { holdings } from '../../src/domain/held-values.ts'
import { effectiveValue, searchPath } from '../../src/domain/search-path.ts'
import type { UserId } from '../../src/ids.ts'
import type { Moment } from '../../src/moment/moment.ts'

/** One line for each fact, by its name. */
export type Seen = ReadonlyMap<string, string>

/** Reads all of a moment; where an attribute is in `masked`, only whether it has a value is told. */
export async function seenAt(moment: Moment, masked: ReadonlySet<string>): Promise<Seen> {
  const { catalogue } = moment
  const seen = new Map(factsOf(catalogue, masked))
  const ids: UserId[] = []
  for (let after: UserId | undefined; ; ) {
    const page: readonly UserId[] = await moment.userIds(after, 3)
    ids.push(...page)
    after = page.at(-1)
    if (after === undefined) break
  }
  const people = await moment.people(ids)
  seen.set('users', JSON.stringify(ids))
  for (const [id, held] of people) {
    const { facts, is_disabled, groups, values, changes } = held
    const direct = groups
      .map(({ group_id }) => group_id)
      .filter((one) => catalogue.groups.has(one as never))
    seen.set(`user ${id}`, JSON.stringify([sorted(facts), is_disabled, direct.sort()]))
    const heldFor = holdings(catalogue, held)
    for (const attribute of catalogue.attributes.values()) {
      const shown = (value: string) => (masked.has(attribute.id) ? '' : value)
      const ofAttribute = heldFor(attribute)
      const path = searchPath(attribute, ofAttribute).map((step) => [
        step.source,
        shown(step.value),
        step.source === 'group' ? [step.group.group_id, step.group.rank] : null,
      ])
      const found = effectiveValue(attribute, ofAttribute)
      const effective = found && [found.source, shown(found.value)]
      const change = attribute.id in values ? (changes[attribute.id] ?? null) : null
      seen.set(`user ${id}, attribute ${attribute.id}`, JSON.stringify([path, effective, change]))
    }
  }
  return seen
}

function* factsOf(catalogue: Catalogue, masked: ReadonlySet<string>): Generator<[string, string]> {
  for (const { default_value, ...attribute } of catalogue.attributes.values()) {
    const isMasked = masked.has(attribute.id)
    const shown = isMasked && default_value !== null ? '' : default_value
    const facts = { ...attribute, value_is_hidden: isMasked || attribute.value_is_hidden }
    const change = catalogue.defaultChange(attribute.id)
    yield [`attribute ${attribute.id}`, JSON.stringify([sorted(facts), shown, change])]
    const values = catalogue.groupValues(attribute.id).map((it) => {
      return [it.id, it.group_id, it.rank, isMasked ? '' : it.value, it.newest_change ?? null]
    })
    yield [`values of attribute ${attribute.id}`, JSON.stringify(values)]
  }
  for (const { id, name, parents } of catalogue.groups.values()) {
    yield [`group ${id}`, JSON.stringify([name, [...parents].sort()])]
  }
}

const sorted = (facts: object) =>
  Object.entries(facts)
    .map(([name, value]) => [name, value ?? null])
    .sort()

/** The facts that differ, by their names. */
export function differencesOf(one: Seen, other: Seen): string[] {
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names]
    .filter((name) => one.get(name) !== other.get(name))
    .map((name) => `${name} was ${one.get(name)} and is told as ${other.get(name)}`)
}
