// How answers become text: as the shape of their route says, compiled when its operation is first called.
import { createRequire } from 'node:module'

type Write = (answer: unknown) => string

const require = createRequire(import.meta.url)

/** A start would wait for the compiler and a hundred shapes; the first call of one waits for a millisecond. */
export function serializerOf(shape: unknown): Write {
  let write: Write | undefined
  return (answer) => {
    write ??= (require('fast-json-stringify') as (shape: unknown) => Write)(shape)
    return write(answer)
  }
}
