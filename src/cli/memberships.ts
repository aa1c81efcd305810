// `attrium group members` and `attrium user groups`: who is in which group, from when and until when.
import { everyPage } from '../client/lists.ts'
import type { Membership } from '../groups/membership-shapes.ts'
import type { Static } from '../http/schema.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { limitIn } from './limit.ts'
import { minuteOrNone } from './screen/chain.ts'
import { type FormatFlags, note, printList } from './screen/output.ts'
import type { Column } from './screen/table.ts'

interface MembershipFlags extends FormatFlags {
  readonly nested?: boolean
  readonly forATime?: boolean
  readonly limit?: string
}

type Row = Static<typeof Membership>

const people: readonly Column<Row>[] = [
  { name: 'user_id', title: 'id', of: ({ user_id }) => user_id },
  { name: 'email', of: ({ email }) => email, style: 'strong' },
  { name: 'display_name', title: 'name', of: ({ display_name }) => display_name },
]
const groups: readonly Column<Row>[] = [
  { name: 'group_id', title: 'id', of: ({ group_id }) => group_id },
  { name: 'group', of: ({ group }) => group, style: 'strong' },
]
const timeColumn = (name: 'starts_at' | 'expires_at', title: string): Column<Row> => ({
  ...{ name, title, of: (row) => row[name] },
  shown: (row) => minuteOrNone(row[name]),
  ...{ narrow: 'whole', spare: { if: '' } },
})
const through: Column<Row> = {
  ...{ name: 'through', of: ({ through }) => through.join(' > ') },
  // The last one is the group itself.
  shown: ({ through }) => through.slice(0, -1).join(' in '),
}
const times: readonly Column<Row>[] = [
  timeColumn('starts_at', 'from'),
  timeColumn('expires_at', 'until'),
]

export const groupMembers = (given: Invocation<MembershipFlags>) =>
  list(given, { group: given.args[0] ?? '' }, people, 'Nobody is in it.')

export const userGroups = (given: Invocation<MembershipFlags>) =>
  list(given, { user: given.args[0] ?? '' }, groups, 'In no group but All Users.')

async function list(
  { flags, io }: Invocation<MembershipFlags>,
  of: { readonly group: string } | { readonly user: string },
  named: readonly Column<Row>[],
  none: string,
): Promise<void> {
  const { nested = false, forATime = false } = flags
  const columns = [...named, ...(nested ? [through] : []), ...times]
  const { attrium } = await connect(flags, io)
  const asked = { ...of, ...(nested && { nested }), ...(forATime && { for_a_time: true }) }
  const { items, isWhole } = await everyPage(limitIn(flags.limit), async (page) => {
    const { body } = await attrium('GET /memberships', { query: { ...asked, ...page } })
    return { items: body.memberships, next: body.next }
  })
  printList(flags, io, { rows: items, columns, none })
  if (!isWhole) note(io, `There are more; --limit ${items.length * 10} lists more of them.`)
}
