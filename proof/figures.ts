// All figures of the proof, in the order of their numbers.
import { answerTimes } from './answer-times.ts'
import { archivesKilled } from './archives.ts'
import { auditTampering } from './audit-tampering.ts'
import { backups } from './backups.ts'
import { canaries } from './canaries.ts'
import { changedRights, killedChanges, racedChanges } from './changed-rights.ts'
import { changedWorlds } from './changed-worlds.ts'
import { copiedWorlds } from './copied-worlds.ts'
import { copies } from './copies.ts'
import { brokenDefinitions, definedWorlds } from './defined-worlds.ts'
import { differential } from './differential/differential.ts'
import { resolverWorlds } from './differential/resolver-worlds.ts'
import { drains } from './drains.ts'
import { eventLoopGap } from './event-loop-gap.ts'
import { explainedWorlds } from './explained-worlds.ts'
import type { Figure } from './figure.ts'
import { admittedPairs } from './filter-expressions/admitted-pairs.ts'
import { unitedPairs } from './filter-expressions/united-pairs.ts'
import { forgedTokens } from './forged-tokens.ts'
import { fuzzer } from './fuzzer.ts'
import { histories } from './histories/histories.ts'
import { holderWorlds } from './holder-worlds.ts'
import { hostileInput } from './hostile-input.ts'
import { hostileImports } from './imports/hostile-imports.ts'
import { ioFaults } from './io-faults.ts'
import { killStorm } from './kill-storm.ts'
import { killedLargeChanges } from './large-changes.ts'
import { largeDeletions } from './large-deletion.ts'
import { largeSealing } from './large-sealing.ts'
import { newEnemy } from './new-enemy.ts'
import { onEvery } from './nodes.ts'
import { asOf } from './past/as-of.ts'
import { permissions } from './permissions.ts'
import { postgresFaults } from './postgres-faults.ts'
import { powerLoss } from './power-loss.ts'
import { races } from './races/races.ts'
import { rateLimits } from './rate-limits.ts'
import { linearizability } from './registers/linearizability.ts'
import { scheduledValues } from './scheduled-values.ts'
import { slowExports } from './slow-exports.ts'
import { slowPatterns } from './slow-patterns.ts'
import { slowReaders } from './slow-readers.ts'
import { slowSockets } from './slow-sockets.ts'
import { startsAndStops } from './starts-and-stops.ts'
import { plantedChanges } from './state/planted-changes.ts'
import { supplyChain } from './supply-chain.ts'
import { tornReads } from './torn-reads.ts'
import { unreadRequests } from './unread-requests.ts'

export const figures: readonly Figure[] = [
  powerLoss,
  fuzzer,
  killStorm,
  ioFaults,
  ...onEvery(differential),
  resolverWorlds,
  ...onEvery(newEnemy),
  ...onEvery(linearizability),
  ...onEvery(tornReads),
  ...onEvery(races),
  canaries,
  permissions,
  forgedTokens,
  slowPatterns,
  eventLoopGap,
  hostileInput,
  slowSockets,
  drains,
  postgresFaults,
  auditTampering,
  ...onEvery(plantedChanges),
  ...onEvery(asOf),
  ...onEvery(histories),
  backups,
  copies,
  supplyChain,
  rateLimits,
  answerTimes,
  unreadRequests,
  slowReaders,
  startsAndStops,
  ...largeDeletions.flatMap(onEvery),
  ...onEvery(archivesKilled),
  ...onEvery(largeSealing),
  admittedPairs,
  unitedPairs,
  ...onEvery(explainedWorlds),
  ...onEvery(holderWorlds),
  ...onEvery(changedWorlds),
  ...onEvery(copiedWorlds),
  ...onEvery(definedWorlds),
  brokenDefinitions,
  changedRights,
  racedChanges,
  killedChanges,
  killedLargeChanges,
  ...onEvery(scheduledValues),
  slowExports,
  hostileImports,
]
