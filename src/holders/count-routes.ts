// The operation that counts who has a value of each attribute.

import { attriumTable } from '../domain/permissions.ts'
import { isReserved } from '../domain/system-attributes.ts'
import { route } from '../request/route.ts'
import { heldByUsers } from './held-reader.ts'
import { circumstancesOf } from './routes.ts'
import { HolderCounts } from './shapes.ts'

export const valuesCounts = route({
  operation: 'values_counts',
  access: attriumTable.values_counts,
  tag: 'Value',
  method: 'GET',
  path: '/values/counts',
  summary: 'Count who has a value of each attribute',
  description:
    'Returns all attributes, in the order of their ids, with the number of users who have a value of their own and the ' +
    'number of groups that give one. Attributes whose values are in the records of users are left out. Values are not ' +
    'told apart; ask `/values/summary` for those of one attribute.',
  replies: { 200: HolderCounts },
  cost: 'much',
  fails: [404, 429],

  async handle(context) {
    const { now } = circumstancesOf(context)
    return context.atOneMoment(async (catalogue, read) => {
      const attributes = [...catalogue.attributes.values()].filter((it) => !isReserved(it))
      const users = await heldByUsers(attributes, now, read)
      return {
        counts: attributes.map(({ id, name }, at) => ({
          ...{ user_attribute_id: id, name, users: users[at] ?? 0 },
          groups: catalogue.groupValues(id).length,
        })),
      }
    })
  },
})
