// Guards of what is kept before a store is migrated, and of giving it back.
import type { Guard } from './guard.ts'

const migrating = ['test/backup/before-migration.test.ts']
const encrypting = ['test/backup/encrypted-backup.test.ts']
const failing = ['test/faults/backup-before-migration.test.ts']

export const migrationGuards: readonly Guard[] = [
  {
    id: 'migration-1',
    item: 'D-14',
    guard: 'A store of an older schema is backed up before it is migrated.',
    file: 'src/store/sqlite/file.ts',
    old: 'await beforeMigration(older)',
    new: '',
    caughtBy: migrating,
  },
  {
    id: 'migration-2',
    item: 'T-14',
    guard: 'A backup from before a migration is encrypted.',
    file: 'src/backup/backup-file.ts',
    old: 'yield cipher.update(chunk)',
    new: 'yield chunk',
    caughtBy: migrating,
  },
  {
    id: 'migration-3',
    item: 'F-12',
    guard: 'A backup from before a migration has its name on disk before anything is migrated.',
    file: 'src/backup/before-migration.ts',
    old: '    syncDirectoryOf(file)\n',
    new: '',
    caughtBy: failing,
  },
  {
    id: 'migration-4',
    item: 'F-12',
    guard: 'A backup from before a migration has its name only when it is whole.',
    file: 'src/backup/before-migration.ts',
    old: '.partial`',
    new: '`',
    caughtBy: failing,
  },
  {
    id: 'migration-5',
    item: 'D-14',
    guard: 'A damaged database is not migrated.',
    file: 'src/backup/before-migration.ts',
    old: 'if (!isSound(databaseFile)) {',
    new: 'if (!databaseFile) {',
    caughtBy: migrating,
  },
  {
    id: 'migration-6',
    item: 'D-14',
    guard: 'There is no backup of two states of a store.',
    file: 'src/backup/backup-file.ts',
    old: '!== sha256) throw disturbed()',
    new: "=== '') throw disturbed()",
    caughtBy: encrypting,
  },
  {
    id: 'migration-7',
    item: 'F-15',
    guard: 'No token lives on in a store that is restored with its older schema.',
    file: 'src/backup/restore.ts',
    old: 'const statements = revokeEverythingIn(origin.manifest.schema)',
    new: "const statements = revokeEverythingIn('').slice(1)",
    caughtBy: migrating,
  },
  {
    id: 'migration-8',
    item: 'D-14',
    guard: 'A restore with the older schema is recorded in the chain of the audit.',
    file: 'src/store/sqlite/older-file.ts',
    old: 'addToAudit(connection, masterKey, auditCells(audit))',
    new: '',
    caughtBy: migrating,
  },
  {
    id: 'migration-9',
    item: 'D-14',
    guard: 'No store of an older schema is migrated by a copy into it.',
    file: 'src/cli/copy.ts',
    old: 'refuseOlder(connection)',
    new: '',
    caughtBy: migrating,
  },
]
