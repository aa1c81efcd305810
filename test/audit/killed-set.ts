// Checks that a commit of many values leaves nothing behind when its process is killed in the middle of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { AuditCheck } from '../../src/audit/chain-check.ts'
import { verifyAudit } from '../../src/audit/verification.ts'
import { auditKey } from '../../src/keys/data-keys.ts'
import { aCommit, insert, raw } from '../../src/store/conformance/rows.ts'
import type { Db } from '../../src/store/db.ts'
import { sql } from '../../src/store/statement.ts'
import { aSet, attribute, openStoreAt, usersOf } from './set-writer.ts'

const many = 2500

const values = raw<{ value: string; n: number }>(
  sql`select value, count(*) as n from user_attribute_user_values group by value`,
)
const rows = raw<{ n: number }>(sql`select count(*) as n from audit where operation = 'a set'`)

async function problemsOf(db: Db, keys: Parameters<typeof auditKey>[0]): Promise<string[]> {
  const problems: string[] = []
  await verifyAudit(db, new AuditCheck(auditKey(keys), [], (problem) => problems.push(problem)))
  return problems
}

/** Kills the process at the first part that it reports, then at the second; then lets it finish. */
export async function expectNothingHalfStored(place: string): Promise<void> {
  const users = usersOf(many)
  const opened = await openStoreAt(place)
  await opened.db.commit(
    aCommit(
      insert('user_attributes', {
        ...{ id: attribute.id, name: 'x', label: 'x', label_key: 'x' },
        type: 'string',
      }),
      raw(sql`insert into users (id, first_name, last_name, created_at)
        select cast(value as bigint), 'x', 'x', 1 from json_each(${JSON.stringify(users)})`),
    ),
  )
  await opened.db.commit(aSet(opened.keys, users, 'before'))
  await opened.db.close()
  let before = 'before'
  let sets = 1
  let killedInTime = 0
  for (const tellings of [1, 2, Number.POSITIVE_INFINITY]) {
    const value = `set after ${tellings}`
    expect(await write(place, value, tellings)).toBe(tellings === Number.POSITIVE_INFINITY)
    const { db, keys } = await openStoreAt(place)
    const [held, [audit]] = await db.read(values, rows)
    // The writer thread of SQLite may have finished before its process is killed.
    if (held[0]?.value === value) {
      before = value
      sets++
    } else killedInTime++
    expect(held).toEqual([{ value: before, n: many }])
    expect(audit?.n).toBe(many * sets)
    expect(await problemsOf(db, keys)).toEqual([])
    await db.close()
  }
  expect(before).toBe('set after Infinity')
  expect(killedInTime).toBeGreaterThan(0)
}

/** Whether the process reported that everything is stored; it kills itself after this many reports. */
async function write(place: string, value: string, tellings: number): Promise<boolean> {
  const script = fileURLToPath(new URL('./set-writer.js', import.meta.url))
  const child = spawn(process.execPath, [script, place, String(many), value, String(tellings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.on('data', (bytes) => {
    told += bytes
  })
  await once(child, 'close')
  return told === 'stored\n'
}
