// Hidden values are unreadable in the file, its log and its audit, whenever they were stored (D-04, T-13, T-14).

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditPage } from '../../src/audit/sql.ts'
import type { Place } from '../../src/domain/stored-value.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { type Db, Unavailable } from '../../src/store/db.ts'
import { prepare, sql } from '../../src/store/statement.ts'
import { setUserValue } from '../../src/values/user-value-sql.ts'
import { altered } from '../support/altered-db.ts'
import { fitToStore } from '../support/fit-to-store.ts'
import { engine, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, change, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const canary = (name: string) => `canary-${name}-7f3a91`

/** Skips the socket of a running server, which is not a regular file. */
const filesWith = (directory: string, text: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(directory, entry.name)).includes(text))
    .map(({ name }) => name)

/**
 * The names of the files of the data directory that contain the text, including free pages and the log. On
 * PostgreSQL, whose files cannot be read, the rows that contain it.
 */
async function placesWith(text: string): Promise<unknown[]> {
  if (engine === 'SQLite') {
    return filesWith(server.directory, text)
  }
  const [values, audit] = await server.running.server.db.read(storedRows, auditPage({ after: 0 }))
  return [...values, ...audit].filter((row) => JSON.stringify(row).includes(text))
}

const storedRows = prepare((writer) => ({
  compile: () =>
    sql`select 'user' as owner, cast(user_id as text) as id, value, version,
        cast(user_attribute_id as text) as user_attribute_id
        from user_attribute_user_values
      union all select 'group', cast(group_id as text), value, version,
        cast(user_attribute_id as text) from user_attribute_group_values
      union all select 'default', cast(id as text), default_value, default_version,
        cast(id as text) from user_attributes where default_value is not null`.compile(writer),
}))({})
type StoredRow = {
  owner: 'user' | 'group' | 'default'
  id: string
  value: string
  version: string | null
  user_attribute_id: string
}

async function rowsOf(user_attribute_id: string): Promise<StoredRow[]> {
  const [rows] = await server.running.server.db.read(storedRows)
  return (rows as StoredRow[]).filter((row) => row.user_attribute_id === user_attribute_id)
}

function placeOf({ owner, id, user_attribute_id }: StoredRow): Place {
  if (owner === 'user') return { user_id: id, user_attribute_id }
  return owner === 'group' ? { group_id: id, user_attribute_id } : { user_attribute_id }
}

const opened = (row: StoredRow) => server.running.server.keys.hidden.open(row, placeOf(row))

/** Sets a value everywhere it can be set; returns the canaries. */
async function setEverywhere(id: string, kind: string): Promise<string[]> {
  const group_id = await aGroup(server)
  const other = await aGroup(server)
  const user_id = await aUser(server)
  const values = ['user', 'group', 'list', 'default'].map((place) => canary(`${kind}-${place}`))
  const [user = '', group = '', list = '', fallback = ''] = values
  await server.api('POST', `/user_attributes/${id}/group_values`, [
    { group_id: other, value: list },
  ])
  await server.api('PATCH', `/groups/${group_id}/attribute_values/${id}`, { value: group })
  await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, { value: user })
  await server.api('PATCH', `/user_attributes/${id}`, { default_value: fallback })
  return values
}

describe('values of a hidden attribute', () => {
  it('are sealed for their place, the default that it is created with too', async () => {
    const { id } = await anAttribute(server, { ...hidden, default_value: canary('born') })
    expect((await rowsOf(id)).map(opened)).toEqual([canary('born')])
    expect(await placesWith(canary('born'))).toEqual([])
    const values = await setEverywhere(id, 'set')
    const rows = await rowsOf(id)
    expect(rows.map(opened).sort()).toEqual([...values].sort())
    for (const value of values) expect(await placesWith(value)).toEqual([])
  })

  it('open nowhere else: not for another owner, another attribute, from before, or changed', async () => {
    const { id } = await anAttribute(server, hidden)
    const { id: other } = await anAttribute(server, hidden)
    await setEverywhere(id, 'swap')
    await setEverywhere(other, 'swap')
    const rows = [...(await rowsOf(id)), ...(await rowsOf(other))]
    for (const row of rows) {
      for (const place of rows) {
        if (row === place) continue
        const moved = { ...row, ...placeOf(place), owner: place.owner, id: place.id }
        expect(() => opened(moved)).toThrow()
        expect(() => opened({ ...moved, version: place.version })).toThrow()
      }
      expect(() => opened({ ...row, version: 'earlier' })).toThrow()
      expect(() => opened({ ...row, version: null })).toThrow()
      for (const at of [0, 5, 20, row.value.length - 1]) {
        const letter = row.value[at] === 'A' ? 'B' : 'A'
        const value = row.value.slice(0, at) + letter + row.value.slice(at + 1)
        expect(() => opened({ ...row, value })).toThrow()
      }
      expect(() => opened({ ...row, value: row.value.slice(0, -6) })).toThrow()
    }
  })
})

describe('an attribute that becomes hidden', () => {
  it('leaves nothing readable: not in rows, audit, free pages or log', async () => {
    const { id } = await anAttribute(server)
    const values = await setEverywhere(id, 'was-plain')
    await setEverywhere(id, 'was-plain')
    for (const value of values) expect(await placesWith(value)).not.toEqual([])
    const { status } = await server.api('PATCH', `/user_attributes/${id}`, hidden)
    expect(status).toBe(200)
    for (const value of values) expect(await placesWith(value)).toEqual([])
    const rows = await rowsOf(id)
    expect(new Set(rows.map(opened))).toEqual(new Set(values))
    const [audit] = await server.running.server.db.read(auditPage({ after: 0 }))
    const changes = audit.filter((row) => row.user_attribute_id === id)
    expect(changes.filter((row) => row.redacted !== null).length).toBeGreaterThan(values.length)
    expect(changes.every((row) => row.new_value === null)).toBe(true)
  })

  it('keeps its default and its type when it is changed without naming them', async () => {
    const { id, name } = await anAttribute(server, {
      ...hidden,
      type: 'number',
      default_value: '41',
    })
    const { status, json } = await server.api('PATCH', `/user_attributes/${id}`, {
      label: `Label of ${name}`,
      default_value: 'DEFAULT_IS_SET',
    })
    expect([status, json.default_value]).toEqual([200, 'DEFAULT_IS_SET'])
    expect((await rowsOf(id)).map(opened)).toEqual(['41'])
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: '42' })
    expect((await rowsOf(id)).map(opened)).toEqual(['42'])
  })

  it('is sealed by the next start when the server could not go on', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'attrium-sealing-'))
    let sealed = 0
    const failing = (db: Db): Db =>
      altered(db, {
        commit: async (commit) => {
          if (commit.audit.operation === 'seal_hidden_values' && ++sealed > 1) {
            throw new Unavailable('the disk is full')
          }
          return db.commit(commit)
        },
      })
    const first = await startServer({ directory, wrapDb: failing })
    const { id } = await anAttribute(first)
    const users = [await aUser(first), await aUser(first)]
    for (const user_id of users) {
      await first.api('PATCH', `/users/${user_id}/attribute_values/${id}`, {
        value: canary('late'),
      })
    }
    const answer = await first.api('PATCH', `/user_attributes/${id}`, hidden)
    expect([answer.status, answer.headers['x-attrium-sealing']]).toEqual([200, 'under way'])
    const seen = await first.api('GET', `/user_attributes/${id}`)
    expect(seen.headers['x-attrium-sealing']).toBe('under way')
    const shown = await first.api(
      'GET',
      `/users/${users[0]}/attribute_values?user_attribute_ids=${id}`,
    )
    expect(shown.text).not.toContain(canary('late'))
    await first.stop()
    const second = await startServer({ directory })
    const held = filesWith(directory, canary('late'))
    const done = await second.api('GET', `/user_attributes/${id}`)
    expect(done.headers['x-attrium-sealing']).toBe(undefined)
    await second.stop()
    rmSync(directory, { recursive: true })
    expect(held).toEqual([])
  })

  it('is no system attribute: the user record shows those', async () => {
    const { status, json } = await server.api('PATCH', '/user_attributes/11', hidden)
    expect([status, json.errors[0].field]).toEqual([422, 'value_is_hidden'])
  })
})

describe('a hidden attribute named locale', () => {
  // The field `locale` of a user is the attribute with that name.
  beforeAll(async () => {
    await server.api('DELETE', '/user_attributes/11')
    await anAttribute(server, { ...hidden, name: 'locale', label: 'Locale' })
  })

  it('is sealed when the field of a user sets it', async () => {
    const user_id = await aUser(server)
    const text = canary('locale-of-user')
    const { status, json } = await server.api('PATCH', `/users/${user_id}`, { locale: text })
    expect([status, json.locale]).toEqual([200, null])
    expect(await placesWith(text)).toEqual([])
    const [rows] = await server.running.server.db.read(storedRows)
    const row = (rows as StoredRow[]).find((each) => each.owner === 'user' && each.id === user_id)
    expect(row && opened(row)).toBe(text)
  })

  it('is refused for a user who is being created, and nothing is stored', async () => {
    const text = canary('locale-of-new-user')
    const before = (await server.api('GET', '/users?fields=id')).json.length
    const { status, json } = await server.api('POST', '/users', { locale: text })
    expect([status, json.errors[0].field]).toEqual([422, 'locale'])
    expect(JSON.stringify(json)).not.toContain(text)
    expect((await server.api('GET', '/users?fields=id')).json.length).toBe(before)
    expect(await placesWith(text)).toEqual([])
  })
})

describe('a readable value of a hidden attribute, as older versions have left them', () => {
  it('is sealed by the next start, whatever the flag of the attribute says', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'attrium-readable-'))
    const first = await startServer({ directory })
    const { id } = await anAttribute(first, hidden)
    const user_id = await aUser(first)
    const text = canary('left-readable')
    await change(first, [
      setUserValue(
        { user_id: user_id as UserId, user_attribute_id: id as UserAttributeId },
        fitToStore(text),
      ),
    ])
    const held = async ({ running }: TestServer) => {
      const [rows] = await running.server.db.read(storedRows)
      return (rows as StoredRow[]).find((row) => row.owner === 'user' && row.id === user_id)
    }
    expect((await held(first))?.value).toBe(text)
    await first.stop()
    const second = await startServer({ directory })
    const row = await held(second)
    expect(row?.value).not.toContain(text)
    expect(row && second.running.server.keys.hidden.open(row, placeOf(row))).toBe(text)
    await second.stop()
    rmSync(directory, { recursive: true })
  })
})
