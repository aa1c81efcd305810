// Starts the thread that writes to a database file.
import { Worker } from 'node:worker_threads'
import { CannotOpen } from '../../errors.ts'
import type { WriterOptions } from './writer.ts'

/** Pages of WAL (4 KiB each) between checkpoints: 64 MB. More frequent checkpoints cost more. */
const checkpointPages = 16_000

/** Resolves when the thread is ready for its first group. */
export async function startWriter(asked: Pick<WriterOptions, 'file' | 'chain'>): Promise<Worker> {
  const options: WriterOptions = { ...asked, checkpointPages }
  const worker = new Worker(new URL('./writer.js', import.meta.url), { workerData: options })
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause?: Error) =>
      reject(new CannotOpen(`${options.file} cannot be written to.`, { cause }))
    worker.once('message', () => resolve())
    worker.once('error', refuse)
    worker.once('exit', () => refuse())
  })
  return worker
}
