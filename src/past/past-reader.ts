// The moment that `as_of` names.
import { setTimeout } from 'node:timers/promises'
import type { CatalogueKeeper } from '../catalogue/catalogue-keeper.ts'
import { limits } from '../limits.ts'
import type { Moment } from '../moment/moment.ts'
import type { OpenContext } from '../request/context.ts'
import { timeIn } from './as-of.ts'
import { PastCatalogues } from './catalogues-reader.ts'
import { pastMoment } from './moment-reader.ts'
import { pointAt } from './point-reader.ts'

const catalogues = new WeakMap<CatalogueKeeper, PastCatalogues>()

/**
 * What was true at the time `as_of`; it stays the same for ever. Throws 422 about the field `as_of` when it is no time,
 * has not come yet or is not known. Rights are those of now: the handler asks about them as for the present.
 */
export async function momentAt(
  { server }: Pick<OpenContext, 'server'>,
  as_of: string,
): Promise<Moment> {
  // A caller's clock may be a little ahead, and a node's a little behind.
  const ahead = Date.parse(as_of) - server.now()
  if (ahead > 0 && ahead <= limits.clock_ahead_milliseconds) await setTimeout(ahead + 1)
  const point = await pointAt(server, timeIn(as_of, server.now()))
  return pastMoment(server.db, point, await cataloguesOf(server).at(server.db, point))
}

/** The catalogues of the past that a server keeps. */
export function cataloguesOf(server: OpenContext['server']): PastCatalogues {
  const kept = catalogues.get(server.catalogue) ?? new PastCatalogues()
  catalogues.set(server.catalogue, kept)
  return kept
}
