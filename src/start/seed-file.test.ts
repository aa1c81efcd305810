// The file of --seed as it lies on disk.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readSeedFile } from './seed-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'attrium-seed-file-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'seed.yaml')
const text = 'groups: [{ name: München }]'

it('is UTF-8, with or without a mark of that', async () => {
  for (const mark of ['', '\ufeff']) {
    writeFileSync(file, mark + text)
    expect((await readSeedFile(file)).seed.groups).toEqual([{ name: 'München' }])
  }
})

it('is refused where it is not: its names would be stored as others', async () => {
  writeFileSync(file, text, 'latin1')
  await expect(readSeedFile(file)).rejects.toThrow(
    'The file of --seed cannot be read as a text in UTF-8.',
  )
})
