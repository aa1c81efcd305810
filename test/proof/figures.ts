// Every figure of the proof, in the order of their numbers.
import { auditTampering } from './audit-tampering.ts'
import type { Figure } from './figure.ts'
import { fuzzer } from './fuzzer.ts'
import { killStorm } from './kill-storm.ts'
import { permissions } from './permissions.ts'
import { powerLoss } from './power-loss.ts'

export const figures: readonly Figure[] = [
  powerLoss,
  fuzzer,
  killStorm,
  permissions,
  auditTampering,
]
