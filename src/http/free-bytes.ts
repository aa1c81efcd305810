// Frees the memory of bytes at once. It lies outside the heap, so the collector of garbage lets 64 MB of it gather.

/** Nobody may use the bytes afterwards; bytes that share their memory with others stay. */
export function freeBytes({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}
