// Deletes a definition after it has said what that means for people.
import { jsonText, type SentOperation } from '../client/client.ts'
import { type ChangeFlags, changeAndTell, sendChange } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { confirmed } from './confirm.ts'
import { connect } from './connection/connect.ts'

export interface RemovalFlags extends ChangeFlags {
  readonly yes?: boolean
}

/** Says first what it means for people, and asks. */
export async function removeThing(
  { args, flags, io }: Invocation<RemovalFlags>,
  noun: string,
  op: SentOperation,
): Promise<number> {
  const connection = await connect(flags, io)
  if (!flags.dryRun && !flags.yes) {
    const preview = await sendChange(connection, io, { dryRun: true }, jsonText({ changes: [op] }))
    const people = preview.effects?.users ?? 0
    const told = people === 0 ? 'Nobody' : people === 1 ? '1 person' : `${people} people`
    await confirmed(
      io,
      flags,
      `Delete the ${noun} ${args[0]}? ${told} would get another value. attrium undo puts it back, but no hidden values.`,
    )
  }
  return changeAndTell(connection, io, flags, [op])
}
