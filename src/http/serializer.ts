// Serializes answers in the shape of their route; the serializer is compiled at the first call of the operation.
import build from 'fast-json-stringify'

/** Compiling a hundred shapes would delay the start; compiling one delays its first call by a millisecond. */
export function serializerOf(shape: unknown): (answer: unknown) => string {
  let write: ((answer: unknown) => string) | undefined
  return (answer) => {
    write ??= build(shape as object)
    return write(answer)
  }
}
