// The contract of date expressions as filters: which stretch of time each lets through.

import { describe, expect, test } from 'vitest'
import { admits } from './admits.ts'
import { instantOf } from './datum-instant.ts'
import { timeZone } from './time-zone.ts'

/** The Friday on which Looker's documentation explains relative dates, with a fiscal year that starts in April. */
const friday = Date.UTC(2018, 4, 18, 18, 30, 2)

interface Asked {
  now?: number
  timezone?: string
  firstMonthOfFiscalYear?: number
}

function admitted(text: string, datum: string | null, asked: Asked = {}) {
  const circumstances = { now: friday, timezone: 'UTC', firstMonthOfFiscalYear: 4, ...asked }
  return admits({ kind: 'date', text }, datum, circumstances)
}

/** The instant as a datum of the row, a number of milliseconds later. */
const shifted = (instant: string, by: number) =>
  new Date(Date.parse(`${instant}Z`) + by).toISOString()

/** Expects exactly the instants from the first one to the one before the end; '' is no bound. */
function expectStretch(text: string, from: string, end: string, asked: Asked = {}): void {
  const cases = [
    ...(from === ''
      ? [['0001-01-01', true]]
      : [
          [shifted(from, -1), false],
          [shifted(from, 0), true],
        ]),
    ...(end === ''
      ? [['9999-12-31', true]]
      : [
          [shifted(end, -1), true],
          [shifted(end, 0), false],
        ]),
  ] as const
  for (const [datum, expected] of cases) {
    expect([text, datum, admitted(text, String(datum), asked)]).toEqual([text, datum, expected])
  }
  expect(admitted(text, null, asked)).toBe(false)
}

describe('documented by Looker with worked examples (FEDOC)', () => {
  test.each([
    ['2018-05-18 12:00:00 to 2018-05-18 14:00:00', '2018-05-18T12:00', '2018-05-18T14:00'],
    ['before 2018-01-01', '', '2018-01-01T00:00'],
    ['after 2018-10-05', '2018-10-05T00:00', ''],
    ['this year to second', '2018-01-01T00:00', '2018-05-18T18:30:02'],
    ['this week to day', '2018-05-14T00:00', '2018-05-18T00:00'],
    ['Monday', '2018-05-14T00:00', '2018-05-15T00:00'],
    ['after Monday', '2018-05-14T00:00', ''],
    ['before Monday', '', '2018-05-14T00:00'],
    ['2018/05/29', '2018-05-29T00:00', '2018-05-30T00:00'],
    ['2018/05/10 for 3 days', '2018-05-10T00:00', '2018-05-13T00:00'],
    ['2018/05', '2018-05-01T00:00', '2018-06-01T00:00'],
    ['2018/05 for 2 months', '2018-05-01T00:00', '2018-07-01T00:00'],
    ['2018/05/10 05:00 for 5 hours', '2018-05-10T05:00', '2018-05-10T10:00'],
    ['2018/05/10 for 5 months', '2018-05-10T00:00', '2018-10-10T00:00'],
    ['2018', '2018-01-01T00:00', '2019-01-01T00:00'],
    ['FY2018', '2018-04-01T00:00', '2019-04-01T00:00'],
    ['FY2018-Q1', '2018-04-01T00:00', '2018-07-01T00:00'],
    ['1 second', '2018-05-18T18:30:02', '2018-05-18T18:30:03'],
    ['60 seconds ago for 1 second', '2018-05-18T18:29:02', '2018-05-18T18:29:03'],
    ['1 minute', '2018-05-18T18:30', '2018-05-18T18:31'],
    ['60 minutes', '2018-05-18T17:31', '2018-05-18T18:31'],
    ['60 minutes ago for 1 minute', '2018-05-18T17:30', '2018-05-18T17:31'],
    ['1 hour', '2018-05-18T18:00', '2018-05-18T19:00'],
    ['24 hours', '2018-05-17T19:00', '2018-05-18T19:00'],
    ['24 hours ago for 1 hour', '2018-05-17T18:00', '2018-05-17T19:00'],
    ['today', '2018-05-18T00:00', '2018-05-19T00:00'],
    ['2 days', '2018-05-17T00:00', '2018-05-19T00:00'],
    ['1 day ago', '2018-05-17T00:00', '2018-05-18T00:00'],
    ['7 days ago for 7 days', '2018-05-11T00:00', '2018-05-18T00:00'],
    ['today for 7 days', '2018-05-18T00:00', '2018-05-25T00:00'],
    ['last 3 days', '2018-05-16T00:00', '2018-05-19T00:00'],
    ['1 week', '2018-05-14T00:00', '2018-05-21T00:00'],
    ['this week', '2018-05-14T00:00', '2018-05-21T00:00'],
    ['before this week', '', '2018-05-14T00:00'],
    ['after this week', '2018-05-14T00:00', ''],
    ['next week', '2018-05-21T00:00', '2018-05-28T00:00'],
    ['2 weeks', '2018-05-07T00:00', '2018-05-21T00:00'],
    ['2 weeks ago for 2 weeks', '2018-04-30T00:00', '2018-05-14T00:00'],
    ['last week', '2018-05-07T00:00', '2018-05-14T00:00'],
    ['1 week ago', '2018-05-07T00:00', '2018-05-14T00:00'],
    ['1 month', '2018-05-01T00:00', '2018-06-01T00:00'],
    ['this month', '2018-05-01T00:00', '2018-06-01T00:00'],
    ['0 months ago', '2018-05-01T00:00', '2018-06-01T00:00'],
    ['2 months', '2018-04-01T00:00', '2018-06-01T00:00'],
    ['last month', '2018-04-01T00:00', '2018-05-01T00:00'],
    ['2 months ago', '2018-03-01T00:00', '2018-04-01T00:00'],
    ['2 months ago for 2 months', '2018-03-01T00:00', '2018-05-01T00:00'],
    ['before 2 months ago', '', '2018-03-01T00:00'],
    ['next month', '2018-06-01T00:00', '2018-07-01T00:00'],
    ['2 months from now', '2018-07-01T00:00', '2018-08-01T00:00'],
    ['6 months from now for 3 months', '2018-11-01T00:00', '2019-02-01T00:00'],
    ['1 quarter', '2018-04-01T00:00', '2018-07-01T00:00'],
    ['this quarter', '2018-04-01T00:00', '2018-07-01T00:00'],
    ['2 quarters', '2018-01-01T00:00', '2018-07-01T00:00'],
    ['last quarter', '2018-01-01T00:00', '2018-04-01T00:00'],
    ['2 quarters ago', '2017-10-01T00:00', '2018-01-01T00:00'],
    ['before 2 quarters ago', '', '2017-10-01T00:00'],
    ['next quarter', '2018-07-01T00:00', '2018-10-01T00:00'],
    ['2018-07-01 for 1 quarter', '2018-07-01T00:00', '2018-10-01T00:00'],
    ['2018-Q4', '2018-10-01T00:00', '2019-01-01T00:00'],
    ['1 year', '2018-01-01T00:00', '2019-01-01T00:00'],
    ['this year', '2018-01-01T00:00', '2019-01-01T00:00'],
    ['next year', '2019-01-01T00:00', '2020-01-01T00:00'],
    ['2 years', '2017-01-01T00:00', '2019-01-01T00:00'],
    ['2 years ago for 2 years', '2016-01-01T00:00', '2018-01-01T00:00'],
    ['last year', '2017-01-01T00:00', '2018-01-01T00:00'],
    ['2 years ago', '2016-01-01T00:00', '2017-01-01T00:00'],
    ['before 2 years ago', '', '2016-01-01T00:00'],
  ])('%s is from %j to %j', (text, from, end) => {
    expectStretch(text, from, end)
  })
})

describe('chosen where the documentation is silent or contradicts itself', () => {
  test.each([
    ['60 seconds', '2018-05-18T18:29:03', '2018-05-18T18:30:03'],
    ['7 days from now', '2018-05-25T00:00', '2018-05-26T00:00'],
    ['Friday', '2018-05-18T00:00', '2018-05-19T00:00'],
    ['Saturday', '2018-05-12T00:00', '2018-05-13T00:00'],
    ['now', '2018-05-18T18:30:02', '2018-05-18T18:30:03'],
    ['this year to now', '2018-01-01T00:00', '2018-05-18T18:30:02'],
    ['2018-05-18 12:00', '2018-05-18T12:00', '2018-05-18T12:01'],
    ['2018-05-18 12:00:00', '2018-05-18T12:00', '2018-05-18T12:00:01'],
    ['last fiscal year', '2017-04-01T00:00', '2018-04-01T00:00'],
    ['this fiscal quarter', '2018-04-01T00:00', '2018-07-01T00:00'],
    ['FY2018-Q4', '2019-01-01T00:00', '2019-04-01T00:00'],
    ['2018-01-31 for 1 month', '2018-01-31T00:00', '2018-02-28T00:00'],
    ['2018-08-31 for 1 quarter', '2018-08-31T00:00', '2018-11-30T00:00'],
    ['2016-02-29 for 1 year', '2016-02-29T00:00', '2017-02-28T00:00'],
    ['3 months ago for 2 days', '2018-02-01T00:00', '2018-02-03T00:00'],
    ['3 hours ago for 1 day', '2018-05-18T15:00', '2018-05-19T15:00'],
    ['0001', '0001-01-01T00:00', '0002-01-01T00:00'],
    ['999999999 years ago for 999999999 years', '', '2018-01-01T00:00'],
    ['after 999999999 weeks ago', '', ''],
  ])('%s is from %j to %j', (text, from, end) => {
    expectStretch(text, from, end)
  })

  test.each([
    '0 days',
    '0 hours',
    'today to yesterday',
    '2018-06-01 for 0 days',
    'after 999999999 months from now',
    '999999999 hours from now for 999999999 hours',
    '999999999 fiscal years ago for 3 days',
  ])('%s lets nothing through', (text) => {
    for (const datum of ['0001-01-01', '2018-05-18', '2018-06-01', '9999-12-31', null]) {
      expect(admitted(text, datum)).toBe(false)
    }
  })

  test.each([
    ['any time', [true, true]],
    [' ', [true, true]],
    ['NULL', [true, false]],
    ['NOT NULL', [false, true]],
    ['2018, NULL', [true, true]],
    ['2018, NOT NULL', [false, true]],
    ['2017, NOT NULL', [false, false]],
    ['any time, NOT NULL', [false, true]],
  ])('%s, of null and of today: %j', (text, expected) => {
    expect([null, '2018-05-18'].map((datum) => admitted(text, datum))).toEqual(expected)
  })
})

describe('the first month of the fiscal year', () => {
  test.each([
    [1, 'FY2018', '2018-01-01T00:00', '2019-01-01T00:00'],
    [1, 'this fiscal quarter', '2018-04-01T00:00', '2018-07-01T00:00'],
    [2, 'this fiscal quarter', '2018-05-01T00:00', '2018-08-01T00:00'],
    [7, 'this fiscal year', '2017-07-01T00:00', '2018-07-01T00:00'],
    [12, 'FY2018-Q1', '2018-12-01T00:00', '2019-03-01T00:00'],
    [12, 'this fiscal year', '2017-12-01T00:00', '2018-12-01T00:00'],
  ])('%i: %s', (firstMonthOfFiscalYear, text, from, end) => {
    expectStretch(text, from, end, { firstMonthOfFiscalYear })
  })
})

describe('a time zone', () => {
  test.each([
    ['Asia/Tokyo', 'today', '2018-05-18T15:00', '2018-05-19T15:00'],
    ['America/New_York', 'today', '2018-05-18T04:00', '2018-05-19T04:00'],
    ['Pacific/Kiritimati', 'this week', '2018-05-13T10:00', '2018-05-20T10:00'],
    ['Asia/Kolkata', '1 hour', '2018-05-18T18:30', '2018-05-18T19:30'],
    ['Asia/Kathmandu', 'last hour', '2018-05-18T17:15', '2018-05-18T18:15'],
    ['Europe/Berlin', '2018', '2017-12-31T23:00', '2018-12-31T23:00'],
    ['Europe/Berlin', '2018-05-18 09:30', '2018-05-18T07:30', '2018-05-18T07:31'],
    ['Europe/Berlin', '2018-03-25', '2018-03-24T23:00', '2018-03-25T22:00'],
    ['Europe/Berlin', '2018-10-28', '2018-10-27T22:00', '2018-10-28T23:00'],
    ['Europe/Berlin', '2018-03-25 02:30', '2018-03-25T01:00', '2018-03-25T01:01'],
    ['Europe/Berlin', '2018-10-28 02:30', '2018-10-28T00:30', '2018-10-28T00:31'],
    ['Europe/Berlin', '2018-03-25 for 3 hours', '2018-03-24T23:00', '2018-03-25T02:00'],
    // Days that begin at one o'clock, or are left out, or whose midnight lies within the hour that is skipped.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00', '2018-11-05T02:00'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00', '2011-12-31T10:00'],
    ['America/Toronto', '1919-03-31', '1919-03-31T04:30', '1919-04-01T04:00'],
  ])('of %s: %s is from %j to %j', (timezone, text, from, end) => {
    expectStretch(text, from, end, { timezone })
  })

  test('leaves a day that it leaves out to nobody', () => {
    for (const by of [-1, 0, 1]) {
      const datum = shifted('2011-12-30T10:00', by)
      expect(admitted('2011-12-30', datum, { timezone: 'Pacific/Apia' })).toBe(false)
    }
  })

  test.each(['', 'Mars/Olympus', 'Europe', '+02:00', 'Europe/Berlin ', 'GMT+2', '\0'])(
    'must be the name of one: %j',
    (timezone) => {
      const must = 'be an IANA time zone, such as Europe/Berlin'
      expect(admitted('today', null, { timezone })).toEqual({ ok: false, of: 'timezone', must })
    },
  )

  test('is remembered, however many are asked for', () => {
    const names = Intl.supportedValuesOf('timeZone')
    for (const timezone of [...names, ...names.slice(0, 3)]) {
      expect(admitted('today', '2018-05-18T18:30:02Z', { timezone })).toBe(true)
      expect(admitted('today', '2018-05-20T18:30:02Z', { timezone })).toBe(false)
    }
  })
})

describe('a datum', () => {
  const here = { timezone: 'Europe/Berlin' }

  test.each([
    ['2018-05-18', '2018-05-17T22:00:00.000Z'],
    ['2018-05-18T09:30', '2018-05-18T07:30:00.000Z'],
    ['2018-05-18 09:30:15', '2018-05-18T07:30:15.000Z'],
    ['2018-05-18T09:30:15.25', '2018-05-18T07:30:15.250Z'],
    ['2018-05-18T09:30Z', '2018-05-18T09:30:00.000Z'],
    ['2018-05-18T09:30:15.123456789Z', '2018-05-18T09:30:15.123Z'],
    ['2018-05-18 09:30-0430', '2018-05-18T14:00:00.000Z'],
    ['2018-05-18T09:30:00+05:45', '2018-05-18T03:45:00.000Z'],
    ['2016-02-29', '2016-02-28T23:00:00.000Z'],
    ['2018-10-28T02:30', '2018-10-28T00:30:00.000Z'],
    ['2018-03-25T02:30', '2018-03-25T01:00:00.000Z'],
  ])('%s is %s', (datum, instant) => {
    const zone = timeZone(here.timezone)
    expect(zone && instantOf(datum, zone)).toBe(Date.parse(instant))
  })

  test.each([
    ...['', 'today', '2018', '2018-05', '2018-5-18', '18.05.2018', '2018/05/18', '2018-05-18T9:30'],
    ...['2018-02-29', '2018-04-31', '2018-00-10', '2018-13-01', '2018-05-00', '2018-05-18T24:00'],
    ...['2018-05-18T23:60', '2018-05-18T23:59:60', '2018-05-18T', '2018-05-18Z', ' 2018-05-18'],
    ...[
      '2018-05-18T09:30z',
      '2018-05-18T09:30+5',
      '2018-05-18T09:30+24:00',
      '2018-05-18T09:30+01:60',
      '12018-05-18',
      '-2018-05-18',
    ],
  ])('must be a date: %j', (datum) => {
    const must = 'be a date YYYY-MM-DD, optionally with a time'
    expect(admitted('today', datum, here)).toEqual({ ok: false, of: 'datum', must })
  })
})
