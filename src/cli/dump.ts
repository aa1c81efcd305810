// `attrium dump`, `attrium diff` and `attrium schema`: definitions as a file, and how two servers differ.
import { definitionsIn } from '../definitions/definitions.ts'
import { planFor } from '../definitions/difference.ts'
import { dumpOf, leftOutOf } from '../definitions/dump.ts'
import { fileSchema } from '../definitions/json-schema.ts'
import { thingsText, totalsText } from '../definitions/plan-text.ts'
import { readPresent } from '../definitions/present-reader.ts'
import { pending } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { signPaint } from './plan.ts'
import {
  type FormatFlags,
  formatOf,
  note,
  printFile,
  printJson,
  printLines,
} from './screen/output.ts'
import { printable } from './screen/printable.ts'

interface DumpFlags {
  readonly users?: boolean
  readonly schema?: string
}

export async function dumpCommand({ flags, io }: Invocation<DumpFlags>): Promise<void> {
  const { users = false, schema } = flags
  const present = await readPresent(await connect(flags, io), { users: users ? 'all' : 'none' })
  printFile(io, dumpOf(present, { schema }))
  const count = leftOutOf(present)
  if (count > 0) {
    const what = count === 1 ? '1 value is' : `${count} values are`
    note(io, `${what} left out, since others follow: a file has one value, and would keep it.`)
  }
}

/** The exit code is 3 if the servers differ. */
export async function diffCommand({ args, flags, io }: Invocation<FormatFlags>): Promise<number> {
  const [one, other] = await Promise.all(
    args.map(async (profile) =>
      readPresent(await connect({ ...flags, profile }, io), { users: 'none' }),
    ),
  )
  if (one === undefined || other === undefined) return 2
  const file = { file: args[0] ?? '', text: dumpOf(one, { isWhole: true }) }
  const options = { prunes: true, replacesHidden: false }
  const plan = planFor(definitionsIn([file]).definitions, other, options)
  const { things } = plan
  const isHidden = new Map(other.attributes.map((it) => [it.name, it.value_is_hidden]))
  const shown = one.attributes.filter((it) => !it.value_is_hidden && isHidden.get(it.name))
  if (formatOf(flags) === 'json') printJson(io, { things })
  else if (things.length > 0) {
    printLines(io, [printable(`+ is only in ${args[0]}, - only in ${args[1]}, ~ differs:`), ''])
    io.out.write(thingsText(plan, signPaint(io)))
  }
  for (const { name } of shown) {
    note(io, `Values of ${name} are hidden on ${args[1]} alone, and stay so for ever.`)
  }
  if (things.length + shown.length === 0) {
    note(io, 'The definitions are equal.')
    return 0
  }
  note(io, `To make ${args[1]} as ${args[0]}: ${totalsText(plan)}.`)
  return pending
}

export async function schemaCommand({ io }: Invocation): Promise<void> {
  io.out.write(`${JSON.stringify(fileSchema(), undefined, 2)}\n`)
}
