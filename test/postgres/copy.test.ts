// A store that is copied to the other engine and back is the same store, even if a copy died on the way.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { newApiKey } from '../../src/keys/api-key.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import type { Seed } from '../../src/seed/seed.ts'
import { type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { postgresSide } from '../../src/store/copy/postgres-side.ts'
import { sqliteSide } from '../../src/store/copy/sqlite-side.ts'
import { copyStore, type Target } from '../../src/store/copy/store-copy.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { plantOverHttp } from '../seed/plant-over-http.ts'
import { attriumCommand } from '../start/program.ts'
import { freshDatabase } from './databases.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-copy-'))
const first = join(root, 'first')
const key = newApiKey(randomBytes)
let database: string
let plantedAt: number
const nothing: Seed = { groups: [], user_attributes: [], users: [] }
afterAll(() => rmSync(root, { recursive: true, force: true }))

type Flags = Parameters<typeof readSettings>[0]

/** The answers that the administrator gets about every object. */
async function answers(flags: Flags): Promise<string[]> {
  const settings = readSettings({ port: '0', logLevel: 'silent', ...flags }, {})
  const running = await serve(settings, { firstKey: key })
  try {
    const { ask, headers } = await signedIn(running)
    const texts: string[] = []
    const users = JSON.parse(await ask('/users?fields=id', { headers })) as { id: string }[]
    for (const { id } of users) {
      const query = 'all_values=true&include_unset=true'
      texts.push(await ask(`/users/${id}/attribute_values?${query}`, { headers }))
    }
    for (const path of ['/users', '/groups', '/roles', '/permission_sets', '/user_attributes']) {
      texts.push(await ask(path, { headers }))
    }
    const attrium = '/../attrium/1.0/changes'
    for (const { id } of JSON.parse(await ask(attrium, { headers })).changes) {
      texts.push(await ask(`${attrium}/${id}/result.csv`, { headers }))
    }
    texts.push(await pastOf(running).catch(() => 'no past'))
    return texts.map((text) => text.replaceAll(running.url, ''))
  } finally {
    await running.stop()
  }
}

async function signedIn(running: Running) {
  const ask = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${running.url}/api/4.0${path}`, init)).text()
  const body = new URLSearchParams({ ...key })
  const { access_token } = JSON.parse(await ask('/login', { method: 'POST', body }))
  return { ask, headers: { authorization: `token ${access_token}` } }
}

async function pastOf(running: Running): Promise<string> {
  const { catalogue, people, userIds } = await momentAt(running, new Date(plantedAt).toISOString())
  const held = await people(await userIds(undefined, 1000))
  return JSON.stringify([[...catalogue.attributes], [...catalogue.groups], [...held]])
}

/** Without statistics, PostgreSQL reads all of a large audit for each search. */
async function tablesWithStatistics(): Promise<string[]> {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    const { rows } = await client.query('select distinct cast(tablename as text) from pg_stats')
    return rows.map(({ tablename }) => tablename)
  } finally {
    await client.end()
  }
}

const copying = async (from: string, to: string, keyFile = join(first, 'master.key')) =>
  attriumCommand('copy', ['--from', from, '--to', to, '--master-key-file', keyFile]).ended

beforeAll(async () => {
  const settings = readSettings({ data: first, port: '0', logLevel: 'silent' }, {})
  const running = await serve(settings, { firstKey: key })
  await plantOverHttp(running, key, company)
  plantedAt = running.server.now()
  while (running.server.now() <= plantedAt) await pause(1)
  await plantOverHttp(running, key, { ...nothing, groups: [{ name: 'Later' }] })
  const { ask, headers } = await signedIn(running)
  const csv = { ...headers, 'content-type': 'text/csv' }
  const body = 'email,region\nmaya@acme.example,of a change'
  await ask('/../attrium/1.0/changes', { method: 'POST', headers: csv, body })
  await running.stop()
  database = await freshDatabase()
})

describe('a copy', () => {
  it('answers the same on PostgreSQL, and the same again back on SQLite', async () => {
    const before = await answers({ data: first })
    expect(before.at(-1)).toContain('Lindqvist')
    expect(before.join()).toContain('2,maya@acme.example,of a change,changed,')
    const there = await copying(`sqlite:${first}`, database)
    expect([there.code, there.stderr]).toEqual([
      0,
      expect.stringContaining('user_attribute_user_values '),
    ])
    expect(await tablesWithStatistics()).toEqual(
      expect.arrayContaining(['audit', 'user_attribute_user_values', 'users']),
    )
    const masterKeyFile = join(first, 'master.key')
    expect(await answers({ data: join(root, 'node'), database, masterKeyFile })).toEqual(before)
    const second = join(root, 'second')
    expect((await copying(database, `sqlite:${second}`)).code).toBe(0)
    expect(await answers({ data: second })).toEqual(before)
    const verified = await attriumCommand('audit', ['verify', '--state', '--data', second]).ended
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringMatching(
        /all chains intact[\s\S]*\nThe state: \d+ things, each as the audit says/,
      ),
    ])
  })

  it('is refused where there is a store already, and with another master key', async () => {
    const full = await copying(`sqlite:${first}`, database)
    expect([full.code, full.stderr]).toEqual([
      2,
      expect.stringContaining('already contains a store'),
    ])
    const other = join(root, 'other')
    await answers({ data: other })
    const wrong = await copying(`sqlite:${first}`, await freshDatabase(), join(other, 'master.key'))
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('master key')])
  })

  it('that died goes on where it was, and until then no server starts on it', async () => {
    const source = openConnection(join(first, 'attrium.db'), 'reader')
    const half = await freshDatabase()
    const client = new Client({ connectionString: half })
    await client.connect()
    try {
      let adds = 0
      const side = postgresSide(client)
      const dying: Target = {
        ...side,
        add: async (table, rows) => {
          if (++adds > 6) throw new Error('dead')
          await side.add(table, rows)
        },
      }
      await expect(copyStore(sqliteSide(source), dying, () => {})).rejects.toThrow('dead')
      const masterKeyFile = join(first, 'master.key')
      await expect(
        answers({ data: join(root, 'early'), database: half, masterKeyFile }),
      ).rejects.toThrow('finish the copy')
      const told: string[] = []
      await copyStore(sqliteSide(source), side, (table) => told.push(table))
      expect(told.at(-1)).toBe('keys')
      expect(await answers({ data: join(root, 'late'), database: half, masterKeyFile })).toEqual(
        await answers({ data: join(root, 'second') }),
      )
    } finally {
      source.close()
      await client.end()
    }
  })
})
