// A restore brings back only the data of the backup, only where it belongs, and without any token (D-14, F-15, T-40).
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newestAudit } from '../../src/audit/sql.ts'
import type { UserId } from '../../src/ids.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import { endPrograms } from '../start/program.ts'
import { keyIn, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'
import { newSite, refused, type Site, said } from './site.ts'

let site: Site
let server: TestServer
let backup: string
let attribute: string
beforeEach(async () => {
  site = newSite()
  server = await site.start()
  backup = site.path('one')
  attribute = (await anAttribute(server)).id
  await set('backed up')
  await said(site.run('backup', [backup]))
})
afterEach(async () => {
  endPrograms()
  await site.end()
})

async function set(value: string): Promise<void> {
  const { status } = await server.api('PATCH', `/users/1/attribute_values/${attribute}`, { value })
  expect(status).toBe(200)
}

/** The value that a server on this directory returns to somebody who has just signed in. */
async function valueIn(directory: string): Promise<string> {
  copyFileSync(join(site.data, 'looker.ini'), join(directory, 'looker.ini'))
  const restored = await site.start(directory)
  const path = `/users/1/attribute_values?user_attribute_ids=${attribute}`
  const { json } = await restored.api('GET', path)
  await restored.stop()
  return json[0].value
}

const audited = (directory: string) => {
  const database = new Database(join(directory, 'attrium.db'), { readonly: true })
  const rows = database.prepare('select operation, details from audit order by sequence').all()
  database.close()
  return rows as { operation: string; details: string }[]
}

describe('a restored database', () => {
  it('tells the past up to the backup, and from the restoration on', async () => {
    const { db, now } = server.running.server
    const [[newest]] = await db.read(newestAudit)
    const backedUp = newest?.at ?? 0
    while (now() <= backedUp + 1) await pause(1)
    await set('later')
    const lost = now()
    const place = site.emptyPlace()
    await said(site.run('restore', [backup], place))
    copyFileSync(join(site.data, 'looker.ini'), join(place, 'looker.ini'))
    const { running } = await site.start(place)
    const ask = async (at: number) => {
      const moment = await momentAt(running, new Date(at).toISOString())
      return (await moment.people(['1' as UserId])).get('1' as UserId)?.values[attribute]
    }
    expect(await ask(backedUp)).toBe('backed up')
    const refused = await ask(lost).catch((error) => error)
    expect(refused.problems[0]).toMatchObject({ field: 'as_of' })
    expect(refused.problems[0].message).toContain(new Date(backedUp).toISOString())
    expect(await ask(running.server.now())).toBe('backed up')
  })

  it('is what it was when the backup was made', async () => {
    await set('later')
    const place = site.emptyPlace()
    await said(site.run('restore', [backup], place))
    expect((statSync(join(place, 'attrium.db')).mode & 0o777).toString(8)).toBe('600')
    expect(readdirSync(place).sort()).toEqual([
      'attrium.db',
      'attrium.lock',
      'attrium.pid',
      'master.key',
    ])
    expect(await valueIn(place)).toBe('backed up')
    const checked = await said(site.run('doctor', [], place))
    expect(checked).not.toContain('WRONG')
    expect(checked).toMatch(/ok {5}state: \d+ things, each as the audit says/)
  })

  it('takes no token from before, and the API keys it had', async () => {
    const old = [server.token, (await server.logIn(keyIn(server.lookerIni))).token]
    await server.stop()
    await said(site.run('restore', [backup, '--replace']))
    const restored = await site.start()
    for (const token of old) {
      expect((await restored.callerWith(token).api('GET', '/user')).status).toBe(401)
    }
    expect((await restored.api('GET', '/user')).status).toBe(200)
  })

  it('of another program takes no token from before once it is marked, when no server runs', async () => {
    expect(await refused(site.run('mark-restored'))).toContain('Another Attrium server')
    await server.stop()
    expect(await said(site.run('mark-restored'))).toContain('Every access token')
    expect(audited(site.data).at(-1)?.operation).toBe('restored')
    const marked = await site.start()
    expect((await marked.callerWith(server.token).api('GET', '/user')).status).toBe(401)
    expect((await marked.api('GET', '/user')).status).toBe(200)
    expect(await refused(site.run('mark-restored', [], site.emptyPlace()))).toContain('no database')
  })

  it('says in its audit where it comes from, and the chain goes on', async () => {
    await set('later')
    await server.stop()
    const before = audited(site.data)
    const said1 = await said(site.run('restore', [backup, '--replace']))
    expect(said1).toContain('1 later audit row')
    const rows = audited(site.data)
    const [restored] = rows.slice(-1)
    expect(rows.slice(0, -1)).toEqual(before.slice(0, rows.length - 1))
    expect(restored?.operation).toBe('restored')
    const { backup: from, replaced } = JSON.parse(restored?.details ?? '')
    expect(from.audit_heads[0].chain_sequence).toBe(rows.length - 1)
    expect(replaced[0].chain_sequence).toBe(before.length)
    expect(await said(site.run('doctor'))).toContain(`ok     audit: ${rows.length} rows`)
  })
})

describe('what was there', () => {
  it('is kept whole, with what was written since', async () => {
    await set('later')
    await server.stop()
    await said(site.run('restore', [backup, '--replace']))
    const [kept = '', ...more] = readdirSync(site.data).filter((name) => name.includes('before'))
    expect(more).toEqual([])
    expect(kept).toMatch(/^attrium\.db\.before-restore-\d{8}T\d{6}Z$/)
    const place = site.emptyPlace()
    copyFileSync(join(site.data, kept), join(place, 'attrium.db'))
    expect(await valueIn(place)).toBe('later')
    expect(await valueIn(site.data)).toBe('backed up')
  })

  it('is put aside also when it is damaged, with its WAL, which never reaches the new one', async () => {
    await server.stop()
    const file = join(site.data, 'attrium.db')
    const wal = `${file}-wal`
    const writer = new Database(file)
    writer.exec('create table later (word text)')
    const walBytes = readFileSync(wal)
    writer.close()
    writeFileSync(wal, walBytes)
    writeFileSync(file, 'This is no database.\n'.repeat(300))
    expect(await said(site.run('restore', [backup, '--replace']))).toContain('could not be read')
    expect(existsSync(wal)).toBe(false)
    const [kept = ''] = readdirSync(site.data).filter((name) => /before.*-wal$/.test(name))
    expect(readFileSync(join(site.data, kept)).equals(walBytes)).toBe(true)
    expect(await valueIn(site.data)).toBe('backed up')
  })
})
