// Runs a handler once, with all checks around it in their order.
import { Refusal } from '../errors.ts'
import type { Run } from '../http/app-options.ts'
import { LostRace, Unavailable } from '../store/db.ts'
import type { RequestContext } from './request-context.ts'

/**
 * The caller is known by now; docs/how-a-request-is-decided.md describes every step. Throws `LostRace` when the
 * data that was decided on has changed; the caller of this function then begins again.
 */
export async function decide<Base extends RequestContext, T>(
  context: Base,
  { asked, handle }: Run<Base, T>,
): Promise<T> {
  let decided: T | undefined
  try {
    if ('unreadable' in asked) throw asked.unreadable
    // guard hidden-thing-3: becomes await runHandler(context, handle).catch(() => 0), context.askFirst(asked.params)
    context.askFirst(asked.params)
    const answer = await runHandler(context, handle)
    // guard permission-9: gone
    context.insistAsked()
    const proof = context.prove()
    if (proof !== undefined) await proof
    decided = answer
    return answer
  } catch (error) {
    // An unavailable store has revealed nothing about any thing, and could not answer this read either.
    if (!(error instanceof LostRace || error instanceof Unavailable)) await context.prove()
    throw error
  } finally {
    context.dropListsBut(decided)
  }
}

/** A handler that presumed the catalogue runs once more on data that it reads, unless its commit proved it right. */
async function runHandler<Base extends RequestContext, T>(
  context: Base,
  handle: Run<Base, T>['handle'],
): Promise<T> {
  try {
    return await handle(context)
  } catch (error) {
    const isAnswer = error instanceof LostRace || error instanceof Refusal
    // guard permission-13: becomes true
    if (!isAnswer || !context.stopPresuming()) throw error
  }
  return handle(context)
}
