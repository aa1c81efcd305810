// Answers that nobody reads: the caller they count against, and who is cut off when there are too many.
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { HeldBytes } from './held-bytes.ts'

class Unread extends EventEmitter {
  readonly socket: { readonly writableLength: number }
  destroyed = false
  constructor(writableLength: number) {
    super()
    this.socket = { writableLength }
  }
  destroy() {
    this.destroyed = true
    this.emit('close')
  }
}

function answered(unread: HeldBytes, caller: string, bytes: number): Unread {
  const response = new Unread(bytes)
  unread.sent(caller, response as unknown as ServerResponse, 0)
  return response
}

const half = limits.unread_bytes_per_caller / 2

describe('answers that are not read', () => {
  test('count against their caller until they are read; nobody else is refused', () => {
    const unread = new HeldBytes(limits.unread_bytes_per_caller, limits.unread_bytes, 'Read.')
    const held = [half, half].map((bytes) => answered(unread, 'slow', bytes))
    expect(() => unread.insistOnRoom('slow')).toThrow(Refusal)
    expect(() => unread.insistOnRoom('other')).not.toThrow()
    held[0]?.emit('close')
    expect(() => unread.insistOnRoom('slow')).not.toThrow()
    held[1]?.emit('close')
    expect(unread.bytes).toBe(0)
  })

  test('count with all their bytes, of which a text has more than characters', () => {
    const unread = new HeldBytes(limits.unread_bytes_per_caller, limits.unread_bytes, 'Read.')
    const response = new Unread(limits.unread_bytes_uncounted) as unknown as ServerResponse
    unread.sent('slow', response, limits.unread_bytes_uncounted * 3)
    expect(unread.bytes).toBe(limits.unread_bytes_uncounted * 3)
  })

  test('are not counted while they are short', () => {
    const unread = new HeldBytes(limits.unread_bytes_per_caller, limits.unread_bytes, 'Read.')
    answered(unread, 'slow', limits.unread_bytes_uncounted - 1)
    expect(unread.bytes).toBe(0)
    answered(unread, 'slow', limits.unread_bytes_uncounted)
    expect(unread.bytes).toBe(limits.unread_bytes_uncounted)
  })

  test('of all are bounded: who holds most loses his connections, the oldest first', () => {
    const unread = new HeldBytes(limits.unread_bytes_per_caller, limits.unread_bytes, 'Read.')
    const small = answered(unread, 'small', half)
    const all = Array.from({ length: 11 }, () => answered(unread, 'large', half))
    expect(unread.bytes).toBe(limits.unread_bytes)
    const another = answered(unread, 'another', half)
    expect(all.map((each) => each.destroyed)).toEqual([true, ...Array(10).fill(false)])
    expect([small.destroyed, another.destroyed]).toEqual([false, false])
    expect(unread.bytes).toBe(limits.unread_bytes)
  })

  test('on disk are counted with the bytes of the list, of which little waits in memory', () => {
    const lists = new HeldBytes(limits.list_bytes_per_caller, limits.list_bytes, 'Read.')
    lists.hold('slow', new Unread(0) as unknown as ServerResponse, limits.list_bytes_per_caller)
    expect(() => lists.insistOnRoom('slow')).toThrow(Refusal)
    expect(() => lists.insistOnRoom('other')).not.toThrow()
    expect(limits.list_bytes_per_caller * 4).toBe(limits.list_bytes)
  })

  test('one that is larger than all may be is sent when nothing else waits', () => {
    const unread = new HeldBytes(limits.unread_bytes_per_caller, limits.unread_bytes, 'Read.')
    const other = answered(unread, 'other', half)
    const large = answered(unread, 'large', limits.unread_bytes + 1)
    expect([other.destroyed, large.destroyed]).toEqual([false, false])
  })
})
