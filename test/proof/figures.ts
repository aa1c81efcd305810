// Every figure of the proof, in the order of their numbers.
import { auditTampering } from './audit-tampering.ts'
import { differential } from './differential/differential.ts'
import { resolverWorlds } from './differential/resolver-worlds.ts'
import type { Figure } from './figure.ts'
import { fuzzer } from './fuzzer.ts'
import { newEnemy } from './new-enemy.ts'
import { onEvery } from './nodes.ts'
import { permissions } from './permissions.ts'
import { races } from './races/races.ts'
import { linearizability } from './registers/linearizability.ts'
import { tornReads } from './torn-reads.ts'

export const figures: readonly Figure[] = [
  fuzzer,
  ...onEvery(differential),
  resolverWorlds,
  ...onEvery(newEnemy),
  ...onEvery(linearizability),
  ...onEvery(tornReads),
  ...onEvery(races),
  permissions,
  auditTampering,
]
