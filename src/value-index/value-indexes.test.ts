// Indexes of values: whom they find, which are kept, and that an old one is never used.
import { describe, expect, it } from 'vitest'
import { byId, type UserAttributeId } from '../ids.ts'
import { limits } from '../limits.ts'
import { segmentSize, ValueIndex } from './value-index.ts'
import { ValueIndexes } from './value-indexes.ts'

const attribute = (id: number) => String(id) as UserAttributeId

const indexOf = (values: readonly string[], from = 1): ValueIndex => {
  const index = new ValueIndex(1, '[]')
  index.add(values.map((value, at) => ({ id: String(from + at), value })))
  return index
}

describe('an index', () => {
  it('finds everybody who has the value, in the order of ids, a page at a time', () => {
    const values = Array.from({ length: 300 }, (_, at) => `value ${at % 7}`)
    const index = indexOf(values)
    const expected = values.flatMap((value, at) => (value === 'value 3' ? [String(at + 1)] : []))
    expect(index.find('value 3', '0', 1000)).toEqual(expected)
    const pages: string[] = []
    for (let after = '0'; ; after = pages.at(-1) ?? '') {
      const page = index.find('value 3', after, 4)
      if (page.length === 0) break
      pages.push(...page)
    }
    expect(pages).toEqual(expected)
    expect(index.find('nothing', '0', 10)).toEqual([])
  })

  it('finds users in every segment, up to the largest id', () => {
    const index = new ValueIndex(1, '[]')
    index.add(
      Array.from({ length: segmentSize }, (_, at) => ({ id: String(at + 1), value: `${at}` })),
    )
    index.add([{ id: '9223372036854775807', value: '5' }])
    expect(index.find('5', '0', 10)).toEqual(['6', '9223372036854775807'])
    expect(index.find(`${segmentSize - 1}`, '0', 10)).toEqual([String(segmentSize)])
    expect(index.find('5', '6', 10)).toEqual(['9223372036854775807'])
    expect(index.size).toBe(segmentSize + 1)
  })

  it('finds whoever has changed their value, whatever it was', () => {
    const index = indexOf(['a', 'b', 'a'])
    index.note(['2', '40', '1'], '[1]')
    expect(index.find('a', '0', 10)).toEqual(['1', '2', '3', '40'])
    expect(index.find('a', '1', 2)).toEqual(['2', '3'])
    expect([index.heads, index.changed]).toEqual(['[1]', 3])
  })

  it('counts users who have the value twice once, so that their page is full', () => {
    const index = new ValueIndex(1, '[]')
    index.add(['1', '1', '2', '2', '3', '4'].map((id) => ({ id, value: 'a' })))
    expect(index.find('a', '0', 2)).toEqual(['1', '2'])
    expect(index.find('a', '1', 2)).toEqual(['2', '3'])
    expect(index.find('a', '2', 9)).toEqual(['3', '4'])
  })

  it('misses nobody among values that are alike', () => {
    const long = 'x'.repeat(500)
    const values = ['', 'a', 'A', 'é', `${long}1`, `${long}2`, long, '\u{1f600}', '\u{1f601}']
    const index = indexOf(values)
    for (const [at, value] of values.entries()) {
      const found = index.find(value, '0', 100)
      expect(found).toContain(String(at + 1))
      expect([...found].sort(byId)).toEqual(found)
    }
  })
})

describe('the indexes that are kept', () => {
  it('are of one version of the catalogue', () => {
    const indexes = new ValueIndexes(limits.indexed_values)
    indexes.keep(attribute(1), indexOf(['a']))
    expect(indexes.at(attribute(1), 1)).toBeDefined()
    expect(indexes.at(attribute(1), 2)).toBeUndefined()
    expect(indexes.at(attribute(2), 1)).toBeUndefined()
  })

  it('have so many values together; the one that was asked for first goes first', () => {
    const indexes = new ValueIndexes(5)
    indexes.keep(attribute(1), indexOf(['a', 'b']))
    indexes.keep(attribute(2), indexOf(['a', 'b']))
    indexes.at(attribute(1), 1)
    indexes.keep(attribute(3), indexOf(['a', 'b']))
    const kept = [1, 2, 3].filter((id) => indexes.at(attribute(id), 1) !== undefined)
    expect(kept).toEqual([1, 3])
  })
})
