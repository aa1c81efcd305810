// Guards of the PostgreSQL engine.
import type { Guard } from './guard.ts'

const engine = ['src/store/postgres/engine.test.ts']
const patience = ['src/store/postgres/patience.test.ts']

export const postgresGuards: readonly Guard[] = [
  {
    id: 'postgres-1',
    item: 'F-17',
    guard: 'A commit whose outcome is unknown is not reported as stored.',
    caughtBy: ['test/postgres/faults.test.ts'],
  },
  {
    id: 'postgres-2',
    item: 'F-18',
    guard: 'A commit that the standby has not confirmed is not reported as stored.',
    caughtBy: ['test/postgres/faults.test.ts'],
  },
  {
    id: 'postgres-3',
    item: 'D-11',
    guard: 'A transaction that conflicted with another is tried again.',
    caughtBy: engine,
  },
  {
    id: 'postgres-4',
    item: 'T-31',
    guard: 'A commit that changes authority runs alone on all nodes.',
    caughtBy: engine,
  },
  {
    id: 'postgres-5',
    item: 'T-31',
    guard: 'The facts that a guard has checked stay true until its commit is stored.',
    caughtBy: engine,
  },
  {
    id: 'postgres-6',
    item: 'P2',
    guard: 'A commit that fails stores nothing, and the commits beside it are stored.',
    caughtBy: engine,
  },
  {
    id: 'postgres-7',
    item: 'P3',
    guard: 'All reads of one request see the same moment.',
    caughtBy: engine,
  },
  {
    id: 'postgres-8',
    item: 'T-31',
    guard: 'A node never relies on a remembered caller without asking the database again.',
    caughtBy: ['test/postgres/nodes.test.ts'],
  },
  {
    id: 'postgres-9',
    item: 'D-11',
    guard: 'A PostgreSQL server that never flushes to disk is refused.',
    caughtBy: engine,
  },
  {
    id: 'postgres-10',
    item: 'F-13',
    guard: 'A database of a newer program is refused.',
    caughtBy: engine,
  },
  {
    id: 'postgres-11',
    item: 'F-18',
    guard: 'A read whose session has ended is repeated on another one.',
    caughtBy: engine,
  },
  {
    id: 'postgres-12',
    item: 'F-23',
    guard: 'No request waits longer than two seconds for a connection.',
    caughtBy: patience,
  },
  {
    id: 'postgres-13',
    item: 'F-23',
    guard: 'The health checks have a connection of their own.',
    caughtBy: ['test/postgres/exhausted.test.ts'],
  },
  {
    id: 'postgres-14',
    item: 'F-23',
    guard: 'A caller whose commit has waited is not kept waiting as long again by the next commit.',
    caughtBy: patience,
  },
  {
    id: 'postgres-15',
    item: 'F-24',
    guard: 'A connection to a server that falls silent is given up.',
    caughtBy: patience,
  },
  {
    id: 'postgres-16',
    item: 'F-23',
    guard: 'A connection keeps a limited number of prepared statements.',
    caughtBy: patience,
  },
  {
    id: 'postgres-17',
    item: 'T-46',
    guard: 'A node uses the time of the database for decisions about rows that all nodes share.',
    caughtBy: ['test/postgres/clocks.test.ts'],
  },
  {
    id: 'postgres-18',
    item: 'T-46',
    guard: 'A node whose clock is wrong is not ready.',
    caughtBy: ['test/postgres/clocks.test.ts'],
  },
  {
    id: 'postgres-19',
    item: 'F-12',
    guard: 'A migration takes as long as it needs, and a node that starts meanwhile waits for it.',
    caughtBy: ['test/postgres/long-migration.test.ts'],
  },
  {
    id: 'postgres-20',
    item: 'F-12',
    guard:
      'A migration gives up when another program holds a table: everybody would wait behind it.',
    caughtBy: ['test/postgres/long-migration.test.ts'],
  },
  {
    id: 'postgres-21',
    item: 'F-18',
    guard: 'A snapshot on a connection that was lost meanwhile is read on another one.',
    caughtBy: ['src/store/postgres/snapshot.test.ts'],
  },
  {
    id: 'postgres-22',
    item: 'F-18',
    guard:
      'A connection is used again only when nothing is under way on it and nothing has failed.',
    caughtBy: ['src/store/postgres/snapshot.test.ts'],
  },
  {
    id: 'postgres-23',
    item: 'T-46',
    guard: 'The time of a node is never behind that of the database.',
    caughtBy: ['src/clock.test.ts'],
  },
  {
    id: 'postgres-24',
    item: 'D-06',
    guard: 'Rows of a change tell what went with what it deleted, as rows of single commits do.',
    caughtBy: ['test/postgres/details-of-a-change.test.ts'],
  },
  {
    id: 'postgres-25',
    item: 'T-40',
    guard: 'A command for a store that was restored makes none in an empty database.',
    caughtBy: ['test/postgres/mark-restored.test.ts'],
  },
]
