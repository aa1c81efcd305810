// `attrium export`: who has which value, as a file that an import reads.
import { parsed } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import { csvCell, type ExportRow } from '../holders/lines.ts'
import { removal, saidBy } from '../texts/csv-cell.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { note } from './screen/output.ts'
import { sinkOf } from './sink.ts'
import { ofFlags, type WhoseFlags } from './who.ts'

interface ExportFlags extends WhoseFlags {
  readonly wide?: boolean
  readonly long?: boolean
  readonly json?: boolean
  readonly attributes?: string
  readonly source?: string
  readonly output?: string
}

export async function exportCommand({ flags, io }: Invocation<ExportFlags>): Promise<void> {
  const { wide, long, json, attributes, group, source } = flags
  if (wide && (long || json)) throw new CannotRun('Give only one of --wide, --long and --json.')
  const of = ofFlags(flags)
  if (wide && of === 'group') {
    throw new CannotRun('--wide has a line for each user; leave it out with --group-values.')
  }
  const sink = sinkOf(io, flags.output)
  const { attrium } = await connect(flags, io)
  const query = {
    of,
    ...(attributes !== undefined && { attributes }),
    ...(group !== undefined && { group }),
    ...(source !== undefined && { source }),
  }
  const asChunks = true
  if (wide) {
    const names = attributes?.split(',').map((name) => name.trim())
    const { body } = await attrium('GET /values.ndjson', { query, asChunks })
    const left = { fixed: new Set<string>(), hidden: new Set<string>() }
    await sink.take(wideLines(body, { names, left, isForImport: of === 'own' }))
    if (left.fixed.size > 0)
      note(io, `Left out, because no import may set them: ${[...left.fixed].join(', ')}.`)
    if (left.hidden.size > 0)
      note(io, `Left out, because their values are hidden: ${[...left.hidden].join(', ')}.`)
    if (of !== 'own') note(io, whatWideHas)
  } else if (json) {
    await sink.take((await attrium('GET /values.ndjson', { query, asChunks })).body)
  } else {
    await sink.take((await attrium('GET /values.csv', { query, asChunks })).body)
  }
  note(io, `${sink.lines()} lines.`)
}

const whatWideHas =
  'These are effective values, which an import would set on users; for a file to import, use --wide --own.'

interface Wide {
  readonly names: readonly string[] | undefined
  readonly left: Readonly<Record<'fixed' | 'hidden', Set<string>>>
  readonly isForImport: boolean
}

/**
 * A line for each user with a column for each attribute; users come one after the other. What is read from their
 * records cannot be imported, and an import with `--empty unset` would remove what is hidden: those have no column, and
 * their names are added to `left`. Throws CannotRun before the first line if a value for an import has no cell.
 */
async function* wideLines(
  chunks: AsyncIterable<Uint8Array>,
  { names: asked, left, isForImport }: Wide,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const rows: { readonly id: ExportRow; readonly values: Map<string, string | null> }[] = []
  const names = new Set<string>()
  for await (const row of rowsIn(chunks)) {
    const last = rows.at(-1)
    const { value } = row
    // guard cli-15: becomes false
    if (isForImport && value !== null && saidBy(value, false, () => false) !== value) {
      throw new CannotRun(noCell(row))
    }
    // guard cli-16: becomes false
    const isHidden = row.hidden
    if (row.source === 'System Setting') left.fixed.add(row.attribute)
    else if (isHidden) left.hidden.add(row.attribute)
    else names.add(row.attribute)
    if (last?.id.user_id === row.user_id) last.values.set(row.attribute, row.value)
    else rows.push({ id: row, values: new Map([[row.attribute, row.value]]) })
  }
  // An attribute without any value still has its column if it was asked for by name.
  const columns = [
    ...names,
    ...(asked ?? []).filter(
      (it) => !names.has(it) && !left.fixed.has(it) && !left.hidden.has(it) && !/^\d+$/.test(it),
    ),
  ]
  // People know addresses; where somebody has none, ids name everybody.
  const user = rows.every(({ id }) => id.email !== null) ? 'email' : 'user_id'
  yield encoder.encode(`${[user, ...columns].map((it) => csvCell(it)).join(',')}\r\n`)
  for (const { id, values } of rows) {
    const cells = columns.map((name) => values.get(name) ?? null)
    yield encoder.encode(`${[id[user], ...cells].map((it) => csvCell(it)).join(',')}\r\n`)
  }
}

/** An import takes such a cell of a wide table for no value. */
const noCell = ({ attribute, user_id }: ExportRow): string =>
  `A wide table has no cell for the ${attribute} of user ${user_id}, which is an empty text or reads ${removal}: leave out --wide.`

async function* rowsIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ExportRow> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield parsed(line) as ExportRow
  }
  if (rest !== '') yield parsed(rest) as ExportRow
}
