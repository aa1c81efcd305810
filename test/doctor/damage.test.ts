// F-14: damage anywhere in a file is found, or no protected row has changed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examineStore } from '../../src/cli/doctor.ts'
import { keyRing } from '../../src/keys/key-ring.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { newSite, type Site } from '../backup/site.ts'
import { numberFrom, type Random, randomFrom } from '../support/random.ts'
import { anAttribute, aUser, hidden } from '../support/world.ts'

const seed = numberFrom('DOCTOR_SEED', Date.now() % 1_000_000)
const rounds = 200
const pageBytes = 4096

let site: Site
let file: string
beforeAll(async () => {
  site = newSite()
  file = join(site.data, 'attrium.db')
  const server = await site.start()
  const attributes = [await anAttribute(server), await anAttribute(server, hidden)]
  for (let at = 0; at < 60; at++) {
    const user_id = await aUser(server)
    const value = { value: `value ${at}`.repeat(20) }
    for (const { id } of attributes) {
      await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, value)
    }
  }
  await server.stop()
})
afterAll(() => site.end())

/** Changes one bit, cuts off the end, or swaps two pages. */
function damaged(whole: Buffer, random: Random): { bytes: Buffer; how: string } {
  const [at, other] = [random.below(whole.length), random.below(whole.length)]
  const bytes = Buffer.from(whole)
  const kind = random.below(4)
  if (kind === 0) return { bytes: bytes.subarray(0, at), how: `cut at ${at}` }
  if (kind === 1) {
    const [one, two] = [at, other].map((byte) => Math.floor(byte / pageBytes) * pageBytes)
    whole.copy(bytes, one, two, (two ?? 0) + pageBytes)
    whole.copy(bytes, two, one, (one ?? 0) + pageBytes)
    return { bytes, how: `pages at ${one} and ${two} swapped` }
  }
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return { bytes, how: `a bit at ${at}` }
}

const settings = () => readSettings({ data: site.data }, {})

/** The authenticated data: the audit, its heads, and the hidden values. */
async function protectedRows(): Promise<unknown[]> {
  const database = new Database(file, { readonly: true })
  const [audit, heads, values] = [
    'select * from audit order by sequence',
    'select * from audit_chains',
    `select cast(user_id as text) as user_id, cast(user_attribute_id as text) as user_attribute_id,
      value, version from user_attribute_user_values where version is not null order by user_id`,
  ].map((text) => database.prepare(text).all())
  database.close()
  const { db, keys } = await openStoreToRead(settings())
  await db.close()
  const { open } = keyRing(keys).hidden
  const sealed = values as {
    user_id: string
    user_attribute_id: string
    value: string
    version: string
  }[]
  return [audit, heads, sealed.map((row) => open(row, row))]
}

test(`damage is found or touches nothing protected (DOCTOR_SEED=${seed})`, async () => {
  const random = randomFrom(seed)
  const whole = readFileSync(file)
  const before = await protectedRows()
  expect(before[2]).toHaveLength(60)
  let found = 0
  for (let round = 0; round < rounds; round++) {
    const { bytes, how } = damaged(whole, random)
    writeFileSync(file, bytes)
    const findings = await examineStore(settings())
    expect(readFileSync(file).equals(bytes)).toBe(true)
    if (findings.some(({ problems }) => problems.length > 0)) found++
    else expect([how, await protectedRows()]).toEqual([how, before])
  }
  writeFileSync(file, whole)
  console.log(`F-14 rounds=${rounds} found=${found} seed=${seed}`)
  expect(found).toBeGreaterThan(rounds / 4)
})
