// Starts that the disk prevents: one sentence for each says what to do, and nothing gets worse.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { CannotOpen } from '../../src/errors.ts'
import { diskTrouble } from '../../src/files/disk.ts'
import { attrium, endPrograms, refusalIn } from './program.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-refusals-'))
const mounts: string[] = []
afterEach(endPrograms)
afterAll(() => {
  for (const mount of mounts) spawnSync('umount', [mount])
  rmSync(root, { recursive: true })
})

let directories = 0
const fresh = () => join(root, `data-${++directories}`)
const start = (data: string) => attrium(['--data', data, '--port', '0'])

async function startAndStop(data: string): Promise<void> {
  const program = start(data)
  await program.ready
  program.signal('SIGTERM')
  expect((await program.ended).code).toBe(0)
}

async function refusal(data: string): Promise<string> {
  const { code, stdout, stderr } = await start(data).ended
  expect([code, stdout]).toEqual([2, ''])
  return refusalIn(stderr)
}

/** A file system in memory; undefined without the right to mount it. */
function mounted(size: string): string | undefined {
  const directory = fresh()
  mkdirSync(directory)
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', directory])
  if (status !== 0) return undefined
  mounts.push(directory)
  return directory
}
const canMount = mounted('64k') !== undefined

describe('a database that is lost', { timeout: 30_000 }, () => {
  it.each([
    ['is missing', (file: string) => rmSync(file)],
    ['is empty', (file: string) => truncateSync(file, 0)],
  ])('and %s is not replaced by an empty one', async (_, lose) => {
    const data = fresh()
    await startAndStop(data)
    const file = join(data, 'attrium.db')
    lose(file)
    const sentence = await refusal(data)
    expect(sentence).toContain(file)
    expect(sentence).toContain('restore it from a backup')
    expect(statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
  })

  it('is not replaced while its log is still there', async () => {
    const data = fresh()
    const program = start(data)
    await program.ready
    program.signal('SIGKILL')
    await program.ended
    const [file, log] = [join(data, 'attrium.db'), join(data, 'attrium.db-wal')]
    const bytes = readFileSync(log)
    expect(bytes.length).toBeGreaterThan(0)
    renameSync(file, `${file}.elsewhere`)
    rmSync(join(data, 'looker.ini'))
    expect(await refusal(data)).toContain('put the database back beside it')
    expect(existsSync(file)).toBe(false)
    expect(readFileSync(log).equals(bytes)).toBe(true)
    renameSync(`${file}.elsewhere`, file)
    await startAndStop(data)
  })

  it('was never there after a first start that broke off at its very beginning', async () => {
    const data = fresh()
    await startAndStop(data)
    const other = fresh()
    mkdirSync(other, { mode: 0o700 })
    writeFileSync(join(other, 'master.key'), readFileSync(join(data, 'master.key')), {
      mode: 0o600,
    })
    writeFileSync(join(other, 'attrium.db'), '')
    await startAndStop(other)
  })
})

describe.skipIf(!canMount)('a file system (needs the right to mount one)', () => {
  /** A directory with a database on that file system, and a function that returns the database's digest. */
  async function started(size = '16m') {
    const mount = mounted(size) ?? ''
    const data = join(mount, 'data')
    await startAndStop(data)
    const digest = () =>
      createHash('sha256')
        .update(readFileSync(join(data, 'attrium.db')))
        .digest('hex')
    return { mount, data, digest }
  }

  it('that is full stops a start, and the next one goes on', async () => {
    const { mount, data, digest } = await started()
    const before = digest()
    const ballast = join(mount, 'ballast')
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'])
    expect(await refusal(data)).toBe(`The disk of ${data} is full; make room and start again.`)
    expect(digest()).toBe(before)
    rmSync(ballast)
    await startAndStop(data)
  })

  it.each(['64k', '200k', '400k'])('of %s is too small for a first start', async (size) => {
    const mount = mounted(size) ?? ''
    expect(await refusal(join(mount, 'data'))).toContain('is full; make room and start again')
  })

  it('that is read-only stops a start', async () => {
    const { mount, data, digest } = await started()
    const before = digest()
    expect(spawnSync('mount', ['-o', 'remount,ro', mount]).status).toBe(0)
    const sentence = await refusal(data)
    expect(sentence).toContain(data)
    expect(sentence).toContain('EROFS')
    expect(digest()).toBe(before)
    expect(spawnSync('mount', ['-o', 'remount,rw', mount]).status).toBe(0)
    await startAndStop(data)
  })
})

describe('a setting that cannot be used', { timeout: 30_000 }, () => {
  it.each([
    ['--trusted-proxies', '10.0.0.1,'],
    ['--database', ''],
    ['--database', 'postgres://a@b/c?target_session_attrs=any'],
    ['--database-file', '/nowhere'],
    ['--host', 'a b'],
  ])('%s %s stops a start before anything is made', async (flag, given) => {
    const data = fresh()
    const { code, stdout, stderr } = await attrium(['--data', data, flag, given]).ended
    expect([code, stdout]).toEqual([2, ''])
    expect(refusalIn(stderr)).toContain(flag)
    expect(existsSync(data)).toBe(false)
  })
})

describe('trouble of the disk', () => {
  it.each([
    ['ENOSPC', 'is full; make room'],
    ['SQLITE_FULL', 'is full; make room'],
    ['EACCES', 'make the directory and its files writable'],
    ['SQLITE_READONLY_DIRECTORY', 'make the directory and its files writable'],
    ['SQLITE_CANTOPEN', 'make the directory and its files writable'],
    ['EIO', 'restore a backup'],
    ['SQLITE_IOERR_FSYNC', 'restore a backup'],
  ])('%s is told as what to do', (code, words) => {
    const told = diskTrouble('/data', Object.assign(new Error('x'), { code }))
    expect(told).toBeInstanceOf(CannotOpen)
    expect((told as Error).message).toContain(words)
    expect((told as Error).message).toContain('/data')
  })

  it('is found behind another sentence', () => {
    const cause = Object.assign(new Error('x'), { code: 'SQLITE_FULL' })
    const told = diskTrouble('/data', new CannotOpen('Cannot go on.', { cause }))
    expect((told as Error).message).toContain('is full; make room')
  })

  it('is not what another error is', () => {
    for (const error of [new Error('x'), undefined, 'text', new CannotOpen('one sentence')]) {
      expect(diskTrouble('/data', error)).toBe(error)
    }
  })
})
