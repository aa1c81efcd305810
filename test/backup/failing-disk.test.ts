// F-12: if any change of the disk fails during a migration, nothing is migrated without a backup.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DiskRecord } from '../../proof/disk/disk-log.ts'
import { forever, WatchedDisk } from '../../proof/disk/watched-disk.ts'
import { attriumCommand, endPrograms } from '../start/program.ts'
import { startServer } from '../support/server.ts'
import { contentOf, keptBefore, makeOlderStore, stepNames } from './older-store.ts'
import { isWhole } from './site.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-kept-'))
const data = join(root, 'data')
const older = join(root, 'older')
const database = join(data, 'attrium.db')
const backups = join(data, 'backups')
const kept = keptBefore(`${stepNames.at(-1)}`)
let keeping: Awaited<ReturnType<typeof changesOfKeeping>>
beforeAll(async () => {
  await makeOlderStore(older, stepNames.length - 1)
  keeping = await changesOfKeeping()
})
afterAll(() => {
  endPrograms()
  rmSync(root, { recursive: true })
})

function layOut(): void {
  rmSync(data, { recursive: true, force: true })
  cpSync(older, data, { recursive: true })
}

/** Starts a server on the disk and stops it when it is ready; returns how it ended. */
async function startOn({ environment }: WatchedDisk) {
  const flags = ['--data', data, '--port', '0', '--log-level', 'warn']
  const program = attriumCommand('serve', flags, environment)
  await program.ready.then(
    () => program.signal('SIGTERM'),
    () => undefined,
  )
  return program.ended
}

/** Every change of the disk that a start makes, numbered as the fault numbers them. */
async function changesOfAStart(): Promise<string[]> {
  layOut()
  const there = new Set(readdirSync(data))
  const disk = new WatchedDisk(data, root, { record: true })
  await startOn(disk)
  disk.close()
  const opened = new Map<string, string>()
  return disk.records().flatMap((record) => {
    const told = changeOf(record, opened, there)
    return told === undefined ? [] : [told]
  })
}

function changeOf(record: DiskRecord, opened: Map<string, string>, there: Set<string>) {
  const nameOf = (path: string) => relative(data, path)
  if (record.kind === 'mark' || record.kind === 'close') return undefined
  if (record.kind === 'open') {
    const name = nameOf(record.path)
    opened.set(record.descriptor, name)
    const creates = !there.has(name) && !existsSync(join(data, name, '.'))
    there.add(name)
    return creates ? `create ${name}` : undefined
  }
  if (record.kind === 'unlink') {
    there.delete(nameOf(record.path))
    return `unlink ${nameOf(record.path)}`
  }
  if (record.kind === 'rename') {
    there.add(nameOf(record.to))
    return `rename ${nameOf(record.from)}`
  }
  return `${record.kind} ${opened.get(record.descriptor)}`
}

/** The changes from the first byte of the backup to the first byte of the migration. */
async function changesOfKeeping() {
  const all = await changesOfAStart()
  const first = all.findIndex((change) => change.includes('.partial'))
  const migration = all.findIndex((change, at) => at > first && /^write .*-wal$/.test(change))
  return { before: all[first - 1], first: first + 1, changes: all.slice(first, migration + 1) }
}

test('the backup and its name are on disk before the first byte of the migration', () => {
  const { before, changes } = keeping
  // The data directory is synced, because the directory of backups has just been made in it.
  expect(before).toBe('sync ')
  const [draft = ''] = changes.flatMap((change) => /^create (.*\.partial)$/.exec(change)?.[1] ?? [])
  const told = changes.filter((change) => !/-shm$/.test(change))
  expect(told.at(-1)).toBe('write attrium.db-wal')
  expect(told.slice(-4, -1)).toEqual([`sync ${draft}`, `rename ${draft}`, 'sync backups'])
})

test.each(['kill', 'io', 'full'] as const)(
  'a start that ends by "%s" at any change has migrated nothing, and the next one has all',
  { timeout: 120_000 },
  async (what) => {
    const before = contentOf(join(older, 'attrium.db'))
    const { first, changes } = keeping
    const disk = new WatchedDisk(data, root)
    let ended = 0
    for (const [at, change] of changes.entries()) {
      if (change.endsWith('-shm')) continue
      layOut()
      disk.set({ what, from: first + at, count: forever })
      const { code, stdout, stderr } = await startOn(disk)
      disk.set({ what: 'none' })
      // A full disk does not fail changes that need no space.
      if (stdout !== '') continue
      ended++
      expect([change, code, stderr]).toEqual([change, ...howItEnds[what]])
      expect(contentOf(database)).toEqual(before)
      if (existsSync(join(backups, kept))) await insistOnWhole(change)
      const server = await startServer({ directory: data })
      await server.stop()
      expect(readdirSync(backups)).toEqual([kept])
      await insistOnWhole(change)
    }
    console.log(`F-12 ${what}: ${ended} starts ended`)
    expect(ended).toBeGreaterThan(8)
  },
)

const refused = [2, expect.stringMatching(/"msg":"cannot start"\}\n$/)]
const howItEnds = { kill: [null, ''], io: refused, full: refused }

async function insistOnWhole(change: string): Promise<void> {
  expect([change, await isWhole(join(backups, kept), data)]).toEqual([change, true])
}
