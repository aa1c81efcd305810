// Texts of others on a screen: nothing in them acts on the terminal, and their width is what `string-width` says.
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { cut, printable, safeJson, safeLines, wrapped } from './printable.ts'
import { fitted, table } from './table.ts'
import { graphemesOf, widthOf } from './width.ts'

/** Texts of the kinds that are hard: controls, directions, wide and joined characters, halves of pairs. */
const hard = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '\u001b[31m',
          '\u0007',
          '\r',
          '\n',
          '\t',
          '\u009b2J',
          '\u202e',
          '\u2066',
          '\u200b',
          '\ud800',
        ],
        ...[
          '日本',
          '한국어',
          '👩‍👩‍👧‍👦',
          '🇩🇪',
          'é',
          'e\u0301',
          'שלום',
          'مرحبا',
          '\ufeff',
          'ｆｕｌｌ',
          '☎︎',
          '1️⃣',
        ],
        ...['region', ' ', 'ñ', '“', '…', '│', '\u{e0041}', '\u2028'],
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** What acts on a terminal. */
const acts = /(?!\n)\p{Cc}|[\u202a-\u202e\u2028\u2029\u200e\u200f]/u
const direction = /[\u2066-\u2069]/g

describe('a text of others', () => {
  it('is one line in which nothing acts', () => {
    fc.assert(
      fc.property(hard, (text) => {
        const shown = printable(text)
        expect(shown).not.toMatch(acts)
        expect(shown).not.toContain('\n')
        expect(shown).not.toMatch(direction)
      }),
    )
    expect(printable('a\u001b[2J\nb\tc\u202ed\ud800')).toBe('a\\u001b[2J\\nb\\tc\\u202ed\\ud800')
    expect(printable('日本 “é” שלום')).toBe('日本 “é” שלום')
  })

  it('is the same to a program that reads JSON, and safe in it', () => {
    fc.assert(
      fc.property(hard, (text) => {
        const json = safeJson(JSON.stringify({ text }, undefined, 2))
        expect(json).not.toMatch(acts)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ text })))
      }),
    )
  })

  it('keeps its lines in a file on a terminal', () => {
    expect(safeLines('a,b\r\n"\u001b[1m",c\rd\r\n')).toBe('a,b\r\n"\ufffd[1m",c\ufffdd\r\n')
    fc.assert(
      fc.property(hard, (text) => {
        expect(safeLines(text)).not.toMatch(/(?![\n\t]|\r\n)\p{Cc}/u)
      }),
    )
  })
})

describe('the width of a text', () => {
  it('is what string-width says', () => {
    fc.assert(
      fc.property(hard, (text) => {
        const shown = printable(text)
        expect([shown, widthOf(shown)]).toEqual([shown, stringWidth(shown)])
      }),
    )
  })

  it('is that of all letters of the simple set', () => {
    for (let code = 0x20; code < 0x2600; code++) {
      const letter = printable(String.fromCharCode(code))
      expect([code, widthOf(letter)]).toEqual([code, stringWidth(letter)])
    }
  })

  it('is kept when a text is cut or wrapped, and characters stay whole', () => {
    fc.assert(
      fc.property(hard, fc.integer({ min: 2, max: 30 }), (text, columns) => {
        const shown = printable(text)
        const short = cut(shown, columns)
        expect(widthOf(short)).toBeLessThanOrEqual(columns)
        if (short !== shown)
          expect(short.endsWith('…') && shown.startsWith(short.slice(0, -1))).toBe(true)
        for (const line of wrapped(shown, columns)) {
          expect(widthOf(line)).toBeLessThanOrEqual(Math.max(columns, 8))
        }
        expect(wrapped(shown, columns).join('').replaceAll(' ', '')).toBe(shown.replaceAll(' ', ''))
      }),
    )
    expect([...graphemesOf('👩‍👩‍👧‍👦e\u0301')]).toEqual(['👩‍👩‍👧‍👦', 'e\u0301'])
  })
})

describe('a table', () => {
  interface Row {
    readonly name: string
    readonly value: string
    readonly count: number
  }
  const columns = [
    { name: 'name', of: ({ name }: Row) => name },
    { name: 'some_value', of: ({ value }: Row) => value, style: 'strong' as const },
    { name: 'count', of: ({ count }: Row) => count },
  ]
  const row = fc.record({ name: hard, value: hard, count: fc.nat(100_000) })

  it('fits into every terminal, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 5 }),
        fc.constantFrom(24, 40, 80, 200),
        (rows, width) => {
          for (const line of table(rows, columns, { width })) {
            expect(widthOf(line.replace(direction, ''))).toBeLessThanOrEqual(width)
            expect(line.replace(direction, '')).not.toMatch(acts)
          }
        },
      ),
    )
  })

  it('aligns wide characters, and keeps text from right to left in its place', () => {
    const rows: Row[] = [
      { name: '日本', value: 'a', count: 7 },
      { name: 'ab', value: 'שלום', count: 12 },
    ]
    expect(table(rows, columns, { width: 40 })).toEqual([
      'name  some value  count',
      '日本  a               7',
      'ab    \u2068שלום\u2069           12',
    ])
    expect(table(rows, columns, { width: undefined }).join('')).not.toMatch(direction)
  })

  it('becomes records where columns would be too narrow', () => {
    const rows: Row[] = [
      { name: 'a long name', value: 'a longer value than fits', count: 7 },
      { name: 'b', value: 'c', count: 8 },
    ]
    expect(table(rows, columns, { width: 20 })).toEqual([
      'name        a long …',
      'some value  a longe…',
      'count       7',
      '',
      'name        b',
      'some value  c',
      'count       8',
    ])
  })

  it('cuts no name, wraps sentences and leaves out what says nothing, where there is no room', () => {
    const rows: Row[] = [
      { name: 'warehouse_user', value: 'Ana set the user of Maya', count: 7 },
      { name: 'warehouse_code', value: 'c', count: 8 },
    ]
    const fine = [
      { name: 'name', of: ({ name }: Row) => name, narrow: 'whole' as const },
      { name: 'some_value', of: ({ value }: Row) => value, narrow: 'wrapped' as const },
      { name: 'count', of: ({ count }: Row) => count, spare: 'always' as const },
      { name: 'kind', of: () => 'same', spare: { if: 'same' } },
      { name: 'sort', of: () => 'other', spare: { if: 'same' } },
    ]
    const titles = (width: number) => table(rows, fine, { width })[0]?.split(/ {2,}/)
    expect(titles(60)).toEqual(['name', 'some value', 'count', 'kind', 'sort'])
    expect(titles(55)).toEqual(['name', 'some value', 'count', 'sort'])
    expect(table(rows, fine, { width: 45 })).toEqual([
      'name            some value              sort',
      'warehouse_user  Ana set the user of     other',
      '                Maya',
      'warehouse_code  c                       other',
    ])
    expect(table(rows, fine, { width: 26 }).slice(0, 4)).toEqual([
      'name        warehouse_user',
      'some value  Ana set the',
      '            user of Maya',
      'count       7',
    ])
  })

  it('takes from the widest column first', () => {
    expect(fitted([10, 50, 20], 60)).toEqual([10, 26, 20])
    expect(fitted([10, 5], 80)).toEqual([10, 5])
    expect(fitted([10, 10, 10], 20)).toBeUndefined()
  })
})
