// A process that sets a value of many users in one commit and reports its progress, so that it can be killed meanwhile.
// `node set-writer.js FILE-OR-URL USERS VALUE TELLINGS`: it kills itself after this many reports.
import { auditRow, byServer } from '../../src/audit/audit-row.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { keyRing } from '../../src/keys/key-ring.ts'
import type { Commit } from '../../src/store/db.ts'
import { openPostgres } from '../../src/store/postgres/engine.ts'
import { openDatabaseFile } from '../../src/store/sqlite/file.ts'
import { userValuesChange } from '../../src/values/value-change.ts'

export const masterKey = Buffer.alloc(32, 7)
export const attribute = { id: '17' as UserAttributeId, value_is_hidden: false }
export const usersOf = (count: number) =>
  Array.from({ length: count }, (_, at) => String(10 + at) as UserId)

export const openStoreAt = (place: string) =>
  place.startsWith('postgres')
    ? openPostgres(place, { masterKey, warn: () => undefined })
    : openDatabaseFile(place, { masterKey, now: 1, onFatal: () => undefined })

/** One commit with an audit row for each user. */
export function aSet(
  keys: Parameters<typeof keyRing>[0],
  users: readonly UserId[],
  value: string,
): Commit {
  const values = users.map((user_id) => ({ user_id, value }))
  const { statements, audit } = userValuesChange(keyRing(keys).hidden, attribute, values)
  const [first, ...more] = audit.map((subject) => auditRow(byServer('a set', 1), subject))
  if (first === undefined) throw new Error('a set has at least one user')
  return { statements, audit: first, more, changesAuthority: false }
}

const [, script = '', place = '', count = '', value = '', tellings = ''] = process.argv
if (script.endsWith('set-writer.js')) {
  const { db, keys } = await openStoreAt(place)
  let told = 0
  await db.commitAll([aSet(keys, usersOf(Number(count)), value)], () => {
    if (++told === Number(tellings)) process.kill(process.pid, 'SIGKILL')
  })
  process.stdout.write('stored\n')
  await db.close()
}
