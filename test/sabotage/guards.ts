// Every guard that is sabotaged, by area.
import type { Guard } from './guard.ts'
import { limitGuards } from './limit-guards.ts'

export const guards: readonly Guard[] = [...limitGuards]
