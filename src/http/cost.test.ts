// What requests cost, by the replies of the routes that are served.
import { describe, expect, test } from 'vitest'
import { demoApi } from '../attrium-routes.ts'
import { lookerApi } from '../routes.ts'
import { isList } from './compression.ts'
import { costOf } from './cost.ts'
import { type AnyRoute, firstReply, isLines, shapeOf } from './route.ts'

const routes = [...lookerApi.routes, ...demoApi.routes] as unknown as readonly AnyRoute<never>[]

const costs = (operations: string) =>
  Object.fromEntries(
    operations.split(' ').map((operation) => {
      const route = routes.find((it) => it.operation === operation)
      return [operation, route && costOf(route)]
    }),
  )
const all = (operations: string, cost: string) =>
  Object.fromEntries(operations.split(' ').map((operation) => [operation, cost]))

describe('a request', () => {
  test.each([
    ['much', 'all_users search_users all_groups search_groups values history'],
    ['much', 'role_users role_groups all_group_users all_group_groups user_roles'],
    ['much', 'all_user_attributes all_user_attribute_group_values'],
    ['much', 'set_role_users set_user_attribute_group_values claims_of_users'],
    ['much', 'explain_user explain_user_if values_counts values_summary'],
    ['much', 'values_csv values_ndjson history_csv history_ndjson'],
    ['little', 'me user group role user_attribute session versions login user_claims'],
    ['little', 'set_user_attribute_user_value update_user add_group_user delete_user'],
    ['little', 'user_attribute_user_values'],
  ])('costs %s: %s', (cost, operations) => {
    expect(costs(operations)).toEqual(all(operations, cost))
  })

  test('whose reply is a list or a file costs much, but for one', () => {
    const isMany = (route: AnyRoute<never>) => {
      const [, reply] = firstReply(route)
      return isLines(reply) || isList(shapeOf(reply))
    }
    const many = routes.filter(isMany)
    expect(many.length).toBeGreaterThan(30)
    const light = many.filter((route) => costOf(route) === 'little')
    expect(light.map(({ operation }) => operation)).toEqual(['user_attribute_user_values'])
  })

  test('that has pages costs much, however its reply is made', () => {
    const paged = routes.filter(({ query = {} }) => 'limit' in query)
    expect(paged.length).toBeGreaterThan(10)
    expect(paged.filter((route) => costOf(route) === 'little')).toEqual([])
  })
})
