// Makes the result of a change that is decided in memory.
import type { Problem } from '../errors.ts'
import type { Context } from '../request/context.ts'
import type { GivenLines } from './change-body.ts'
import { readCsv } from './csv-body.ts'
import type { Empty } from './csv-operations.ts'
import { readNdjson } from './ndjson-body.ts'
import { PackedResult } from './packed-result-reader.ts'
import type { Plan } from './plan-reader.ts'
import { SentOperations } from './sent-operations.ts'
import { SentRows } from './sent-rows.ts'

/** What was sent, beside the operations that were decided. */
export interface SentChange {
  /** A body of lines, and what an empty cell of it says. */
  readonly lines?: { readonly given: GivenLines; readonly empty: Empty | undefined } | undefined
  /** What is left as it is, of which there is no operation. */
  readonly leftOut?: readonly Problem[]
}

export async function resultOf(
  { server }: Pick<Context, 'server'>,
  { catalogue, draft, applied }: Plan,
  { lines, leftOut = [] }: SentChange,
): Promise<PackedResult> {
  const text = String(lines?.given.body ?? '')
  const isTable = lines?.given.are === 'csv'
  const sent = isTable
    ? new SentRows(catalogue)
    : new SentOperations(draft.catalogue, lines !== undefined)
  // It is read again, since nothing of it was kept but the operations.
  if (isTable) readCsv(text, { empty: lines.empty }, sent)
  else if (lines !== undefined) readNdjson(text, sent)
  for (const [operation, verdict] of applied.verdicts) sent.decided(operation, verdict)
  if (sent instanceof SentOperations) for (const it of leftOut) sent.cannot(it)
  const result = new PackedResult(server.keys)
  await result.add(sent.take())
  await result.end()
  return result
}

/** A result is charged for like the rows of the audit. */
export function charge({ actor, server, now }: Context, { bytes }: PackedResult): void {
  // guard result-10: gone
  server.writeBudget?.count(actor.caller, bytes, now)
}
