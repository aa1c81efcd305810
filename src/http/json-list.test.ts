// A list that is made in parts has the JSON of the whole, and frees the memory of its parts.
import { describe, expect, it } from 'vitest'
import { freeBytes } from './free-bytes.ts'
import { JsonList, listOfParts, type Spool } from './json-list.ts'

const items = Array.from({ length: 250 }, (_, at) => ({ id: `${at}`, name: 'ä€😀"\\'.repeat(9) }))

function* parts(count: number) {
  for (let at = 0; at < items.length; at += count) {
    yield JSON.stringify(items.slice(at, at + count))
  }
}

describe('a list that is made in parts', () => {
  for (const count of [1, 100, 249, 250]) {
    it(`is the JSON of all its items, ${count} at a time`, () => {
      expect(listOfParts(parts(count)).toString()).toBe(JSON.stringify(items))
    })
  }

  it('may be empty', () => {
    expect(listOfParts([]).toString()).toBe('[]')
  })

  it('frees each part of a list on disk once it is written', async () => {
    const written: Buffer[] = []
    let text = ''
    const spool: Partial<Spool> = {
      write: async (bytes) => {
        text += bytes.toString()
        written.push(bytes)
      },
    }
    const list = new JsonList(spool as Spool)
    for (const part of parts(100)) await list.add(part)
    await list.end()
    expect(text).toBe(JSON.stringify(items))
    expect(list.bytes).toBe(Buffer.byteLength(text))
    expect(written.slice(0, 3).map(({ length }) => length)).toEqual([0, 0, 0])
  })
})

describe('memory outside the heap', () => {
  it('is freed at once', () => {
    const bytes = Buffer.allocUnsafeSlow(100_000)
    freeBytes(bytes)
    expect(bytes.buffer.byteLength).toBe(0)
  })

  it('stays while others share it', () => {
    const one = Buffer.from('one')
    const other = Buffer.from('other')
    freeBytes(one)
    expect(other.toString()).toBe('other')
    const part = Buffer.allocUnsafeSlow(10).fill('x').subarray(1)
    freeBytes(part)
    expect(part.toString()).toBe('xxxxxxxxx')
  })
})
