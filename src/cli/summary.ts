// `attrium summary`: how many have which value.
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { momentIn } from './moment.ts'
import { type FormatFlags, note, printList } from './screen/output.ts'
import { shownValue } from './screen/value.ts'
import { ofFlags, type WhoseFlags } from './who.ts'

export async function summaryCommand({
  args,
  flags,
  io,
}: Invocation<FormatFlags & WhoseFlags>): Promise<void> {
  const [attribute = ''] = args
  const { group } = flags
  const as_of = momentIn('--as-of', flags.asOf, io.now())
  const { attrium } = await connect(flags, io)
  const { body } = await attrium('GET /values/summary', {
    query: {
      attribute,
      of: ofFlags(flags),
      ...(group !== undefined && { group }),
      ...(as_of !== undefined && { as_of }),
    },
  })
  printList(flags, io, {
    json: body,
    rows: body.values,
    columns: [
      { name: 'value', of: ({ value }) => value, shown: shownValue },
      { name: 'count', of: ({ count }) => count },
    ],
    none: body.hidden ? `Values of ${body.name} are hidden.` : 'There are no values.',
  })
  const { set, unset, others } = body
  const more = others.values === 0 ? '' : `, ${others.values} further values of ${others.count}`
  note(io, `${set} with a value, ${unset} without${more}.`)
}
