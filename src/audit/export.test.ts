// The export of a change for programs and for spreadsheets (T-22).
import { describe, expect, it } from 'vitest'
import { csvCell, csvHeader, csvLine, jsonLine, redacted } from './export.ts'
import type { HistoryRow } from './sql.ts'

const row = {
  sequence: 7,
  at: Date.UTC(2030, 0, 1),
  request_id: 'r-1',
  operation: 'set_user_attribute_user_value',
  actor_id: '1',
  sudo_by: null,
  credentials_api3_id: '1',
  address: '127.0.0.1',
  user_id: '5',
  group_id: null,
  user_attribute_id: '14',
  old_value: 'north, "old"',
  new_value: '=1+1',
  redacted: null,
  details: null,
  chain_id: '1',
  chain_sequence: 7,
  mac: 'm',
} as unknown as HistoryRow

describe('a change written out', () => {
  it('is one line of JSON with its details as they are', () => {
    const line = jsonLine({ ...row, details: '{"a":[1]}', redacted: 'digest' })
    expect(line.endsWith('\n')).toBe(true)
    expect(JSON.parse(line)).toMatchObject({
      sequence: 7,
      at: '2030-01-01T00:00:00.000Z',
      new_value: '=1+1',
      redacted: true,
      details: { a: [1] },
    })
    expect(JSON.parse(jsonLine(row))).toMatchObject({ redacted: false, details: null })
  })

  it('is one line of CSV under its header, and no cell is a formula', () => {
    expect(csvHeader.split(',')).toHaveLength(csvLine({ ...row, old_value: '' }).split(',').length)
    expect(csvLine(row)).toContain(`,"north, ""old""",'=1+1,false,`)
    expect(csvLine(row).endsWith('\r\n')).toBe(true)
  })

  it('has group values, which the engines space differently, in one way', () => {
    const set = { ...row, operation: 'set_user_attribute_group_values' }
    const spaced = '[{"group_id": "3", "value": "a"}]'
    expect(JSON.parse(jsonLine({ ...set, old_value: spaced }))).toMatchObject({
      old_value: '[{"group_id":"3","value":"a"}]',
    })
    expect(JSON.parse(jsonLine({ ...set, old_value: null }))).toMatchObject({ old_value: null })
    expect(JSON.parse(jsonLine({ ...row, old_value: spaced }))).toMatchObject({ old_value: spaced })
  })

  it('loses both values when its attribute has become hidden, and then it says so', () => {
    const shown = redacted(row, new Set(['14']))
    expect(csvLine(shown)).not.toMatch(/north|1\+1/)
    expect(JSON.parse(jsonLine(shown))).toMatchObject({
      ...{ user_attribute_id: '14', old_value: null, new_value: null, redacted: true },
    })
    const emptied = { ...row, new_value: null }
    expect(redacted(emptied, new Set(['14']))).toMatchObject({ old_value: null, redacted: null })
    const sealed = { ...emptied, redacted: 'digest' }
    expect(redacted(sealed, new Set(['14']))).toMatchObject({ redacted: 'digest' })
  })

  it('keeps its values when it is about another attribute or about none', () => {
    const ofNone = { ...row, user_attribute_id: null as unknown as string }
    for (const it of [row, ofNone]) expect(redacted(it, new Set(['15']))).toBe(it)
  })

  it.each(['=', '+', '-', '@', '\t', '\r', '\n', '\0'])('keeps %j from opening a cell', (first) => {
    expect(csvCell(`${first}x`).replace(/^"/, '').startsWith("'")).toBe(true)
  })

  it('leaves numbers, flags and nothing as they are', () => {
    expect([csvCell(-1), csvCell(true), csvCell(null), csvCell('')]).toEqual(['-1', 'true', '', ''])
  })
})
