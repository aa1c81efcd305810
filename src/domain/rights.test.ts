// The rights of a user through groups and roles.
import { describe, expect, test } from 'vitest'
import type { GroupId, RoleId } from '../ids.ts'
import { Catalogue } from './catalogue.ts'
import { maySudo, rightsOf } from './rights.ts'

const [outer, inner, other] = ['1', '2', '3'] as unknown as [GroupId, GroupId, GroupId]
const [seeing, managing, admin] = ['11', '12', '13'] as unknown as [RoleId, RoleId, RoleId]

const role = (id: RoleId, permissions: string[], groups: GroupId[], all_access = false) => ({
  id,
  permissions,
  groups,
  all_access,
})

/** `inner` is in `outer`, which has a role; all other roles are given directly. */
const catalogue = new Catalogue({
  version: 1,
  attributes: [],
  groupValues: [],
  groups: [
    { id: outer, name: 'Outer', parents: [] },
    { id: inner, name: 'Inner', parents: [outer] },
    { id: other, name: 'Other', parents: [] },
  ],
  roles: [
    role(seeing, ['see_users'], [outer]),
    role(managing, ['manage_groups'], []),
    role(admin, ['develop'], [], true),
  ],
})

describe('rights', () => {
  test('come from roles of his own and from those of every group around his', () => {
    const { permissions, groups, is_admin } = rightsOf(catalogue, [inner], [managing])
    expect([...permissions].sort()).toEqual(['manage_groups', 'see_users'])
    expect([...groups].sort()).toEqual([outer, inner])
    expect(is_admin).toBe(false)
  })

  test('are those of an admin with any role that allows everything', () => {
    expect(rightsOf(catalogue, [], [managing, admin]).is_admin).toBe(true)
  })

  test('are none without groups and roles, and none through a role that is not there', () => {
    for (const roles of [[], ['99' as RoleId]]) {
      const { permissions, is_admin } = rightsOf(catalogue, [other], roles)
      expect([permissions.size, is_admin]).toEqual([0, false])
    }
  })
})

describe('acting as somebody else', () => {
  const holder = rightsOf(catalogue, [], [])
  const sudo = { ...holder, permissions: new Set(['sudo']) }
  const all = { ...holder, is_admin: true }

  test.each([
    ['an admin as an admin', all, all, true],
    ['an admin as a user', all, holder, true],
    ['a holder of sudo as a user', sudo, holder, true],
    ['a holder of sudo as an admin', sudo, all, false],
    ['a user as himself', holder, holder, false],
  ])('%s: %s', (_, real, subject, expected) => {
    expect(maySudo(real, subject)).toBe(expected)
  })
})
