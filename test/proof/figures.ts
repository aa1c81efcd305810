// Every figure of the proof, in the order of their numbers.
import type { Figure } from './figure.ts'

export const figures: readonly Figure[] = []
