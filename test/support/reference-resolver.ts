// A second, naive implementation of precedence, written from looker 1 without any code of the program.

export interface ReferenceGroup {
  readonly id: string
  readonly name: string
  readonly parents: readonly string[]
}

export interface ReferenceGroupValue {
  readonly attribute: string
  readonly group: string
  readonly rank: number
  readonly value: string
}

export interface ReferenceAttribute {
  readonly id: string
  readonly hidden: boolean
  readonly default_value: string | null
  /** Whether the values of several groups are one list. */
  readonly combined?: boolean
}

export interface ReferenceUser {
  readonly groups: readonly string[]
  /** The user's own values by attribute. */
  readonly values: Readonly<Record<string, string>>
  /** What was sent at the user's last sign-in, by attribute. */
  readonly sent: Readonly<Record<string, ReferenceSent>>
}

export interface ReferenceSent {
  readonly provider: string
  readonly value: string
}

export interface ReferenceWorld {
  readonly attributes: readonly ReferenceAttribute[]
  readonly groups: readonly ReferenceGroup[]
  readonly groupValues: readonly ReferenceGroupValue[]
}

export interface ReferenceRow {
  readonly source: string
  readonly rank: number
  readonly value: string | null
}

/** All groups of a user: adds parents of their groups until nothing new is found. */
export function groupsOf(world: ReferenceWorld, direct: readonly string[]): string[] {
  const mine = [...direct]
  for (let grew = true; grew; ) {
    grew = false
    for (const group of world.groups) {
      if (!mine.includes(group.id)) continue
      for (const parent of group.parents) {
        if (mine.includes(parent)) continue
        mine.push(parent)
        grew = true
      }
    }
  }
  return mine
}

/** The rows of `all_values` for one attribute and one user. */
export function referencePath(
  world: ReferenceWorld,
  attribute: ReferenceAttribute,
  user: ReferenceUser,
): ReferenceRow[] {
  const rows: ReferenceRow[] = []
  const shown = (value: string) => (attribute.hidden ? null : value)
  const own = user.values[attribute.id]
  if (own !== undefined) rows.push({ source: 'User Setting', rank: -1, value: shown(own) })
  const sent = user.sent[attribute.id]
  if (sent !== undefined) {
    rows.push({ source: `Sign-in: ${sent.provider}`, rank: 0, value: shown(sent.value) })
  }
  const mine = groupsOf(world, user.groups)
  for (let rank = 1; rank <= world.groupValues.length; rank++) {
    for (const held of world.groupValues) {
      if (held.attribute !== attribute.id || held.rank !== rank) continue
      if (!mine.includes(held.group)) continue
      const name = world.groups.find((group) => group.id === held.group)?.name
      rows.push({ source: `Group: ${name}`, rank, value: shown(held.value) })
    }
  }
  if (attribute.default_value !== null) {
    const value = attribute.hidden ? 'DEFAULT_IS_SET' : attribute.default_value
    rows.push({ source: 'Default', rank: 1, value })
  }
  return rows
}

/** The row that counts; undefined if there is no value. */
export function referenceRow(
  world: ReferenceWorld,
  attribute: ReferenceAttribute,
  user: ReferenceUser,
): ReferenceRow | undefined {
  const [first, ...others] = referencePath(world, attribute, user)
  const ofGroups = [first, ...others].filter((row) => row?.source.startsWith('Group: '))
  if (!attribute.combined || ofGroups[0] !== first || ofGroups.length < 2) return first
  const names = ofGroups.map((row) => row?.source.slice('Group: '.length))
  const values = ofGroups.map((row) => row?.value).filter((value) => value !== '')
  const each = values.filter((value, at) => values.indexOf(value) === at)
  return {
    source: `Groups: ${names.join(', ')}`,
    rank: first?.rank ?? 0,
    value: attribute.hidden ? null : each.join(','),
  }
}
