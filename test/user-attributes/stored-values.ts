// The values in the store of a test server, opened if they are sealed.

import type { Place, StoredCells } from '../../src/domain/stored-value.ts'
import type { UserAttributeId } from '../../src/ids.ts'
import { storedDefaultOf as readDefault, storedGroupValues } from '../../src/values/sealing-sql.ts'
import type { TestServer } from '../support/server.ts'

/** Undefined if the attribute has no default. */
export async function storedDefaultOf(server: TestServer, id: string) {
  const key = { user_attribute_id: id as UserAttributeId }
  const [[stored]] = await server.running.server.db.read(readDefault(key))
  return stored && opened(server, stored, key)
}

/** Undefined if the group has no value. */
export async function groupValueIn(server: TestServer, id: string, group_id: string) {
  const key = { user_attribute_id: id as UserAttributeId }
  const [rows] = await server.running.server.db.read(
    storedGroupValues({ ...key, after: '0', most: 1000 }),
  )
  const stored = rows.find((row) => row.group_id === group_id)
  return stored && opened(server, stored, { ...key, group_id })
}

function opened({ running }: TestServer, stored: StoredCells, place: Place): string {
  return stored.version === null ? stored.value : running.server.keys.hidden.open(stored, place)
}
