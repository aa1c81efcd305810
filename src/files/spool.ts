// Stores long lists for slow readers on disk, in files without a name, to save memory.
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Refusal } from '../errors.ts'
import { freeBytes } from '../http/free-bytes.ts'
import type { Spool } from '../http/json-list.ts'
import { type OneTimeKey, oneTimeKey } from '../keys/one-time-key.ts'
import { limits } from '../limits.ts'

/** Makes spools in the directory. Throws a 503 when the disk has no room or no descriptor is left. */
export function spoolsIn(
  directory: string,
  spared: number = limits.list_spared_bytes,
): () => Promise<Spool> {
  return () =>
    orNoRoom(async () => {
      const file = join(directory, `attrium.list-${randomUUID()}`)
      const handle = await open(file, 'wx+', 0o600)
      // The file disappears with its last reader, even when the process is killed.
      await unlink(file)
      return new FileSpool(handle, directory, spared)
    })
}

/** Bytes that a reader of a list gets at once. */
const pieceBytes = 64 * 1024

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
      // The last free bytes of the disk are kept for data that must be stored.
      if (bavail * bsize < this.#spared) throw noRoom()
      const sealed = this.#key.seal(bytes)
      await this.#handle.appendFile(sealed)
      freeBytes(sealed)
    })
  }

  read(again = false): Readable {
    const handle = this.#handle
    const open = this.#key.opener()
    // All pieces are read into the same memory; only what is sent needs its own.
    const piece = Buffer.allocUnsafeSlow(pieceBytes)
    let from = 0
    return new Readable({
      highWaterMark: pieceBytes,
      read() {
        handle.read(piece, 0, pieceBytes, from).then(
          ({ bytesRead }) => {
            from += bytesRead
            this.push(bytesRead === 0 ? null : open(piece.subarray(0, bytesRead)))
          },
          // The reader gets the error; nothing more can be done about it.
          (error: Error) => this.destroy(error),
        )
      },
      destroy(error, done) {
        if (again) {
          done(error)
          return
        }
        handle.close().then(
          () => done(error),
          () => done(error),
        )
      },
    })
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
