// Reads the log of watched-disk.c: every change of the disk and every mark, in one order.

/** The use of a descriptor; each process has its own descriptors. */
interface Through {
  readonly descriptor: string
}

export type DiskRecord =
  | (Through & { readonly kind: 'open'; readonly path: string; readonly truncates: boolean })
  | (Through & { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer })
  | (Through & { readonly kind: 'truncate'; readonly size: number })
  | (Through & { readonly kind: 'sync' })
  | (Through & { readonly kind: 'close' })
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'mark'; readonly text: string }

/** kind, process, descriptor, length (32 bits each), number (64 bits), then the bytes. */
const headBytes = 24

export function markRecord(text: string): Buffer {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE('M'.charCodeAt(0), 0)
  head.writeUInt32LE(bytes.length, 12)
  return Buffer.concat([head, bytes])
}

export function readLog(log: Buffer): DiskRecord[] {
  const records: DiskRecord[] = []
  for (let at = 0; at < log.length; ) {
    const kind = String.fromCharCode(log.readUInt32LE(at))
    const descriptor = `${log.readUInt32LE(at + 4)}/${log.readInt32LE(at + 8)}`
    const length = log.readUInt32LE(at + 12)
    const number = Number(log.readBigInt64LE(at + 16))
    const bytes = log.subarray(at + headBytes, at + headBytes + length)
    records.push(recordOf(kind, descriptor, number, bytes))
    at += headBytes + length
  }
  return records
}

function recordOf(kind: string, descriptor: string, number: number, bytes: Buffer): DiskRecord {
  const text = () => bytes.toString()
  const [from = '', to = ''] = kind === 'R' ? text().split('\0') : []
  switch (kind) {
    case 'O':
      return { kind: 'open', descriptor, path: text(), truncates: number === 1 }
    case 'W':
      return { kind: 'write', descriptor, offset: number, bytes }
    case 'T':
      return { kind: 'truncate', descriptor, size: number }
    case 'S':
      return { kind: 'sync', descriptor }
    case 'C':
      return { kind: 'close', descriptor }
    case 'U':
      return { kind: 'unlink', path: text() }
    case 'R':
      return { kind: 'rename', from, to }
    case 'M':
      return { kind: 'mark', text: text() }
    default:
      throw new Error(`the log holds an unknown record ${kind}`)
  }
}
