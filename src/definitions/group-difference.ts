// How groups and their nesting differ from what the files say.
import { allUsersGroupId } from '../ids.ts'
import { childField, groupField, type Role } from './cast.ts'
import type { Comparison } from './comparison.ts'
import type { GroupWanted } from './definitions.ts'
import { type Line, quoted } from './planned.ts'
import type { GroupHeld } from './present.ts'

export function compareGroups(comparison: Comparison): void {
  for (const wanted of comparison.definitions.groups ?? []) compareGroup(comparison, wanted)
  pruneGroups(comparison)
}

function compareGroup(comparison: Comparison, wanted: GroupWanted): void {
  const { planning, groups } = comparison
  const role = groups.named(wanted.name.is)
  if (role === undefined) return
  const { held, name, createdAs } = role
  const { at } = wanted.name
  const lines: Line[] = []
  if (held?.id === allUsersGroupId) {
    planning.wrong(at, 'All Users contains everybody and cannot be changed; leave it out.')
    return
  }
  if (held === undefined) {
    const operation = { op: 'create_group', name: createdAs } as const
    planning.add({ phase: 'create groups', operation, at })
    if (createdAs !== name) {
      const naming = { op: 'update_group', group: createdAs, name } as const
      planning.add({ phase: 'name at last', operation: naming, at })
    }
  } else if (held.name !== name) {
    const operation = { op: 'update_group', group_id: held.id, name } as const
    planning.add({ phase: 'rename groups', operation, at })
    lines.push({ sign: '~', text: `name: ${quoted(held.name)} -> ${quoted(name)}` })
  }
  lines.push(...nesting(comparison, role, wanted))
  const noun = 'group'
  planning.show({ sign: held === undefined ? '+' : '~', noun, name, lines })
}

function nesting(comparison: Comparison, role: Role<GroupHeld>, wanted: GroupWanted): Line[] {
  const { planning, groups, options } = comparison
  const lines: Line[] = []
  const inner = new Set(role.held?.inner)
  for (const name of wanted.groups) {
    const child = comparison.group(name)
    if (child === undefined || inner.delete(child.held?.id ?? '')) continue
    const operation = { op: 'add_group_group', ...groupField(role), ...childField(child) } as const
    planning.add({ phase: 'put groups in', operation, at: name.at })
    lines.push({ sign: '+', text: `group ${quoted(child.name)} inside it` })
  }
  if (!options.prunes) return lines
  for (const id of inner) {
    const child = groups.withId(id)
    if (child === undefined || comparison.isPrunedGroup(child)) continue
    const operation = {
      op: 'remove_group_group',
      ...{ group_id: role.held?.id, child_group_id: id },
    } as const
    planning.add({ phase: 'take groups out', operation, at: wanted.name.at })
    lines.push({ sign: '-', text: `group ${quoted(child.name)} inside it` })
  }
  return lines
}

function pruneGroups(comparison: Comparison): void {
  const { planning, groups, present } = comparison
  for (const { id } of present.groups) {
    const role = groups.withId(id)
    if (role === undefined || !comparison.isPrunedGroup(role)) continue
    const operation = { op: 'delete_group', group_id: id } as const
    planning.add({ phase: 'delete groups', operation, at: undefined })
    const { user_count = 0 } = role.held ?? {}
    const members = `with ${user_count} ${user_count === 1 ? 'member' : 'members'}`
    const lines = user_count === 0 ? [] : [{ sign: '-' as const, text: members }]
    planning.show({ sign: '-', noun: 'group', name: role.name, lines })
  }
}
