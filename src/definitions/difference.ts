// The way from what a server has to what files say: one list of operations, in an order in which each can be done.
import { compareAttributes } from './attribute-difference.ts'
import { Comparison, type Options } from './comparison.ts'
import type { Definitions } from './definitions.ts'
import { compareGroups } from './group-difference.ts'
import type { Plan } from './planned.ts'
import type { Present } from './present.ts'
import { compareUsers } from './user-difference.ts'

export function planFor(definitions: Definitions, present: Present, options: Options): Plan {
  const comparison = new Comparison(definitions, present, options)
  compareGroups(comparison)
  const reshaped = compareAttributes(comparison)
  compareUsers(comparison, reshaped)
  return comparison.planning.plan()
}
