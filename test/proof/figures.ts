// Every figure of the proof, in the order of their numbers.
import { answerTimesFigure } from './answer-times.ts'
import { auditTampering } from './audit-tampering.ts'
import type { Figure } from './figure.ts'
import { forgedTokensFigure } from './forged-tokens.ts'
import { fuzzer } from './fuzzer.ts'
import { permissions } from './permissions.ts'
import { rateLimitsFigure } from './rate-limits.ts'
import { slowPatternsFigure } from './slow-patterns.ts'
import { supplyChainFigure } from './supply-chain.ts'

export const figures: readonly Figure[] = [
  fuzzer,
  permissions,
  forgedTokensFigure,
  slowPatternsFigure,
  auditTampering,
  supplyChainFigure,
  rateLimitsFigure,
  answerTimesFigure,
]
