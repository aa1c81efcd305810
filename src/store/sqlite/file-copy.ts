// Copies a database file as it is at one moment, while the server writes to it.

import type { Statement } from '../statement.ts'
import { openConnection } from './connection.ts'
import { bound } from './prepared.ts'

/** Pages per step; between two steps the process can be told to stop. */
const pagesPerStep = 1000

/**
 * Copies the file to `copy` page by page, runs the statements on the copy and writes the remaining rows
 * to `compact`, which has no byte of deleted data. Neither `copy` nor `compact` may exist before.
 */
export async function copyWithout(
  removed: readonly Statement[],
  { file, copy, compact }: { file: string; copy: string; compact: string },
): Promise<void> {
  const source = openConnection(file, 'reader')
  try {
    // One snapshot lasts for the whole copy. Without it the copy starts over whenever the server commits.
    // guard backup-1: gone
    source.exec('begin')
    source.prepare('select 1 from sqlite_schema').get()
    await source.backup(copy, { progress: () => pagesPerStep })
  } finally {
    source.close()
  }
  const copied = openConnection(copy, 'writer')
  try {
    for (const { text, parameters } of removed) copied.prepare(text).run(...parameters.map(bound))
    // guard backup-2: becomes await copied.backup(compact)
    copied.prepare('vacuum into ?').run(compact)
  } finally {
    copied.close()
  }
}
