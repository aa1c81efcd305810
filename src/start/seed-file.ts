// Reads the file of --seed.
import { readFileSync } from 'node:fs'
import { noText, textOf } from '../files/text.ts'
import { SeedProblem } from '../seed/fault.ts'
import type { Planting } from '../seed/plant.ts'
import { readSeed } from '../seed/seed.ts'

/** Throws SeedProblem when it cannot be read or is not a seed. */
export async function readSeedFile(file: string): Promise<Planting> {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new SeedProblem(`The file of --seed cannot be read (${code}).`)
  }
  const text = textOf(bytes)
  if (text === undefined) throw new SeedProblem(`The file of --seed ${noText}.`)
  return { seed: await readSeed(text), text }
}
