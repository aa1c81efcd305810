// Where long lists wait for their readers: on disk, in files without a name, so that slow readers take no memory.
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, type Readable } from 'node:stream'
import { Refusal } from '../errors.ts'
import type { Spool } from '../http/json-list.ts'
import { type OneTimeKey, oneTimeKey } from '../keys/one-time-key.ts'
import { limits } from '../limits.ts'

/** Makes them in the directory. Throws a 503 when it has no room, or no descriptor is left. */
export function spoolsIn(
  directory: string,
  spared: number = limits.list_spared_bytes,
): () => Promise<Spool> {
  return () =>
    orNoRoom(async () => {
      const file = join(directory, `attrium.list-${randomUUID()}`)
      const handle = await open(file, 'wx+', 0o600)
      // It goes with its last reader, also when the process is killed.
      await unlink(file)
      return new FileSpool(handle, directory, spared)
    })
}

class FileSpool implements Spool {
  readonly #directory: string
  readonly #spared: number
  readonly #handle: FileHandle
  readonly #key: OneTimeKey = oneTimeKey()

  constructor(handle: FileHandle, directory: string, spared: number) {
    this.#handle = handle
    this.#directory = directory
    this.#spared = spared
  }

  write(bytes: Buffer): Promise<void> {
    return orNoRoom(async () => {
      const { bavail, bsize } = await statfs(this.#directory)
      // The last of the disk belongs to what has to be stored.
      if (bavail * bsize < this.#spared) throw noRoom()
      await this.#handle.appendFile(this.#key.seal(bytes))
    })
  }

  read(): Readable {
    // Whoever reads hears of an error; there is nothing else to do about one.
    return pipeline(
      this.#handle.createReadStream({ start: 0 }),
      this.#key.opener(),
      () => undefined,
    )
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

async function orNoRoom<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw error instanceof Refusal ? error : noRoom(error)
  }
}

const noRoom = (cause?: unknown) =>
  new Refusal('overloaded', {
    message: 'The server has no room for a long list now; ask for pages, or try again.',
    headers: { 'Retry-After': '5' },
    cause,
  })
