// One run of a handler and everything that is asked around it, in the order in which it is asked.
import { Refusal } from '../errors.ts'
import type { Run } from '../http/app.ts'
import { LostRace, Unavailable } from '../store/db.ts'
import type { RequestContext } from './request-context.ts'

/**
 * The caller is known by now; docs/how-a-request-is-decided.md has the whole of it. Throws `LostRace` when
 * what it was decided on has changed: the caller of this function begins again.
 */
export async function decide<T>(context: RequestContext, { read, handle }: Run<T>): Promise<T> {
  try {
    context.askFirst(read())
    const answer = await handled(context, handle)
    context.insistAsked()
    const proof = context.prove()
    if (proof !== undefined) await proof
    return answer
  } catch (error) {
    // A store that cannot answer says nothing about anything, and would not answer this either.
    if (!(error instanceof LostRace || error instanceof Unavailable)) await context.prove()
    throw error
  }
}

/** A handler that has presumed runs once more, on what it reads, unless its commit has proven it right. */
async function handled<T>(context: RequestContext, handle: Run<T>['handle']): Promise<T> {
  try {
    return await handle()
  } catch (error) {
    const isAnswer = error instanceof LostRace || error instanceof Refusal
    if (!isAnswer || !context.stopPresuming()) throw error
  }
  return handle()
}
