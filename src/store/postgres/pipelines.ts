// Cuts many steps into pipelines that are each answered before the server is given up.
import type { Step } from './connection.ts'

/** A pipeline ends when its values have this many characters: a long list of values is a round trip by itself. */
const charactersAtMost = 50_000

export function* pipelinesOf(steps: readonly Step[]): Generator<readonly Step[]> {
  let pipeline: Step[] = []
  let characters = 0
  for (const one of steps) {
    pipeline.push(one)
    for (const value of one.values) if (typeof value === 'string') characters += value.length
    if (characters < charactersAtMost) continue
    yield pipeline
    pipeline = []
    characters = 0
  }
  if (pipeline.length > 0) yield pipeline
}
