// An export that is read back: each own value as it was, and nothing else is set or removed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvHead, csvLine, type ExportRow } from '../holders/lines.ts'
import { type CsvOptions, readCsv } from './csv-body.ts'

/** Operations in short: place, user, attribute, value; null for a value that is removed. */
const saidBy = (text: string, options?: CsvOptions) =>
  readCsv(text, options).operations.map((it) => {
    if (it.op !== 'set_user_value' && it.op !== 'clear_user_value') throw new Error(it.op)
    const value = it.op === 'set_user_value' ? it.value : null
    return [it.place, it.user.text, it.attribute.text, value]
  })
const placesOf = (text: string) => readCsv(text).problems.map(({ line, field }) => [line, field])

const text = fc.string({
  unit: fc.constantFrom(...'aN\\"\',;=é😀 \t\r\n\u0001\u2028\ufeff'),
})

describe('an export', () => {
  const own: ExportRow = {
    user_id: '7',
    email: 'maya@acme.example',
    attribute: 'region',
    value: 'EMEA',
    hidden: false,
    source: 'User Setting',
    group: null,
    rank: -1,
    set_at: '2026-11-30T00:00:00.000Z',
    set_by: 'Sam, "the boss"',
    expires_at: null,
    replaced_at: null,
  }
  const exported = (rows: readonly ExportRow[], spreadsheet = false) =>
    csvHead + rows.map((row) => csvLine(row, spreadsheet)).join('')

  it('is read back: each own value as it was', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (stored) => {
        const rows = stored.map((value) => ({ ...own, value }))
        const { problems } = readCsv(exported(rows))
        expect([problems, saidBy(exported(rows)).map(([, , , value]) => value)]).toEqual([
          [],
          stored,
        ])
      }),
    )
    for (const value of ['', '\\N', ' ', '"', '\\\\N', "'=1", '\r', '\u2028']) {
      for (const options of [{}, { empty: 'unset' }, { empty: 'keep' }] as const) {
        expect(saidBy(exported([{ ...own, value }]), options)).toEqual([
          ['line 2', '7', 'region', value],
        ])
      }
    }
  })

  it('sets nothing where a value comes from elsewhere or is hidden', () => {
    const rows: ExportRow[] = [
      { ...own, source: 'Group: User Setting', group: 'User Setting', rank: 1 },
      { ...own, source: 'Default' },
      { ...own, source: 'System Setting', attribute: 'email' },
      { ...own, source: 'No Value', value: null },
      { ...own, value: null, hidden: true },
    ]
    for (const options of [{}, { empty: 'unset' }] as const) {
      const read = readCsv(exported(rows), options)
      expect(read).toMatchObject({ operations: [], problems: [], skippedLines: rows.length })
    }
  })

  it('names the user by the id, or by the address if the id was taken out', () => {
    const rows = [own, { ...own, user_id: null }, { ...own, user_id: null, email: null }]
    expect(saidBy(exported(rows)).map(([, user]) => user)).toEqual(['7', 'maya@acme.example'])
    expect(placesOf(exported(rows))).toEqual([[4, 'email']])
  })

  it('may be changed by hand: a bare \\N removes a value, and a source is needed', () => {
    expect(saidBy(exported([own]).replace('EMEA', '\\N'))).toEqual([
      ['line 2', '7', 'region', null],
    ])
    for (const source of ['', 'user setting']) {
      expect(placesOf(exported([{ ...own, source }]))).toEqual([[2, 'source']])
    }
    const expires_at = '2027-01-01T00:00:00.000Z'
    expect(readCsv(exported([{ ...own, expires_at }])).operations).toMatchObject([
      { times: { starts_at: null, expires_at } },
    ])
    expect(placesOf(exported([own]).replace(',rank', ''))[0]).toEqual([1, 'email'])
  })

  it('for spreadsheets keeps its apostrophes', () => {
    expect(saidBy(exported([{ ...own, value: '=1' }], true))[0]?.[3]).toBe("'=1")
  })
})
