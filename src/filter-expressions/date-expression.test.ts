// The contract of date filter expressions.

import { describe, expect, test } from 'vitest'
import type { DateTerm } from './date-expression.ts'
import type { DatePoint, Duration } from './date-point.ts'
import { parseFilterExpression } from './filter-expression.ts'

const pad = (value: number): string => String(value).padStart(2, '0')
const showDuration = ({ count, unit }: Duration): string => `${count} x ${unit}`

function showPoint(point: DatePoint): string {
  switch (point.kind) {
    case 'now':
      return 'now'
    case 'day':
      return point.day
    case 'weekday':
      return point.weekday
    case 'period':
      return `${point.which} ${point.unit}`
    case 'offset':
      return `${showDuration(point.duration)} ${point.direction}`
    case 'year':
      return `${point.fiscal ? 'FY' : ''}${point.year}`
    case 'quarter':
      return `${point.fiscal ? 'FY' : ''}${point.year} Q${point.quarter}`
    case 'month':
      return `${point.year}-${pad(point.month)}`
    case 'date':
      return `${point.year}-${pad(point.month)}-${pad(point.day)}`
    case 'time': {
      const { hour, minute, second = 0 } = point.clock
      const day = `${point.year}-${pad(point.month)}-${pad(point.day)}`
      return `${day} ${pad(hour)}:${pad(minute)}:${pad(second)}`
    }
  }
}

/** A term in a short notation, so that a table of examples stays readable. */
function show(term: DateTerm): string {
  switch (term.kind) {
    case 'any':
      return 'any'
    case 'null':
      return term.negated ? 'not null' : 'null'
    case 'in':
      return `in ${showPoint(term.point)}`
    case 'past':
      return `past ${showDuration(term.duration)}`
    case 'before':
    case 'after':
      return `${term.kind} ${showPoint(term.point)}`
    case 'range':
      return `from ${showPoint(term.from)} to ${showPoint(term.to)}`
    case 'span':
      return `from ${showPoint(term.from)} for ${showDuration(term.duration)}`
  }
}

function shown(text: string): string {
  const parsed = parseFilterExpression('date', text)
  return parsed.ok ? parsed.terms.map(show).join(' | ') : `${parsed.position}: ${parsed.message}`
}

describe('a date expression', () => {
  test.each([
    ['today', 'in today'],
    ['yesterday', 'in yesterday'],
    ['TOMORROW', 'in tomorrow'],
    ['Monday', 'in monday'],
    ['sunday', 'in sunday'],
    ['this day', 'in this day'],
    ['this  Week', 'in this week'],
    ['this fiscal quarter', 'in this fiscal quarter'],
    ['this year', 'in this year'],
    ['next week', 'in next week'],
    ['next day', 'in next day'],
    ['next fiscal year', 'in next fiscal year'],
    ['last second', 'in last second'],
    ['last week', 'in last week'],
    ['last fiscal quarter', 'in last fiscal quarter'],
  ])('%j names a day or period', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['3 days', 'past 3 x day'],
    ['1 second', 'past 1 x second'],
    ['24 hours', 'past 24 x hour'],
    ['3 quarters', 'past 3 x quarter'],
    ['2018 days', 'past 2018 x day'],
    ['last 3 months', 'past 3 x month'],
    ['last 2 fiscal quarters', 'past 2 x fiscal quarter'],
    ['week', 'past 1 x week'],
    ['fiscal year', 'past 1 x fiscal year'],
    ['3 days ago', 'in 3 x day ago'],
    ['7 year ago', 'in 7 x year ago'],
    ['0 months ago', 'in 0 x month ago'],
    ['2 fiscal quarters ago', 'in 2 x fiscal quarter ago'],
    ['3 days from now', 'in 3 x day from_now'],
    ['999999999 minutes ago', 'in 999999999 x minute ago'],
  ])('%j counts units', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['2018', 'in 2018'],
    ['2018/05', 'in 2018-05'],
    ['2018-05', 'in 2018-05'],
    ['2018-05-18', 'in 2018-05-18'],
    ['2018/05/29', 'in 2018-05-29'],
    ['2018-05-18 05:00', 'in 2018-05-18 05:00:00'],
    ['2018-05-18 23:59:59', 'in 2018-05-18 23:59:59'],
    ['2020-02-29', 'in 2020-02-29'],
    ['2000-02-29', 'in 2000-02-29'],
    ['2018-Q4', 'in 2018 Q4'],
    ['FY2018', 'in FY2018'],
    ['fy2018-q1', 'in FY2018 Q1'],
  ])('%j is written with numbers', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['before 3 days ago', 'before 3 x day ago'],
    ['before 2 months', 'before 2 x month ago'],
    ['before 2 months from now', 'before 2 x month from_now'],
    ['after 1 month ago', 'after 1 x month ago'],
    ['before 2018-01-01 12:00:00', 'before 2018-01-01 12:00:00'],
    ['after 2018-10-05', 'after 2018-10-05'],
    ['before 2018/05', 'before 2018-05'],
    ['before this week', 'before this week'],
    ['after last fiscal quarter', 'after last fiscal quarter'],
    ['AFTER NEXT MONTH', 'after next month'],
    ['before today', 'before today'],
    ['after Monday', 'after monday'],
    ['before now', 'before now'],
    ['before FY2018-Q2', 'before FY2018 Q2'],
  ])('%j is open on one side', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    [
      '2018-05-18 12:00:00 to 2018-05-18 14:00:00',
      'from 2018-05-18 12:00:00 to 2018-05-18 14:00:00',
    ],
    ['2018-05-18 to 2018/06/01', 'from 2018-05-18 to 2018-06-01'],
    ['7 days ago to yesterday', 'from 7 x day ago to yesterday'],
    ['2018 to 2020', 'from 2018 to 2020'],
    ['this year to second', 'from this year to this second'],
    ['this day to second', 'from this day to this second'],
    ['this year to fiscal quarter', 'from this year to this fiscal quarter'],
    ['this year to now', 'from this year to now'],
    ['2018-05-18 for 3 days', 'from 2018-05-18 for 3 x day'],
    ['2018/05/10 05:00 for 5 hours', 'from 2018-05-10 05:00:00 for 5 x hour'],
    ['2018/05 for 2 months', 'from 2018-05 for 2 x month'],
    ['2018 for 2 years', 'from 2018 for 2 x year'],
    ['3 months ago for 2 days', 'from 3 x month ago for 2 x day'],
    ['1 week ago for 1 week', 'from 1 x week ago for 1 x week'],
    ['3 days from now for 2 weeks', 'from 3 x day from_now for 2 x week'],
    ['today for 7 days', 'from today for 7 x day'],
  ])('%j has two ends', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['NULL', 'null'],
    ['not null', 'not null'],
    ['any time', 'any'],
    ['Any Time', 'any'],
    ['today, 7 days ago', 'in today | in 7 x day ago'],
    ['1 months ago for 1 months,1 years ago', 'from 1 x month ago for 1 x month | in 1 x year ago'],
    [' 2018 , NULL ', 'in 2018 | null'],
    ['before 2018-01-01,after 2019-01-01', 'before 2018-01-01 | after 2019-01-01'],
  ])('%j tests for null, for anything or for one of several', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each(['', ' ', '\n'])('%j means any value', (expression) => {
    expect(parseFilterExpression('date', expression)).toEqual({ ok: true, terms: [] })
  })
})

const aDate = 'expected a date expression such as "3 days ago", "this month" or "2018-05-18"'
const theEnd = 'expected "," or the end of the expression'
const aUnit = 'expected a unit such as days, weeks, months or years after the count'

describe('a date expression must not parse', () => {
  test.each([
    ['garbage here', `0: ${aDate}`],
    ['-1', `0: ${aDate}`],
    ['todayfor 3 days', `0: ${aDate}`],
    ['todays', `0: ${aDate}`],
    ['fiscal', `0: ${aDate}`],
    ['fiscal week', `0: ${aDate}`],
    ['anytime', `0: ${aDate}`],
    ['to 2018', `0: ${aDate}`],
    ['ago', `0: ${aDate}`],
    [',today', `0: ${aDate}`],
    ['today,', `6: ${aDate}`],
    ['today,,2018', `6: ${aDate}`],
    ['today yesterday', `6: ${theEnd}`],
    ['today or tomorrow', `6: ${theEnd}`],
    ['3 days ago ago', `11: ${theEnd}`],
    ['last 3 days ago', `12: ${theEnd}`],
    ['before 2018 to 2019', `12: ${theEnd}`],
    ['2018 to 2019 for 2 days', `13: ${theEnd}`],
    ['2018-05-18T12:00:00', `10: ${theEnd}`],
    ['2018-05-18 12:00:00.5', `19: ${theEnd}`],
    ['2018-05-18Z', `10: ${theEnd}`],
    ['2018-05-18-01', `10: ${theEnd}`],
    ['NULL NULL', `5: ${theEnd}`],
    ['any time ago', `9: ${theEnd}`],
    ['not a valid date', '4: expected NULL after NOT; other date terms cannot be negated'],
    ['NOT', '3: expected NULL after NOT; other date terms cannot be negated'],
    ['any day', '4: expected "time" after "any"'],
  ])('%j, as %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['3', `1: ${aUnit}`],
    ['3,4', `1: ${aUnit}`],
    ['3 ', `2: ${aUnit}`],
    ['3 fortnights', `2: ${aUnit}`],
    ['3 ago', `2: ${aUnit}`],
    ['1.5 days', `1: ${aUnit}`],
    ['3 fiscal weeks', `2: ${aUnit}`],
    ['20180518', `8: ${aUnit}`],
    ['3days', '1: expected a space'],
    ['007 days', '0: expected a count without leading zeros'],
    ['1234567890 days', '0: expected a count of at most 9 digits'],
    ['3 days from', '11: expected "now" after "from"'],
    ['3 days from today', '12: expected "now" after "from"'],
    ['this', '4: expected a unit such as day, week, month or year'],
    ['this 3 weeks', '5: expected a unit such as day, week, month or year'],
    ['next 3 weeks', '5: expected a unit such as day, week, month or year'],
    ['next hour', '5: expected a day or a longer unit after "next"'],
    ['last3 days', '4: expected a space'],
    ['3 days from2 days', '11: expected a space'],
    ['any1 time', '3: expected a space'],
    ['not1 null', '3: expected a space'],
  ])('%j, because the count or unit is wrong: %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['2016-1', '5: expected a month of two digits, 01 to 12, or Q1 to Q4'],
    ['2016-13-01', '5: expected a month of two digits, 01 to 12, or Q1 to Q4'],
    ['2016-00', '5: expected a month of two digits, 01 to 12, or Q1 to Q4'],
    ['2016-', '5: expected a month of two digits, 01 to 12, or Q1 to Q4'],
    ['2018-05-1', '8: expected a day of two digits that the month has'],
    ['2018-05-00', '8: expected a day of two digits that the month has'],
    ['2018-04-31', '8: expected a day of two digits that the month has'],
    ['2018-02-29', '8: expected a day of two digits that the month has'],
    ['1900-02-29', '8: expected a day of two digits that the month has'],
    ['05/18/2018', '0: expected a year of four digits'],
    ['20180-05', '0: expected a year of four digits'],
    ['FY18', '2: expected a year of four digits'],
    ['FY', '2: expected a year of four digits'],
    ['FY2018-05', '7: expected a quarter, Q1 to Q4, after the fiscal year'],
    ['2018-Q5', '6: expected 1, 2, 3 or 4 after "Q"'],
    ['2018-Q', '6: expected 1, 2, 3 or 4 after "Q"'],
    ['2018-Q11', '7: expected one digit after "Q"'],
    ['2018-05-18 5:00', '11: expected an hour of two digits, 00 to 23'],
    ['2018-05-18 24:00', '11: expected an hour of two digits, 00 to 23'],
    ['2018-05-18 12', '13: expected ":" after the hour'],
    ['2018-05-18 12:60', '14: expected a minute of two digits, 00 to 59'],
    ['2018-05-18 12:00:60', '17: expected a second of two digits, 00 to 59'],
  ])('%j, because there is no such date: %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })

  test.each([
    ['before', '6: expected a date or a time such as "3 days ago" after "before"'],
    ['before week', '7: expected a date or a time such as "3 days ago" after "before"'],
    ['after NULL', '6: expected a date or a time such as "3 days ago" after "after"'],
    ['before2018', '6: expected a space'],
    ['before last 3 days', '12: expected a unit such as day, week, month or year'],
    ['today to', '8: expected a date or a time such as "3 days ago" after "to"'],
    ['today to day', '9: expected a date or a time such as "3 days ago" after "to"'],
    ['today to 3 days', '9: expected a date or a time such as "3 days ago" after "to"'],
    ['last year to second', '13: expected a date or a time such as "3 days ago" after "to"'],
    ['2018-05-18to 2018-05-19', '10: expected a space before "to"'],
    ['3 days to today', '7: expected "ago", "from now" or a date before "to"'],
    ['3 days for 2 days', '7: expected "ago", "from now" or a date before "for"'],
    ['week for 2 days', '5: expected "ago", "from now" or a date before "for"'],
    ['today for', '9: expected a count and a unit after "for"'],
    ['today for week', '10: expected a count and a unit after "for"'],
    ['today for3 days', '9: expected a space'],
  ])('%j, because an end is missing: %s', (expression, expected) => {
    expect(shown(expression)).toBe(expected)
  })
})
