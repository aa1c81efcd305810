// Tells from the reply of a route what a request of it costs, as fair turns count it (decision 39).
import { isList } from './compression.ts'
import type { Cost } from './fair-turns.ts'
import { type AnyRoute, firstReply, isLines, shapeOf } from './route.ts'

/** What answers with many things costs much, whatever its request looks like, unless the route says otherwise. */
export function costOf(route: Pick<AnyRoute<never>, 'replies' | 'cost'>): Cost {
  const [, reply] = firstReply(route)
  // guard limit-25: becomes false
  const isMany = isLines(reply) || isList(shapeOf(reply))
  return route.cost ?? (isMany ? 'much' : 'little')
}
