// Every figure of the proof, in the order of their numbers.
import { answerTimesFigure } from './answer-times.ts'
import { auditTampering } from './audit-tampering.ts'
import { canaries } from './canaries.ts'
import { differential } from './differential/differential.ts'
import { resolverWorlds } from './differential/resolver-worlds.ts'
import type { Figure } from './figure.ts'
import { forgedTokensFigure } from './forged-tokens.ts'
import { fuzzer } from './fuzzer.ts'
import { newEnemy } from './new-enemy.ts'
import { onEvery } from './nodes.ts'
import { permissions } from './permissions.ts'
import { races } from './races/races.ts'
import { rateLimitsFigure } from './rate-limits.ts'
import { linearizability } from './registers/linearizability.ts'
import { slowPatternsFigure } from './slow-patterns.ts'
import { supplyChainFigure } from './supply-chain.ts'
import { tornReads } from './torn-reads.ts'

export const figures: readonly Figure[] = [
  fuzzer,
  ...onEvery(differential),
  resolverWorlds,
  ...onEvery(newEnemy),
  ...onEvery(linearizability),
  ...onEvery(tornReads),
  ...onEvery(races),
  canaries,
  permissions,
  forgedTokensFigure,
  slowPatternsFigure,
  auditTampering,
  supplyChainFigure,
  rateLimitsFigure,
  answerTimesFigure,
]
