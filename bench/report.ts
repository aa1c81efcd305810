// Turns figures into text and a file: medians, ratios, tables.
import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import type { Slice } from './load.ts'

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** A figure over several rounds. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export const spread = (numbers: readonly number[]): Spread => ({
  median: median(numbers),
  min: Math.min(...numbers),
  max: Math.max(...numbers),
})

/** The summary of one server's slices over all rounds. */
export function summary(slices: readonly Slice[]) {
  const of = (figure: (slice: Slice) => number) => slices.map(figure)
  return {
    perSecond: spread(of((slice) => slice.perSecond)),
    p50: median(of((slice) => slice.p50)),
    p99: median(of((slice) => slice.p99)),
    max: Math.max(...of((slice) => slice.max)),
    serverCpu: median(of((slice) => slice.serverCpu)),
    generatorCpu: median(of((slice) => slice.generatorCpu)),
  }
}

/** The ratio of a figure in some slices to the same figure in the other slices, round by round. */
export function ratio(
  above: readonly Slice[],
  below: readonly Slice[],
  figure: (slice: Slice) => number,
): Spread {
  return spread(
    above.map((slice, round) => {
      const beside = below[round]
      return beside === undefined ? Number.NaN : figure(slice) / figure(beside)
    }),
  )
}

export const perSecond = (slice: Slice) => slice.perSecond
export const p50 = (slice: Slice) => slice.p50
export const p99 = (slice: Slice) => slice.p99

export const showRatio = ({ median, min, max }: Spread) =>
  `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`

export const milliseconds = (time: number) => time.toFixed(time < 10 ? 2 : 1)
export const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

export const summaryHeads = [
  'requests/s',
  'min',
  'max',
  'p50 ms',
  'p99 ms',
  'max ms',
  'server µs',
  'generator µs',
]

export function summaryCells(slices: readonly Slice[]): string[] {
  const { perSecond, p50, p99, max, serverCpu, generatorCpu } = summary(slices)
  return [
    ...[perSecond.median, perSecond.min, perSecond.max].map((rate) => rate.toFixed(0)),
    ...[p50, p99, max].map(milliseconds),
    ...[serverCpu, generatorCpu].map((time) => time.toFixed(0)),
  ]
}

/** Sets columns to the width that they need; the first is aligned to the left, figures to the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => (row[at] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
  return [heads, ...rows].map(line).join('\n')
}

/** Shows the progress on a terminal; prints nothing elsewhere. */
export function progress(round: number, rounds: number): void {
  if (process.stderr.isTTY) process.stderr.write(`round ${round + 1} of ${rounds}\r`)
}

/** The machine on which the figures were measured. */
export const machine = () => ({
  cpus: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${release()}`,
  node: process.version,
})

export function writeResults(file: string, results: object): void {
  writeFileSync(file, `${JSON.stringify({ machine: machine(), ...results }, null, 2)}\n`)
  console.log(`\nall figures: ${file}`)
}
