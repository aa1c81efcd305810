// Long work without reads, in turns of the event loop.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { limits } from '../limits.ts'

/** Returns a function that waits for the next turn if the work has used up its part of this one. */
export function ownTurns(): () => Promise<void> {
  let begun = performance.now()
  return async () => {
    if (performance.now() - begun <= limits.turn_milliseconds / 2) return
    await nextTurn()
    begun = performance.now()
  }
}
