// One owner holds the lock, and each owner releases it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isLocked, takeLock } from './lock.ts'

test('the lock has one owner, and another one after that', () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-lock-'))
  const file = join(directory, 'lock')
  const release = takeLock(file, () => 'held')
  expect(() => takeLock(file, () => 'somebody has it')).toThrow('somebody has it')
  expect(isLocked(file)).toBe(true)
  release()
  expect(isLocked(file)).toBe(false)
  takeLock(file, () => 'held')()
  rmSync(directory, { recursive: true })
})
