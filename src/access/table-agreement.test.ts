// The check of both tables finds a route without a row and a row without a route.
import { describe, expect, it } from 'vitest'
import { startServer } from '../../test/support/server.ts'
import { permissionTable } from '../domain/permissions.ts'
import { routes } from '../routes.ts'
import { accessProblems, insistOnAgreement, tableProblems } from './table-agreement.ts'

const rows = Object.keys(permissionTable)
const routed: string[] = routes.map(({ operation }) => operation)

describe('the permission table and the route table', () => {
  it('agree', () => {
    expect(tableProblems(rows, routed)).toEqual([])
  })

  it.each([
    ['There is no row in the permission table for planted.', rows, [...routed, 'planted']],
    ['There is no route for planted.', [...rows, 'planted'], routed],
    ['There is more than one route for me.', rows, [...routed, 'me']],
  ])('do not agree: %s', (sentence, planted, plantedRoutes) => {
    expect(tableProblems(planted, plantedRoutes)).toEqual([sentence])
  })

  it('are refused together when they do not agree', () => {
    expect(() => insistOnAgreement(permissionTable, routes)).not.toThrow()
    expect(() => insistOnAgreement(permissionTable, routes.slice(1))).toThrow(
      `There is no route for ${routed[0]}.`,
    )
  })

  it('name everything that is wrong', () => {
    expect(tableProblems(['a', 'b', 'c'], ['c', 'd', 'd'])).toEqual([
      'There is no row in the permission table for d.',
      'There is no route for a, b.',
      'There is more than one route for d.',
    ])
  })

  it('agree on who may call what', () => {
    expect(accessProblems(permissionTable, routes)).toEqual([])
  })

  it('do not agree when a route asks a row that is not its own', () => {
    const planted = {
      operation: 'delete_user',
      path: '/users/{user_id}',
      access: permissionTable.me,
    }
    expect(accessProblems(permissionTable, [planted])).toEqual([
      'The route of delete_user does not use the access of its own row.',
    ])
  })

  it('do not agree when a row asks about somebody whom the path does not name', () => {
    const { user_roles: access } = permissionTable
    const planted = { operation: 'user_roles', path: '/roles', access }
    expect(accessProblems(permissionTable, [planted])).toEqual([
      'The row of user_roles asks about a user_id that its path does not name.',
    ])
  })

  it('keep the server from starting when they do not agree', async () => {
    const { me: planted, ...others } = permissionTable
    const wrong = { ...others, planted }
    await expect(startServer({ permissionTable: wrong })).rejects.toThrow(
      'There is no row in the permission table for me. There is no route for planted.',
    )
  })
})
