// Giving roles, and the rule that an administrator must remain.
import { describe, expect, test } from 'vitest'
import type { Actor } from './actor.ts'
import { mayGive } from './giving.ts'

const anActor = (is_admin: boolean, ...permissions: string[]): Actor => ({
  user_id: '7' as Actor['user_id'],
  caller: '',
  sudo_by: undefined,
  credentials_api3_id: undefined,
  is_admin,
  permissions: new Set(permissions),
  groups: new Set(),
  token_digest: '',
  expires_at: 0,
  rights_until: Number.POSITIVE_INFINITY,
  remembered: false,
  basis: { catalogue: 1, authority: 1, sudo_authority: undefined, epoch: 0 },
})

const role = (all_access: boolean, ...permissions: string[]) => ({ all_access, permissions })

describe('giving a role', () => {
  test('an admin gives every role, one that allows everything included', () => {
    expect(mayGive(anActor(true), role(true, 'develop'))).toBe(true)
  })

  test('a manager of roles gives a role whose permissions he has', () => {
    expect(mayGive(anActor(false, 'manage_roles', 'explore'), role(false, 'explore'))).toBe(true)
    expect(mayGive(anActor(false, 'manage_roles'), role(false))).toBe(true)
  })

  test('a manager of roles gives no role with a permission he lacks', () => {
    const actor = anActor(false, 'manage_roles', 'explore')
    expect(mayGive(actor, role(false, 'explore', 'sudo'))).toBe(false)
  })

  test('a manager of roles never gives a role that allows everything', () => {
    expect(mayGive(anActor(false, 'manage_roles', 'explore'), role(true, 'explore'))).toBe(false)
  })

  test('whoever has the permissions but not manage_roles gives nothing', () => {
    expect(mayGive(anActor(false, 'manage_groups', 'explore'), role(false, 'explore'))).toBe(false)
  })
})
