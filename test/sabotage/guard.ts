// What one sabotage is: a guard of the program, how it is taken away, and which tests have to notice.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Guard {
  /** Area and number, `sign-in-3`; kept when others come and go. */
  readonly id: string
  /** The item of the threat and fault list that it stands for, `T-04`. */
  readonly item: string
  /** What the program does and, once sabotaged, does no longer. */
  readonly guard: string
  /** From the root of the repository. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly old: string
  readonly new: string
  /** Test files from the root of the repository, or figures of the proof, `G-24`. */
  readonly caughtBy: readonly string[]
}

/** The file without the guard. Throws when the text to replace is not there exactly once. */
export function sabotaged({ id, file, old, new: replacement }: Guard, root: string): string {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.split(old).length - 1
  if (found !== 1) {
    throw new Error(`${id}: what it replaces stands in ${file} ${found} times, not once; mend it.`)
  }
  // A function, because `$&` in a replacement would be read.
  return text.replace(old, () => replacement)
}
