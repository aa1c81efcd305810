// How the values of groups and their order differ from what the files say, and the shortest way to what they say.
import { isSameTimes } from '../domain/memberships.ts'
import type { Times } from '../domain/times.ts'
import { attributeField, groupField, listed, type Role } from './cast.ts'
import type { Comparison, Target } from './comparison.ts'
import type { AttributeWanted } from './definitions.ts'
import type { Place } from './place.ts'
import { type Line, quoted, type Sent, sentValue, shown } from './planned.ts'
import type { AttributeHeld, GroupHeld } from './present.ts'
import { timeFields, timesNow, timesText } from './times-text.ts'

/** A value as it is now; null: it is hidden. */
interface Before {
  readonly group: Role<GroupHeld>
  readonly value: string | null
  readonly times: Times
}

/** A value as it is to be. */
interface After {
  readonly group: Role<GroupHeld>
  /** Null: the hidden value that is there. */
  readonly value: Sent
  readonly times: Times
  /** It is there already, with these times. */
  readonly isKept: boolean
  readonly at: Place | undefined
  readonly places?: ReadonlyMap<string, Place>
}

/** Single operations up to this number; more are one list. */
const fewOperations = 10

export function compareGroupValues(
  comparison: Comparison,
  wanted: AttributeWanted,
  role: Role<AttributeHeld>,
  target: Target,
  isReshaped: boolean,
): Line[] {
  const { planning } = comparison
  const before = present(comparison, role)
  const after = intended(comparison, wanted, { ...target, isReshaped }, before)
  const kept = new Set(after.flatMap(({ group, isKept }) => (isKept ? [group] : [])))
  // What does not stay may not fit the new shape, and what comes may not fit the present one.
  const later = startingLater(before, after)
  const staying = before.filter(({ group }) => (isReshaped ? kept.has(group) : !later.has(group)))
  const reference = attributeField(role)
  if (staying.length < before.length) {
    const values = staying.map(itemOf)
    const operation = { op: 'set_group_values', ...reference, values } as const
    planning.add({ phase: 'take values out', operation, at: wanted.name.at })
  }
  setValues(comparison, wanted, reference, { combine: target.combine, staying, after })
  return linesOf(before, after)
}

/** A value in a list of all of them. What is listed without its times is there for good. */
const itemOf = ({ group, value, times }: Pick<After, 'group' | 'value' | 'times'>) => ({
  ...groupField(group),
  value,
  // guard definitions-10: ...timeFields(times) → ...{}
  ...timeFields(times),
})

/** A later start would take a value away that counts, and the server refuses it: such a value is taken out before. */
function startingLater(before: readonly Before[], after: readonly After[]): Set<Role<GroupHeld>> {
  const counting = new Set(
    before.filter(({ times }) => times.starts_at === null).map(({ group }) => group),
  )
  const later = after.filter(({ times, isKept }) => !isKept && times.starts_at !== null)
  return new Set(later.map(({ group }) => group).filter((group) => counting.has(group)))
}

function present(comparison: Comparison, { held }: Role<AttributeHeld>): Before[] {
  return (held?.values ?? []).flatMap(({ group: id, value, ...times }) => {
    const group = comparison.groups.withId(id)
    return group === undefined || comparison.isPrunedGroup(group) ? [] : [{ group, value, times }]
  })
}

function intended(
  comparison: Comparison,
  { values }: AttributeWanted,
  { value_is_hidden, isReshaped }: Pick<Target, 'value_is_hidden'> & { isReshaped: boolean },
  before: readonly Before[],
): After[] {
  const held = new Map(before.map((it) => [it.group, it]))
  const after = values.flatMap(({ name, value, times: given }): After[] => {
    const group = comparison.group(name)
    if (group === undefined || !comparison.fits(value, value_is_hidden)) return []
    const times = timesNow(comparison.planning, given, comparison.present.now)
    if (times === undefined) return []
    const [sent, was] = [sentValue(value), held.get(group)]
    const isThere = was !== undefined
    const isSameValue = value_is_hidden
      ? isThere && !comparison.options.replacesHidden
      : was?.value === sent
    // guard definitions-11: becomes isSameValue
    const isKept = isSameValue && isSameTimes(was?.times, times)
    const startsLater = was?.times.starts_at === null && times.starts_at !== null
    const goesOut = !isKept && (startsLater || isReshaped)
    const keepsText = isSameValue && value_is_hidden && !goesOut
    const { at } = value
    return [{ group, value: keepsText ? null : sent, times, isKept, at, places: given.places }]
  })
  if (comparison.options.prunes) return after
  const named = new Set(after.map(({ group }) => group))
  const others = before.filter(({ group }) => !named.has(group))
  return [...after, ...others.map((it) => ({ ...it, isKept: true, at: undefined }))]
}

interface Lists {
  readonly combine: string
  readonly staying: readonly Before[]
  readonly after: readonly After[]
}

function setValues(
  { planning }: Comparison,
  { name, places }: AttributeWanted,
  reference: object,
  { combine, staying, after }: Lists,
): void {
  const there = new Set(staying.map(({ group }) => group))
  const wanted = new Set(after.map(({ group }) => group))
  const gone = staying.filter(({ group }) => !wanted.has(group))
  const set = after.filter(({ isKept }) => !isKept)
  const left = staying.filter(({ group }) => wanted.has(group))
  // Only a list leaves a hidden value as it is and gives it other times.
  const isSingle = set.every(({ value }) => value !== null)
  const isInOrder = [...left, ...after.filter(({ group }) => !there.has(group))].every(
    ({ group }, at) => group === after[at]?.group,
  )
  const phase = 'set group values'
  const listAt = places.get('group_values') ?? name.at
  const count = gone.length + set.length
  if (isInOrder && isSingle && count <= (combine === 'first' ? fewOperations : 1)) {
    for (const { group } of gone) {
      const operation = { op: 'clear_group_value', ...groupField(group), ...reference } as const
      planning.add({ phase, operation, at: name.at })
    }
    for (const { group, value, times, at, places } of set) {
      const given = { ...reference, value, ...timeFields(times) }
      const operation = { op: 'set_group_value', ...groupField(group), ...given } as const
      planning.add({ phase, operation, at: at ?? listAt, ...(places && { places }) })
    }
    return
  }
  if (count === 0) {
    const groups = after.map(({ group }) => listed(group))
    const operation = { op: 'order_group_values', ...reference, groups } as const
    planning.add({ phase, operation, at: listAt })
    return
  }
  const values = after.map(itemOf)
  const operation = { op: 'set_group_values', ...reference, values } as const
  const placed = after.flatMap(({ at }, index) => (at ? [[`values[${index}]`, at] as const] : []))
  planning.add({ phase, operation, at: listAt, places: new Map(placed) })
}

/** Longer lists are shown without what stays. */
const mostLines = 20

function linesOf(before: readonly Before[], after: readonly After[]): Line[] {
  const held = new Map(before.map((it, at) => [it.group, { ...it, at }]))
  const wanted = new Set(after.map(({ group }) => group))
  const gone = before.filter(({ group }) => !wanted.has(group))
  // A value has moved if another one that was weaker is stronger now.
  const strongest: number[] = []
  for (const { group } of [...after].reverse()) {
    strongest.push(Math.min(strongest.at(-1) ?? Infinity, held.get(group)?.at ?? Infinity))
  }
  const isMoved = (at: number, from: number) =>
    from > (strongest[after.length - 2 - at] ?? Infinity)
  const isSame =
    gone.length === 0 &&
    after.every(({ group, isKept }, at) => isKept && !isMoved(at, held.get(group)?.at ?? -1))
  if (isSame) return []
  const lines = after.map(({ group, value, times, isKept }, at): Line => {
    const was = held.get(group)
    const place = `${at + 1}. ${quoted(group.name)}: `
    const is = shown(value) + timesText(times)
    if (was === undefined) return { sign: '+', text: place + is }
    const moved = isMoved(at, was.at) ? ` (was ${was.at + 1}.)` : ''
    const before = shown(was.value) + timesText(was.times)
    if (isKept) return { sign: moved === '' ? ' ' : '~', text: place + before + moved }
    return { sign: '~', text: `${place}${before} -> ${is}${moved}` }
  })
  const some = lines.length > mostLines ? lines.filter(({ sign }) => sign !== ' ') : lines
  return [
    { sign: ' ', text: 'values of groups, strongest first:' },
    ...some,
    ...gone.map(
      ({ group, value, times }): Line => ({
        sign: '-',
        text: `${quoted(group.name)}: ${shown(value)}${timesText(times)}`,
      }),
    ),
  ]
}
