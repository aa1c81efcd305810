// Every kind of caller asks the permission table (looker 5).
import { describe, expect, it } from 'vitest'
import type { Refusal } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { Actor } from './actor.ts'
import { insist, type Operation, permissionTable, permitted } from './permissions.ts'

const me = '5' as UserId
const somebody = '6' as UserId

const actor = (permissions: readonly string[] = [], is_admin = false): Actor => ({
  user_id: me,
  caller: me,
  sudo_by: undefined,
  credentials_api3_id: undefined,
  is_admin,
  permissions: new Set(permissions),
  groups: new Set(),
  token_digest: '',
  expires_at: 0,
  rights_until: Number.POSITIVE_INFINITY,
  remembered: false,
  basis: { catalogue: 0, authority: 0, sudo_authority: undefined, epoch: 0 },
})

const operations = Object.keys(permissionTable) as Operation[]
const attribute = (user_can_view: boolean, user_can_edit: boolean) => ({
  user_can_view,
  user_can_edit,
})

describe('the permission table', () => {
  it('lets an admin do everything', () => {
    for (const operation of operations) expect(permitted(operation, actor([], true))).toBe(true)
  })

  it('lets somebody without permissions do only what is for everybody', () => {
    for (const operation of operations) {
      const who: readonly string[] = permissionTable[operation].who
      const forAll = who.includes('anyone') || who.includes('signed_in')
      expect([operation, permitted(operation, actor())]).toEqual([operation, forAll])
    }
  })

  it('opens to a permission exactly the operations that name it', () => {
    for (const permission of [
      'manage_user_attributes',
      'manage_groups',
      'manage_roles',
      'see_users',
      'sudo',
    ]) {
      for (const operation of operations) {
        const who: readonly string[] = permissionTable[operation].who
        const expected = who.some((it) => [permission, 'anyone', 'signed_in'].includes(it))
        expect([operation, permitted(operation, actor([permission]))]).toEqual([
          operation,
          expected,
        ])
      }
    }
  })

  it('lets nobody replace a list that they may not read', () => {
    for (const [replacing, reading] of [
      ['set_user_roles', 'user_roles'],
      ['set_role_groups', 'role_groups'],
      ['set_role_users', 'role_users'],
    ] as const) {
      const readers: readonly string[] = permissionTable[reading].who
      for (const who of permissionTable[replacing].who) expect(readers).toContain(who)
    }
  })

  it('knows no permission by the name of another word of the table', () => {
    const impostor = actor(['admin', 'self', 'self_editor', 'viewer', 'Admin'])
    for (const operation of operations) {
      expect(permitted(operation, impostor)).toBe(permitted(operation, actor()))
    }
  })

  it('needs no sign-in for login and discovery alone', () => {
    expect(operations.filter((it) => permissionTable[it].open)).toEqual([
      'login',
      'versions',
      'api_spec',
    ])
  })
})

describe('a call about a value', () => {
  const set = 'set_user_attribute_user_value'

  it('is for the user himself where users may edit (looker 5.2)', () => {
    for (const [user_id, edit, expected] of [
      [me, true, true],
      [me, false, false],
      [somebody, true, false],
    ] as const) {
      expect(permitted(set, actor(), { user_id, attribute: attribute(true, edit) })).toBe(expected)
    }
    expect(permitted(set, actor(), { user_id: me })).toBe(false)
  })

  it('is for viewers where users may view (looker 5.3)', () => {
    expect(permitted('user_attribute', actor(), { attribute: attribute(true, false) })).toBe(true)
    expect(permitted('user_attribute', actor(), { attribute: attribute(false, true) })).toBe(false)
  })

  it('shows a user his own values (looker 5.4)', () => {
    expect(permitted('user_attribute_user_values', actor(), { user_id: me })).toBe(true)
    expect(permitted('user_attribute_user_values', actor(), { user_id: somebody })).toBe(false)
  })
})

describe('a refusal', () => {
  it('has the status of the row and says no more than it is told to', () => {
    for (const operation of operations) {
      if (permitted(operation, actor())) continue
      let refusal: Refusal | undefined
      try {
        insist(permissionTable[operation], actor())
      } catch (error) {
        refusal = error as Refusal
      }
      expect([operation, refusal?.status]).toEqual([
        operation,
        permissionTable[operation].otherwise,
      ])
    }
  })
})
