// Every figure of the proof, in the order of their numbers.
import { answerTimesFigure } from './answer-times.ts'
import { auditTampering } from './audit-tampering.ts'
import { backups } from './backups.ts'
import { canaries } from './canaries.ts'
import { differential } from './differential/differential.ts'
import { resolverWorlds } from './differential/resolver-worlds.ts'
import type { Figure } from './figure.ts'
import { forgedTokensFigure } from './forged-tokens.ts'
import { fuzzer } from './fuzzer.ts'
import { newEnemy } from './new-enemy.ts'
import { setups } from './nodes.ts'
import { permissions } from './permissions.ts'
import { races } from './races/races.ts'
import { rateLimitsFigure } from './rate-limits.ts'
import { linearizability } from './registers/linearizability.ts'
import { slowPatternsFigure } from './slow-patterns.ts'
import { supplyChainFigure } from './supply-chain.ts'
import { tornReads } from './torn-reads.ts'

export const figures: readonly Figure[] = [
  fuzzer,
  ...setups.map(differential),
  resolverWorlds,
  ...setups.map(newEnemy),
  ...setups.map(linearizability),
  ...setups.map(tornReads),
  ...setups.map(races),
  canaries,
  permissions,
  forgedTokensFigure,
  slowPatternsFigure,
  auditTampering,
  backups,
  supplyChainFigure,
  rateLimitsFigure,
  answerTimesFigure,
]
