// Measures how long the disk needs to store 4 KiB durably: no durable answer can be faster.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from './report.ts'

/** The median time in milliseconds to append 4 KiB and wait until they are on the disk. */
export function syncedAppend(directory: string, times = 100): number {
  const file = join(directory, 'fdatasync')
  const handle = openSync(file, 'w')
  try {
    const page = Buffer.alloc(4096, 1)
    const taken = Array.from({ length: times }, () => {
      const from = performance.now()
      writeSync(handle, page)
      fdatasyncSync(handle)
      return performance.now() - from
    })
    return median(taken)
  } finally {
    closeSync(handle)
    rmSync(file)
  }
}
