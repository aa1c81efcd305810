// `attrium attribute get|set|unset user|group value`, and the order of groups.
import { CallRefused } from '../client/answers.ts'
import { type ChangeFlags, changeAndTell } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { givenValue } from './given-value.ts'
import { type TimeFlags, timesOf } from './moment.ts'
import { type FormatFlags, formatOf, printFile, printList, printThing } from './screen/output.ts'
import type { Column } from './screen/table.ts'
import { shownValue } from './screen/value.ts'
import { userFields } from './what-if.ts'

interface SetFlags extends ChangeFlags {
  readonly valueFile?: string
}

interface TimedFlags extends SetFlags, TimeFlags {}

export async function getUserValue({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const [user = '', attribute] = args
  const { attrium } = await connect(flags, io)
  const { body } = await attrium('GET /users/{user}/explanations', {
    path: { user },
    ...(attribute !== undefined && { query: { attributes: [attribute] } }),
  })
  const rows = body.map(({ user_id, name, value, source, hidden }) => ({
    ...{ user_id, attribute: name, value, source, hidden },
  }))
  if (attribute === undefined) {
    printList(flags, io, {
      rows,
      columns: ofOneUser,
      none: 'They have no attribute that you may see.',
    })
    return
  }
  const [found] = rows
  if (found === undefined) throw new CallRefused(404, `There is no attribute ${attribute}.`)
  printValue({ flags, io }, found)
}

interface ValueOfUser {
  readonly attribute: string
  readonly value: string | null
  readonly source: string
  readonly hidden: boolean
}
const ofOneUser: readonly Column<ValueOfUser>[] = [
  { name: 'attribute', of: (it) => it.attribute, style: 'strong' },
  { name: 'value', of: (it) => it.value, shown: shownValue },
  { name: 'source', of: (it) => it.source },
]

export async function getGroupValue({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const [group = '', attribute = ''] = args
  const { attrium } = await connect(flags, io)
  const { body } = await attrium('GET /values', {
    query: { attribute, of: 'group', group, match: 'set', limit: 1000 },
  })
  const isNamed = (name: string | null) => name?.toLowerCase() === group.toLowerCase()
  // The groups inside it are listed, too.
  const found = body.values.find((it) => it.group_id === group || isNamed(it.display_name))
  if (found === undefined) {
    throw new CallRefused(404, `The group ${group} has no value of ${attribute}.`)
  }
  const { group_id, display_name, rank, value, hidden } = found
  printValue({ flags, io }, { group_id, group: display_name, attribute, rank, value, hidden })
}

/** With --plain, the value and nothing else. */
function printValue<Thing extends { readonly value: string | null; readonly hidden: boolean }>(
  { flags, io }: Pick<Invocation<FormatFlags>, 'flags' | 'io'>,
  thing: Thing,
): void {
  const { value } = thing
  if (formatOf(flags) === 'plain') {
    printFile(io, `${value ?? ''}\n`)
    return
  }
  const names = Object.keys(thing).filter((name) => name !== 'hidden')
  printThing(
    flags,
    io,
    thing,
    names.map((name) => ({
      name,
      of: (it) => it[name as keyof Thing] as string | number | null,
      ...(name === 'value' && { shown: shownValue }),
    })),
  )
}

export async function setUserValue({ args, flags, io }: Invocation<TimedFlags>): Promise<number> {
  const [user = '', attribute = '', word] = args
  const times = timesOf(flags, io.now())
  const connection = await connect(flags, io)
  const value = await givenValue(connection, io, attribute, word, flags.valueFile)
  const op = { op: 'set_user_value', ...userFields(user), attribute, value, ...times }
  return changeAndTell(connection, io, flags, [op])
}

export async function unsetUserValue({ args, flags, io }: Invocation<ChangeFlags>) {
  const [user = '', attribute = ''] = args
  const op = { op: 'clear_user_value', ...userFields(user), attribute }
  return changeAndTell(await connect(flags, io), io, flags, [op])
}

export async function setGroupValue({ args, flags, io }: Invocation<TimedFlags>): Promise<number> {
  const [group = '', attribute = '', word] = args
  const times = timesOf(flags, io.now())
  const connection = await connect(flags, io)
  const value = await givenValue(connection, io, attribute, word, flags.valueFile)
  const op = { op: 'set_group_value', group, attribute, value, ...times }
  return changeAndTell(connection, io, flags, [op])
}

export async function unsetGroupValue({ args, flags, io }: Invocation<ChangeFlags>) {
  const [group = '', attribute = ''] = args
  const op = { op: 'clear_group_value', group, attribute }
  return changeAndTell(await connect(flags, io), io, flags, [op])
}

export async function orderGroups({ args, flags, io }: Invocation<ChangeFlags>): Promise<number> {
  const [attribute = '', ...groups] = args
  const op = { op: 'order_group_values', attribute, groups }
  return changeAndTell(await connect(flags, io), io, flags, [op])
}
