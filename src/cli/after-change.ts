// What a command shows of a thing that it has just changed.
import { CallRefused } from '../client/answers.ts'
import type { Io } from './io.ts'
import { note } from './screen/output.ts'

/** A change that takes one's own rights or key is stored all the same: its command says so in place of the thing. */
export const shownAfter = (io: Io, thing: string, show: Promise<void>): Promise<void> =>
  show.catch((error) => {
    if (!(error instanceof CallRefused)) throw error
    note(io, `${thing} is changed, and cannot be shown: ${error.message}`)
  })
