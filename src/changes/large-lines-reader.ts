// Reads a body of lines that is too long for memory in parts, and decides each of them.
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { type Asked, type LongBody, oneReason } from './change-body.ts'
import { CsvReader } from './csv-body.ts'
import { LargePlan } from './large-plan-reader.ts'
import { NdjsonReader } from './ndjson-body.ts'
import { PackedResult } from './packed-result-reader.ts'
import { Reading, readOn } from './read-change.ts'
import { SentOperations } from './sent-operations.ts'
import { SentRows } from './sent-rows.ts'
import { type Lines, WholeLines } from './whole-lines.ts'

export interface ReadPlan {
  readonly plan: LargePlan
  readonly reason: string | undefined
  /** What has become of the lines, if the change can be stored. */
  readonly result: PackedResult | undefined
}

/**
 * Decides all lines on one moment: with `skips` also those behind many problems, with `keeps` so that they can be
 * stored.
 */
export function largePlanOf(
  context: Context,
  { lines, reason }: LongBody,
  {
    empty,
    skips,
    keeps,
  }: Pick<Asked, 'empty'> & { readonly skips: boolean; readonly keeps: boolean },
): Promise<ReadPlan> {
  return context.atOneMoment(async (catalogue, read) => {
    const { are, body } = lines
    const sent = are === 'csv' ? new SentRows(catalogue) : new SentOperations(catalogue, true)
    const most = { operations: limits.large_operations, rows: limits.large_rows }
    const reading = new Reading(most, keeps ? sent : undefined)
    const plan = new LargePlan(context, { catalogue, read }, reading, keeps)
    const result = keeps ? new PackedResult(context.server.keys) : undefined
    if (keeps) plan.sent = sent
    const whole = new WholeLines(are, limits.large_line_characters)
    const reader = are === 'csv' ? new CsvReader(reading, { empty }) : new NdjsonReader(reading)
    const take = async ({ text, line }: Lines) => {
      const goesOn = readOn(reading, () => reader.read(text, line))
      await plan.decide(are === 'csv')
      await result?.add(sent.take())
      return goesOn && (skips || !reading.isFull)
    }
    const all = async () => {
      for await (const piece of textsOf(body)) {
        const part = whole.add(piece)
        if (part !== undefined && !(await take(part))) return
        const line = whole.tooLong
        if (line !== undefined && !readOn(reading, () => reading.end({ line, message: tooLong }))) {
          return
        }
      }
      if (await take(whole.rest())) readOn(reading, () => reader.end())
    }
    await all()
    plan.end()
    await result?.end()
    return { plan, reason: oneReason(reading.reason, reason), result }
  })
}

const tooLong =
  `The line is longer than ${limits.large_line_characters} characters; look for a quote that is not closed. This line ` +
  'and those after it were not read.'

/** Characters that are read of a text at a time. */
const pieceCharacters = 64 * 1024

async function* textsOf(body: LongBody['lines']['body']): AsyncGenerator<string> {
  if (typeof body === 'string') {
    for (let at = 0; at < body.length; at += pieceCharacters) {
      yield body.slice(at, at + pieceCharacters)
    }
    return
  }
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const decoded = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch (cause) {
      throw new Refusal('bad_request', { message: 'The body is not valid UTF-8.', cause })
    }
  }
  for await (const piece of body.pieces()) yield decoded(piece)
  yield decoded()
}
