// Who has what by the naive resolver: everybody whom a question is about, and which values fit.

import { adminUserId, allUsersGroupId } from '../../src/ids.ts'
import {
  groupsOf,
  type ReferenceAttribute,
  type ReferenceRow,
  referenceRow,
} from '../support/reference-resolver.ts'
import type { PlantedWorld } from '../user-attributes/plant-world.ts'

type User = PlantedWorld['users'][number]
/** Parameters of a request. */
export type Asked = Readonly<Record<string, string>>

export interface Row {
  readonly id: string
  readonly value: string | undefined
  readonly source: string
}

export const matches: Readonly<
  Record<string, (value: string | undefined, text: string) => boolean>
> = {
  is: (value, text) => value === text,
  is_not: (value, text) => value !== undefined && value !== text,
  contains: (value, text) => value?.includes(text) ?? false,
  starts_with: (value, text) => value?.startsWith(text) ?? false,
  set: (value) => value !== undefined,
  unset: (value) => value === undefined,
}

export function comesFrom(wanted: string | undefined, source: string): boolean {
  if (wanted === undefined) return true
  const isOfGroups = source.startsWith('Groups: ')
  if (wanted === 'Sign-in') return source.startsWith('Sign-in: ')
  if (wanted === 'Group') return isOfGroups || source.startsWith('Group: ')
  const names = isOfGroups ? source.slice('Groups: '.length).split(', ') : []
  return source === wanted || names.some((name) => wanted === `Group: ${name}`)
}

/** Users and groups that every store has. */
export const administrator: User = {
  ...{ id: adminUserId, groups: [allUsersGroupId], values: {}, sent: {} },
}

/** Everybody whom the question is about, with their value. */
export function candidates(
  world: PlantedWorld,
  attribute: ReferenceAttribute,
  asked: Asked,
): Row[] {
  const { of, group, is_disabled } = asked
  const open = { ...attribute, hidden: false }
  if (of === 'group') {
    const inside = (id: string) => group === undefined || groupsOf(world, [id]).includes(group)
    const all = [{ id: allUsersGroupId, name: 'All Users' }, ...world.groups]
    return all
      .filter(({ id }) => inside(id))
      .map(({ id, name }) => {
        const held = world.groupValues.find(
          (it) => it.attribute === attribute.id && it.group === id,
        )
        return {
          id,
          value: held?.value,
          source: held === undefined ? 'No Value' : `Group: ${name}`,
        }
      })
  }
  const isMember = (user: User) =>
    group === undefined || groupsOf(world, user.groups).includes(group)
  // Nobody of a planted world is disabled.
  const users = [administrator, ...world.users].filter(
    (user) => is_disabled !== 'true' && isMember(user),
  )
  return users.map((user) => {
    const row = referenceRow(world, open, user)
    const isAsked = of !== 'own' || row?.source === 'User Setting'
    return { id: user.id, ...valueIn(isAsked ? row : undefined) }
  })
}

const valueIn = (row: ReferenceRow | undefined) => ({
  value: row?.value ?? undefined,
  source: row?.source ?? 'No Value',
})
