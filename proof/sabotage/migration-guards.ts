// Guards of the backup before a migration, and of restoring it.
import type { Guard } from './guard.ts'

const migrating = ['test/backup/before-migration.test.ts']
const encrypting = ['test/backup/encrypted-backup.test.ts']
const failing = ['test/backup/failing-disk.test.ts']

export const migrationGuards: readonly Guard[] = [
  {
    id: 'migration-1',
    item: 'D-14',
    guard: 'A store of an older schema is backed up before it is migrated.',
    caughtBy: migrating,
  },
  {
    id: 'migration-2',
    item: 'T-14',
    guard: 'A backup that is made before a migration is encrypted.',
    caughtBy: migrating,
  },
  {
    id: 'migration-3',
    item: 'F-12',
    guard:
      'A backup that is made before a migration has its name on disk before the migration begins.',
    caughtBy: failing,
  },
  {
    id: 'migration-4',
    item: 'F-12',
    guard: 'A backup that is made before a migration gets its name only when it is complete.',
    caughtBy: failing,
  },
  {
    id: 'migration-5',
    item: 'D-14',
    guard: 'A damaged database is not migrated.',
    caughtBy: migrating,
  },
  {
    id: 'migration-6',
    item: 'D-14',
    guard: 'A backup never mixes two states of a store.',
    caughtBy: encrypting,
  },
  {
    id: 'migration-7',
    item: 'F-15',
    guard: 'No token remains valid in a store that is restored with its older schema.',
    caughtBy: migrating,
  },
  {
    id: 'migration-8',
    item: 'D-14',
    guard: 'A restore with the older schema is recorded in the audit chain.',
    caughtBy: migrating,
  },
  {
    id: 'migration-9',
    item: 'D-14',
    guard: 'Copying into a store of an older schema does not migrate it.',
    caughtBy: migrating,
  },
]
