// Guards of backups, of restoring them, and of the database that a server starts from.
import type { Guard } from './guard.ts'

const making = ['test/backup/backup.test.ts']
const restoring = ['test/backup/refusals.test.ts', 'test/backup/restore.test.ts']
const copying = ['src/store/sqlite/file-copy.test.ts']

export const backupGuards: readonly Guard[] = [
  {
    id: 'backup-1',
    item: 'F-29',
    guard: 'A backup shows one moment, even while commits go on.',
    caughtBy: copying,
  },
  {
    id: 'backup-2',
    item: 'T-03',
    guard: 'The free pages of a backup hold nothing that was deleted.',
    caughtBy: copying,
  },
  {
    id: 'backup-3',
    item: 'T-03',
    guard: 'Access tokens are left out of a backup.',
    caughtBy: making,
  },
  {
    id: 'backup-4',
    item: 'T-03',
    guard: 'The secrets behind account links and password links are left out of a backup.',
    caughtBy: making,
  },
  {
    id: 'backup-5',
    item: 'F-29',
    guard: 'A backup gets its final name only when all of it is on disk.',
    caughtBy: making,
  },
  {
    id: 'backup-6',
    item: 'T-40',
    guard: 'A backup never overwrites an existing file.',
    caughtBy: making,
  },
  {
    id: 'backup-7',
    item: 'T-14',
    guard: 'No backup is made while values of a hidden attribute are still unencrypted.',
    caughtBy: making,
  },
  {
    id: 'backup-8',
    item: 'D-14',
    guard: 'A backup is not restored if its database has changed since it was written.',
    caughtBy: restoring,
  },
  {
    id: 'backup-9',
    item: 'D-14',
    guard: 'The description inside a backup is sealed with the master key.',
    caughtBy: restoring,
  },
  {
    id: 'backup-10',
    item: 'D-14',
    guard: 'A damaged database is not restored, even from a backup that is intact itself.',
    caughtBy: restoring,
  },
  {
    id: 'backup-11',
    item: 'T-40',
    guard: 'An existing database is replaced only when the operator asks for it.',
    caughtBy: restoring,
  },
  {
    id: 'backup-12',
    item: 'F-15',
    guard: 'A restore ends every token, whatever the backup holds.',
    caughtBy: restoring,
  },
  {
    id: 'backup-13',
    item: 'F-14',
    guard: 'The WAL of a damaged database is never read into the database that replaces it.',
    caughtBy: restoring,
  },
  {
    id: 'backup-14',
    item: 'F-15',
    guard: 'The database that a restore replaces is kept.',
    caughtBy: restoring,
  },
  {
    id: 'backup-15',
    item: 'T-14',
    guard: 'The WAL is emptied after a scrub even if another reader was active.',
    caughtBy: ['src/store/sqlite/scrub.test.ts'],
  },
  {
    id: 'backup-16',
    item: 'F-14',
    guard: 'doctor finds a value that does not fit its type.',
    caughtBy: ['test/doctor/doctor.test.ts'],
  },
]
