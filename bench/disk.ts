// What the disk takes to keep 4 KiB for good: the floor under every durable answer.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from './report.ts'

/** Median milliseconds of appending 4 KiB and waiting until they are on the disk. */
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
