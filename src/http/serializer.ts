// How answers become text: as the shape of their route says, compiled when its operation is first called.
import build from 'fast-json-stringify'

/** A start would wait for a hundred shapes; the first call of one waits for a millisecond. */
export function serializerOf(shape: unknown): (answer: unknown) => string {
  let write: ((answer: unknown) => string) | undefined
  return (answer) => {
    write ??= build(shape as object)
    return write(answer)
  }
}
