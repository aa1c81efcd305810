// A copy of a database file as it is at one moment, taken beside the server that writes to it.

import type { Statement } from '../statement.ts'
import { openConnection } from './connection.ts'
import { bound } from './prepared.ts'

/** Pages per step; between two steps the process can be told to stop. */
const pagesPerStep = 1000

/**
 * Copies the file to `copy` page by page, runs the statements on the copy and writes what is left to
 * `compact`: no byte that they have deleted is in it. Neither of the two may exist.
 */
export async function copyWithout(
  removed: readonly Statement[],
  { file, copy, compact }: { file: string; copy: string; compact: string },
): Promise<void> {
  const source = openConnection(file, 'reader')
  try {
    // One snapshot to the end; without it the copying starts over whenever the server commits.
    source.exec('begin')
    source.prepare('select 1 from sqlite_schema').get()
    await source.backup(copy, { progress: () => pagesPerStep })
  } finally {
    source.close()
  }
  const copied = openConnection(copy, 'writer')
  try {
    for (const { text, parameters } of removed) copied.prepare(text).run(...parameters.map(bound))
    copied.prepare('vacuum into ?').run(compact)
  } finally {
    copied.close()
  }
}
