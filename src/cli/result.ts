// `attrium result`: what has become of each line of a change, as a file.
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { note } from './screen/output.ts'
import { sinkOf } from './sink.ts'

interface ResultFlags {
  readonly spreadsheet?: boolean
  readonly output?: string
}

export async function resultCommand({ args, flags, io }: Invocation<ResultFlags>): Promise<void> {
  const [change_id = ''] = args
  const sink = sinkOf(io, flags.output)
  const { attrium } = await connect(flags, io)
  const query = flags.spreadsheet ? { spreadsheet: true } : {}
  const { body } = await attrium('GET /changes/{change_id}/result.csv', {
    path: { change_id },
    query,
    asChunks: true,
  })
  await sink.take(body)
  note(io, `${sink.lines()} lines.`)
}
