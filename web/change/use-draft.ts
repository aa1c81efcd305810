// What somebody is changing of a thing that the server has, and whether somebody else has changed that thing meanwhile.
import { useState } from 'react'

interface Held<Base, Draft> {
  readonly base: Base
  readonly draft: Draft
}

/** `current` is what the server has; the draft begins with it at the first edit. */
export function useDraft<Base, Draft>(current: Base) {
  const [held, setHeld] = useState<Held<Base, Draft>>()
  return {
    /** What the draft began with. */
    base: held?.base ?? current,
    draft: held?.draft,
    edit: (draft: Draft) => setHeld((before) => ({ base: before?.base ?? current, draft })),
    discard: () => setHeld(undefined),
    /** Goes on with the draft on top of what the server has now. */
    rebase: (draftOf: (draft: Draft) => Draft = (draft) => draft) =>
      setHeld((before) => before && { base: current, draft: draftOf(before.draft) }),
    hasConflict: held !== undefined && JSON.stringify(held.base) !== JSON.stringify(current),
  }
}
