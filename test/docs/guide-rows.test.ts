// The guide of filter expressions: each row that it says passes or does not pass does so.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { admits, type Circumstances, rowWith } from '../../src/filter-expressions/admits.ts'
import type { FilterKind } from '../../src/filter-expressions/filter-expression.ts'
import { repository } from '../support/repository.ts'
import { codeIn, tablesBelow } from './blocks.ts'

const guide = readFileSync(join(repository, 'docs/guides/filter-expressions.md'), 'utf8')

/** Friday, 15 May 2026, 18:30:02 in Berlin. */
const now = Date.UTC(2026, 4, 15, 16, 30, 2)
const here: Circumstances = { now, timezone: 'Europe/Berlin', firstMonthOfFiscalYear: 4 }

function rowsBelow(heading: string): string[][] {
  const [rows = []] = tablesBelow(guide, heading)
  expect(rows.length).toBeGreaterThan(8)
  return rows.map(([code = '', ...others]) => [codeIn(code) ?? code, ...others])
}

/** The data in a cell: texts between backquotes, and null. */
const dataIn = (cell: string): (string | null)[] =>
  [...cell.matchAll(/`([^`]*)`|null/g)].map(([, text]) => text ?? null)

const answers = (kind: FilterKind, text: string, data: readonly (string | null)[]) =>
  data.map((datum) => [text, datum, admits({ kind, text }, datum, here)])

describe('the guide of filter expressions', () => {
  it.each([
    ['### Text rows', 'string'],
    ['### Number rows', 'number'],
  ] as const)('says which rows pass: %s', (heading, kind) => {
    for (const [text = '', passing = '', others = ''] of rowsBelow(heading)) {
      const [yes, no] = [dataIn(passing), dataIn(others)]
      expect(answers(kind, text, yes)).toEqual(yes.map((datum) => [text, datum, true]))
      expect(answers(kind, text, no)).toEqual(no.map((datum) => [text, datum, false]))
    }
  })

  it('says which stretch of time a date expression lets through', () => {
    const lastBefore = (datum: string) =>
      /\+\d\d:\d\d$/.test(datum)
        ? new Date(Date.parse(datum) - 1).toISOString()
        : new Date(Date.parse(`${datum}Z`) - 1).toISOString().slice(0, 23)
    for (const [text = '', from = '', to = ''] of rowsBelow('### Date rows')) {
      const [first, end] = [codeIn(from), codeIn(to)]
      const yes = [first ?? '0001-01-01', end === undefined ? '9999-12-31' : lastBefore(end)]
      const no = [...(first === undefined ? [] : [lastBefore(first)]), end ?? [], null].flat()
      expect(answers('date', text, yes)).toEqual(yes.map((datum) => [text, datum, true]))
      expect(answers('date', text, no)).toEqual(no.map((datum) => [text, datum, false]))
    }
    expect(answers('date', 'any time', [null, '2026-01-01'])).toEqual([
      ['any time', null, true],
      ['any time', '2026-01-01', true],
    ])
  })

  it('says which data fit', () => {
    for (const [kind, datum = '', words = ''] of rowsBelow('### The datum')) {
      const row = rowWith(kind as FilterKind, codeIn(datum) ?? '', here)
      const told = row.ok
        ? words.startsWith('that ') || words.startsWith('the first moment')
        : words === `refused: must ${row.must}`
      expect([datum, told]).toEqual([datum, true])
    }
  })
})
