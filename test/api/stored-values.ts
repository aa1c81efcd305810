// Values as the store of a test server holds them, opened when they are sealed.

import { storedDefaultOf as readDefault, storedGroupValues } from '../../src/domain/sealing-sql.ts'
import type { UserAttributeId } from '../../src/ids.ts'
import type { HeldCells, Place } from '../../src/keys/hidden-value.ts'
import type { TestServer } from '../server.ts'

/** Undefined when the attribute has no default. */
export async function storedDefaultOf(server: TestServer, id: string) {
  const key = { user_attribute_id: id as UserAttributeId }
  const [[stored]] = await server.running.server.db.read(readDefault(key))
  return stored && opened(server, stored, key)
}

/** Undefined when the group has no value. */
export async function groupValueIn(server: TestServer, id: string, group_id: string) {
  const key = { user_attribute_id: id as UserAttributeId }
  const [rows] = await server.running.server.db.read(storedGroupValues(key))
  const stored = rows.find((row) => row.group_id === group_id)
  return stored && opened(server, stored, { ...key, group_id })
}

function opened({ running }: TestServer, stored: HeldCells, place: Place): string {
  return stored.version === null ? stored.value : running.server.keys.hidden.open(stored, place)
}
