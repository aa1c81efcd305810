// Every figure of the proof, in the order of their numbers.
import type { Figure } from './figure.ts'
import { killStorm } from './kill-storm.ts'
import { powerLoss } from './power-loss.ts'

export const figures: readonly Figure[] = [powerLoss, killStorm]
