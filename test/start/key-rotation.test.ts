// Rotation of keys, also when it stops at any step (F-28).

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDataDirectory } from '../../src/files/data-directory.ts'
import { keyRing } from '../../src/keys/key-ring.ts'
import { readSettings } from '../../src/settings.ts'
import { rotateMasterKey, rotateValueKey } from '../../src/start/key-rotation.ts'
import { Unavailable } from '../../src/store/db.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { openDatabaseFile } from '../../src/store/sqlite/file.ts'
import { storedUserValues } from '../../src/values/sealing-sql.ts'
import { altered } from '../support/altered-db.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser, hidden } from '../support/world.ts'
import { attriumCommand, freshDirectory } from './program.ts'

const { directory, remove } = freshDirectory()
let next = 0
let data: string
let attribute: string
const values = ['first canary', 'second canary', 'third canary']

beforeEach(async () => {
  data = join(directory, String(++next))
  await serving(async (server) => {
    const { id } = await anAttribute(server, { ...hidden, default_value: 'default canary' })
    attribute = id
    for (const value of values) {
      const user_id = await aUser(server)
      await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, { value })
    }
    const { name } = await anAttribute(server)
    const changes = [{ op: 'set_user_value', user_id: '1', attribute: name, value: 'canary' }]
    await server.api('POST', '/changes', { changes }, { base: '/api/attrium/1.0' })
  })
})
afterEach(remove)

async function serving(body: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await startServer({ directory: data })
  try {
    await body(server)
  } finally {
    await server.stop()
  }
}

/** The values that a newly started server can open, and the number of keys under which they are sealed. */
async function opened(): Promise<{ texts: string[]; keys: number }> {
  let found = { texts: [] as string[], keys: 0 }
  await serving(async ({ running }) => {
    const { db, keys } = running.server
    const key = { user_attribute_id: attribute as never }
    const [rows] = await db.read(storedUserValues({ ...key, after: '0', most: 1000 }))
    const texts = rows.map((row) => keys.hidden.open(row, { user_id: row.user_id, ...key }))
    found = { texts, keys: new Set(rows.map(({ value }) => value.split('.')[1])).size }
  })
  return found
}

/** Runs a rotation on a store whose n-th commit fails; returns whether the rotation finished. */
async function rotating(
  failing: number,
  rotate: (rotation: Parameters<typeof rotateValueKey>[0], file: string) => Promise<void>,
): Promise<boolean> {
  const owned = openDataDirectory(readSettings({ data }, {}))
  const { masterKey, databaseFile, masterKeyFile = '' } = owned
  const onFatal = () => {}
  const { db, keys } = await openDatabaseFile(databaseFile, { masterKey, now: Date.now(), onFatal })
  let commits = 0
  const dying = altered(db, {
    commit: async (commit) => {
      if (++commits === failing) throw new Unavailable('dead')
      return db.commit(commit)
    },
  })
  try {
    await rotate({ db: dying, keys, masterKey, now: Date.now }, masterKeyFile)
    return true
  } catch (error) {
    expect(error).toEqual(new Unavailable('dead'))
    return false
  } finally {
    await db.close()
    owned.release()
  }
}

describe('a new key for hidden values', () => {
  test('seals all of them, whichever commit of it dies', async () => {
    for (let failing = 1; ; failing++) {
      const done = await rotating(failing, rotateValueKey)
      expect(await opened()).toEqual({ texts: values, keys: 1 })
      if (done) break
      expect(failing).toBeLessThan(20)
    }
  })

  test('is made by the command', async () => {
    const before = keyOf((await valuesIn())[0])
    const { code, stdout } = await attriumCommand('key', ['rotate', '--data', data]).ended
    expect([code, stdout]).toEqual([0, 'new key for hidden values\n'])
    expect(resultKeys()).toEqual([{ key_id: newestKey() }])
    expect(await opened()).toEqual({ texts: values, keys: 1 })
    expect(keyOf((await valuesIn())[0])).not.toBe(before)
  })
})

const inFile = (text: string) => {
  const connection = openConnection(join(data, 'attrium.db'), 'reader')
  try {
    return connection.prepare(text).all() as Record<string, number>[]
  } finally {
    connection.close()
  }
}
const resultKeys = () => inFile('select key_id from change_results')
const newestKey = () => inFile("select max(id) as id from keys where purpose = 'value'")[0]?.['id']

const keyOf = (sealed = '') => sealed.split('.')[1]
async function valuesIn(): Promise<string[]> {
  let found: string[] = []
  await serving(async ({ running }) => {
    const key = { user_attribute_id: attribute as never, after: '0', most: 1000 }
    const [rows] = await running.server.db.read(storedUserValues(key))
    found = rows.map(({ value }) => value)
  })
  return found
}

describe('a new master key', () => {
  const file = () => join(data, 'master.key')

  test('opens everything and the old one nothing', async () => {
    const old = readFileSync(file(), 'utf8')
    const { code, stderr } = await attriumCommand('key', ['rotate', '--master', '--data', data])
      .ended
    expect([code, stderr]).toEqual([0, ''])
    expect(readFileSync(file(), 'utf8')).not.toBe(old)
    expect(await opened()).toEqual({ texts: values, keys: 1 })
    writeFileSync(file(), old)
    await expect(startServer({ directory: data })).rejects.toThrow('The master key does not open')
  })

  test('is not taken when the rotation dies before the store has it', async () => {
    const old = readFileSync(file(), 'utf8')
    expect(await rotating(1, rotateMasterKey)).toBe(false)
    expect(await opened()).toEqual({ texts: values, keys: 1 })
    expect(readFileSync(file(), 'utf8')).toBe(old)
    expect(existsSync(`${file()}.next`)).toBe(false)
  })

  test('is put in its place by the next start when the rotation dies after the store has it', async () => {
    const kept = join(directory, `old-${next}.key`)
    copyFileSync(file(), kept)
    await rotating(0, rotateMasterKey)
    const taken = readFileSync(file(), 'utf8')
    writeFileSync(`${file()}.next`, taken, { mode: 0o600 })
    copyFileSync(kept, file())
    expect(await opened()).toEqual({ texts: values, keys: 1 })
    expect(readFileSync(file(), 'utf8')).toBe(taken)
  })
})

test('a directory without a store is refused, and stays as it is', async () => {
  const empty = join(directory, 'empty')
  const { code, stderr } = await attriumCommand('key', ['rotate', '--data', empty]).ended
  expect([code, stderr]).toEqual([2, expect.stringContaining('has no database; name a data')])
  expect(existsSync(empty)).toBe(false)
})

test('a store without a key for values is refused', () => {
  expect(() => keyRing([])).toThrow('has lost its')
})
