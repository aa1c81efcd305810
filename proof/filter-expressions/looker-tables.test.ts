// Every row of the test tables in Looker's package of filter expressions lets through what Looker's own parser says.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  dateExpressionTestItems,
  numberExpressionTestItems,
  stringGrammarTestItems,
} from '@looker/filter-expressions'
import { describe, expect, it } from 'vitest'
import {
  admits,
  type Circumstances,
  type Row,
  rowWith,
} from '../../src/filter-expressions/admits.ts'
import type { FilterKind } from '../../src/filter-expressions/filter-expression.ts'
import { repository } from '../../test/support/repository.ts'
import { lookerItems, lookerRule } from './looker-meaning.ts'

const circumstances: Circumstances = {
  now: Date.UTC(2018, 4, 18, 18, 30, 2),
  timezone: 'UTC',
  firstMonthOfFiscalYear: 4,
}

/** The lists of expressions in a specification of the package, by their names. */
function listsIn(specification: string): Map<string, string[]> {
  const folder = join(repository, 'node_modules/@looker/filter-expressions/src/grammars')
  const text = readFileSync(join(folder, specification), 'utf8')
  const lists = [...text.matchAll(/^const (\w+)(?:: \w+\[\])? = \[(.*?)\];?$/gms)]
  return new Map(
    lists.map(([, name = '', body = '']) => {
      const firsts = body.matchAll(/(?:^|[[,]\s*|expression: )(['"])(.*?)\1(?=[,\]\n])/gm)
      const rows = body.matchAll(/(?:^\s*\[|expression: )(['"])(.*?)\1/gm)
      const found = /^\s*[[{]/m.test(body) ? rows : firsts
      return [name, [...found].map(([, , expression = '']) => expression)]
    }),
  )
}

const dateLists = listsIn('date_grammar.spec.ts')
const numberLists = listsIn('number_grammar.spec.ts')
const of = (lists: Map<string, string[]>, isRefused: boolean) =>
  [...lists].flatMap(([name, list]) =>
    ['invalidDates', 'fail', 'unsupported'].includes(name) === isRefused ? list : [],
  )

const tables: Record<FilterKind, string[]> = {
  string: (stringGrammarTestItems as { expression: string }[]).map(({ expression }) => expression),
  number: [
    ...numberExpressionTestItems.map(({ expression }) => expression),
    ...of(numberLists, false),
  ],
  date: [
    ...(dateExpressionTestItems as unknown as { expression: string }[]).map((it) => it.expression),
    ...of(dateLists, false),
  ],
}

/** Data around everything that the tables name. */
function dataOf(kind: FilterKind): (string | null)[] {
  if (kind === 'date') return [null, ...days(), ...secondsNearNow()]
  const items = tables[kind].flatMap((expression) => lookerItems(kind, expression) ?? [])
  const named = items.flatMap(({ value, low, high }) =>
    [...(value ?? []), low ?? [], high ?? []].flat(),
  )
  if (kind === 'number') {
    // Looker's parser loses digits of longer numbers.
    const numbers = new Set(named.map(Number).filter((it) => Number.isSafeInteger(it * 1e5)))
    return [null, ...[...numbers].flatMap((it) => [it - 0.001, it, it + 0.001, it + 5]).map(String)]
  }
  const texts = new Set(named.map(String))
  return [
    ...[null, '', 'NULL', 'xUF', 'UF', 'xxUF', 'FxxOD', 'FOD', 'fOD'],
    ...[...texts].flatMap((it) => [
      it,
      `x${it}`,
      `${it}x`,
      `x${it}x`,
      it.toLowerCase(),
      it.slice(1),
    ]),
  ]
}

/** The beginnings of days near now, and of months for some years. */
function days(): string[] {
  const near = [...Array(500).keys()].map((at) => Date.UTC(2017, 9, 1 + at))
  const months = [...Array(60).keys()].map((at) => Date.UTC(2015, at))
  return [...near, ...months].flatMap((day) =>
    [day, day - 1].map((it) => new Date(it).toISOString()),
  )
}

function secondsNearNow(): string[] {
  const seconds = [...Array(200).keys()].map((at) => at - 100)
  const minutes = [...Array(600).keys()].map((at) => 300 * (at - 320))
  const near = [...seconds, ...minutes].map((by) => circumstances.now + 1000 * by)
  const noon = Date.UTC(2018, 0, 1, 12)
  return [...near, noon - 1, noon, noon + 86_400_000].map((it) => new Date(it).toISOString())
}

/** Where Looker's parser disagrees with Looker's documentation, and the data that they disagree about. */
const exceptions = new Map([
  // FEDOC: less than 3 or greater than 80.44. The parser makes it the outside of a range, with the wrong ends and null.
  ['<3 OR >80.44', [null, '3', '80.44']],
  ['<7 OR >80.44', [null, '7', '80.44']],
  ['<= 7 OR >80.44', [null, '7', '80.44']],
  ['>=80.44  OR    <.1', [null, '80.44', '0.1']],
])
/** The parser leaves out spaces beside a wildcard, even escaped ones; a template of a model is no expression. */
const leftOut = ['%^ whitespace^ %', "{{ _user_attributes['id'] }}"]

function differing(kind: FilterKind, expression: string): (string | null)[] {
  const items = lookerItems(kind, expression)
  if (items === undefined) throw new Error(`Looker does not read ${expression}`)
  const isAdmitted = lookerRule(kind, items, circumstances)
  const differ = rowsOf(kind).filter(
    ({ datum, row }) => isAdmitted(datum) !== row.admittedBy(expression),
  )
  return [...new Set(differ.map(({ datum }) => datum))]
}

const known = new Map<FilterKind, { datum: string | null; row: Row }[]>()

/** A row for each datum, made once. */
function rowsOf(kind: FilterKind): { datum: string | null; row: Row }[] {
  const rows =
    known.get(kind) ??
    dataOf(kind).map((datum) => {
      const row = rowWith(kind, datum, circumstances)
      if (!row.ok) throw new Error(`no row with ${datum}`)
      return { datum, row }
    })
  known.set(kind, rows)
  return rows
}

describe('Looker and Attrium let the same rows through', () => {
  it('in as many tables as the package has', () => {
    expect([...dateLists.keys()].sort()).toEqual([
      ...['absoluteDates', 'basicDates', 'days', 'hours', 'invalidDates', 'minutes', 'months'],
      ...['quarters', 'seconds', 'weeks', 'years'],
    ])
    expect([...numberLists.keys()]).toEqual([
      'fail',
      'numeric',
      'nullValues',
      'between',
      'nowSupported',
      'unsupported',
    ])
    const rows = [...tables.string, ...tables.number, ...tables.date]
    expect([rows.length, new Set(rows).size]).toEqual([286, 247])
  })

  it.each(['string', 'number', 'date'] as const)('in every row of the tables of %s', (kind) => {
    for (const expression of tables[kind]) {
      if (leftOut.includes(expression)) continue
      const expected = exceptions.get(expression) ?? []
      expect([expression, differing(kind, expression)]).toEqual([expression, expected])
    }
  })

  it('and both refuse what the tables refuse', () => {
    for (const expression of of(numberLists, true)) {
      expect([
        expression,
        admits({ kind: 'number', text: expression }, '1', circumstances),
      ]).toEqual([expression, undefined])
    }
    for (const expression of of(dateLists, true)) {
      expect(admits({ kind: 'date', text: expression }, null, circumstances)).toBeUndefined()
    }
  })
})
