// Long lists on disk: no name, nothing readable, nothing left behind, and never the last free space.
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import { JsonList } from '../http/json-list.ts'
import { spoolsIn } from './spool.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'attrium-spool-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Descriptors of this process that have files of the directory open. */
function descriptors(): string[] {
  const all = '/proc/self/fd'
  return readdirSync(all).flatMap((name) => {
    try {
      return readlinkSync(join(all, name)).startsWith(directory) ? [join(all, name)] : []
    } catch {
      return []
    }
  })
}

async function closed(): Promise<boolean> {
  for (let look = 0; look < 200 && descriptors().length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return descriptors().length === 0
}

const isLinux = process.platform === 'linux'

describe('a list that waits on disk', () => {
  test('is read as it was made, in as many bytes as it says', async () => {
    const list = new JsonList(await spoolsIn(directory)())
    const items = Array.from({ length: 5000 }, (_, at) => ({
      id: `${at}`,
      name: 'ä€😀'.repeat(20),
    }))
    for (let at = 0; at < items.length; at += 100) {
      await list.add(JSON.stringify(items.slice(at, at + 100)))
    }
    await list.end()
    const parts: Buffer[] = []
    for await (const part of list.read()) parts.push(part)
    const read = Buffer.concat(parts)
    expect(read.length).toBe(list.bytes)
    expect(JSON.parse(read.toString())).toEqual(items)
  })

  test.skipIf(!isLinux)(
    'has no name, and nobody can read it from the disk (needs /proc)',
    async () => {
      const spool = await spoolsIn(directory)()
      await spool.write(Buffer.from('somebody@example.com'.repeat(100)))
      expect(readdirSync(directory)).toEqual([])
      const [file = ''] = descriptors()
      const bytes = readFileSync(file)
      expect(bytes).toHaveLength(2000)
      expect(bytes.includes('somebody')).toBe(false)
      await spool.close()
      expect(descriptors()).toEqual([])
    },
  )

  test.skipIf(!isLinux)(
    'goes with its reader, however far that one has come (needs /proc)',
    async () => {
      for (const far of [0, 1, 1000]) {
        const spool = await spoolsIn(directory)()
        for (let at = 0; at < 40; at++) await spool.write(Buffer.alloc(100_000))
        const reader = spool.read()
        if (far > 0) for await (const _ of reader) if (far === 1) break
        reader.destroy()
        expect(await closed()).toBe(true)
      }
    },
  )

  test('is refused with 503 where it cannot be kept', async () => {
    await expect(spoolsIn(join(directory, 'not-there'))()).rejects.toMatchObject({ status: 503 })
    const spool = await spoolsIn(directory)()
    await spool.close()
    await expect(spool.write(Buffer.from('x'))).rejects.toBeInstanceOf(Refusal)
    // The last `limits.list_spared_bytes` of a disk are spared; no disk has more free bytes than this.
    const full = await spoolsIn(directory, Number.MAX_SAFE_INTEGER)()
    await expect(full.write(Buffer.from('x'))).rejects.toMatchObject({ status: 503 })
    await full.close()
  })
})
