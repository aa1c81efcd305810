// Random bytes for sealing. They are drawn many at a time, because a draw costs more than its bytes.
import { randomFillSync } from 'node:crypto'

const pool = new Uint8Array(4096)
let used = pool.length

/** Returns bytes that are returned to nobody else. */
export function freshBytes(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + count))
  used += count
  return bytes
}
