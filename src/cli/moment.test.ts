// Which times people may write.
import { expect, it } from 'vitest'
import { aheadIn, momentIn } from './moment.ts'

const now = Date.parse('2026-11-30T08:13:20.500Z')

it.each([
  ['2026-11-29', '2026-11-29T00:00:00Z'],
  ['2026-11-29 08:00Z', '2026-11-29T08:00:00Z'],
  ['2026-11-29 08:00 UTC', '2026-11-29T08:00:00Z'],
  ['2026-11-29 08:00', '2026-11-29T08:00:00Z'],
  ['2026-11-29t08:00:05.25z', '2026-11-29T08:00:05.25Z'],
  ['2026-11-29T08:00:05+01:00', '2026-11-29T08:00:05+01:00'],
  ['today', '2026-11-30T00:00:00Z'],
  ['Yesterday', '2026-11-29T00:00:00Z'],
  ['90m', '2026-11-30T06:43:20.500Z'],
  ['24h', '2026-11-29T08:13:20.500Z'],
  ['7d', '2026-11-23T08:13:20.500Z'],
])('%s is %s', (text, time) => {
  expect(momentIn('--since', text, now)).toBe(time)
})

it.each([
  '',
  '93',
  '7w',
  'tomorrow',
  '2026-11-31',
  '2026-02-30T08:00Z',
  '2026-11-29 25:00',
  '08:00',
])('"%s" is no time', (text) => {
  expect(() => momentIn('--since', text, now)).toThrow(/^--since must be a date/)
})

it('is none where none is given', () => {
  expect(momentIn('--since', undefined, now)).toBeUndefined()
})

it.each([
  ['2026-12-04T18:00:00Z', '2026-12-04T18:00:00Z'],
  ['2026-12-04 18:00 UTC', '2026-12-04T18:00:00Z'],
  ['2026-12-04T18:00+01:00', '2026-12-04T18:00:00+01:00'],
  ['90m', '2026-11-30T09:43:20.500Z'],
  ['7d', '2026-12-07T08:13:20.500Z'],
])('%s is ahead: %s', (text, time) => {
  expect(aheadIn('--expires-at', text, now)).toBe(time)
})

it.each(['', 'friday', '2026-12-04', '2026-12-04 18:00', '2026-02-30T08:00Z', 'tomorrow'])(
  '"%s" says too little of a time ahead',
  (text) => {
    expect(() => aheadIn('--expires-at', text, now)).toThrow(/^--expires-at must be a time with/)
  },
)
