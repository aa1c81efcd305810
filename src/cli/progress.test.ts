// When a line of progress is printed, and what it says.
import { expect, test } from 'vitest'
import { progressOf } from './progress.ts'

/** Work that reports at these milliseconds after its start that so many of all are done; returns the lines. */
function linesOf(reports: readonly (readonly [at: number, done: number])[], all: number): string[] {
  let clock = 5000
  const lines: string[] = []
  const print = (line: string) => void lines.push(line)
  const report = progressOf('Working:', { now: () => clock, print })
  for (const [at, done] of reports) {
    clock = 5000 + at
    report(done, all)
  }
  return lines
}

test('work of less than a second prints nothing', () => {
  const reports = Array.from({ length: 10 }, (_, at): [number, number] => [at * 100, at])
  expect(linesOf([...reports, [999, 10]], 10)).toEqual([])
})

test('longer work prints a line a second, however often it reports', () => {
  const reports = Array.from({ length: 35 }, (_, at): [number, number] => [at * 100, at * 1000])
  expect(linesOf(reports, 1_000_000)).toEqual([
    'Working: 10,000 of 1,000,000',
    'Working: 20,000 of 1,000,000',
    'Working: 30,000 of 1,000,000',
  ])
})

test('work that reports rarely prints each report, and not that it is done', () => {
  const reports: [number, number][] = [
    [2500, 1],
    [3000, 2],
    [9000, 3],
    [20_000, 4],
  ]
  expect(linesOf(reports, 4)).toEqual(['Working: 1 of 4', 'Working: 3 of 4'])
})
