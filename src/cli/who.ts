// `attrium who`: who has a value that fits.
import { everyPage } from '../client/lists.ts'
import { CannotRun } from '../errors.ts'
import type { HeldValueAnswer } from '../holders/shapes.ts'
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { limitIn } from './limit.ts'
import { aheadIn, momentIn } from './moment.ts'
import { minuteOrNone } from './screen/chain.ts'
import { type FormatFlags, note, printList } from './screen/output.ts'
import type { Column } from './screen/table.ts'
import { shownValue } from './screen/value.ts'

export interface WhoseFlags {
  readonly own?: boolean
  readonly groupValues?: boolean
  readonly group?: string
  readonly asOf?: string
}

interface WhoFlags extends FormatFlags, WhoseFlags {
  readonly unset?: boolean
  readonly source?: string
  readonly expiresBefore?: string
  readonly limit?: string
}

export async function whoCommand({ args, flags, io }: Invocation<WhoFlags>): Promise<void> {
  const { attribute, match, value } = questionIn(args, flags.unset === true)
  const limit = limitIn(flags.limit)
  const { group, source } = flags
  const as_of = momentIn('--as-of', flags.asOf, io.now())
  const expires_before = aheadIn('--expires-before', flags.expiresBefore, io.now())
  const of = ofFlags(flags)
  const { attrium } = await connect(flags, io)
  const query = {
    ...{ attribute, of, match },
    ...(value !== undefined && { value }),
    ...(group !== undefined && { group }),
    ...(source !== undefined && { source }),
    ...(as_of !== undefined && { as_of }),
    ...(expires_before !== undefined && { expires_before }),
  }
  const read = await everyPage(of === 'group' ? undefined : limit, async (page) => {
    const { body } = await attrium('GET /values', { query: { ...query, ...page } })
    return { items: body.values, next: body.next }
  })
  const items = of === 'group' ? byRank(read.items).slice(0, limit) : read.items
  const isWhole = read.isWhole && items.length === read.items.length
  printList(flags, io, {
    rows: items,
    columns:
      of === 'group' ? ofGroups : expires_before === undefined ? ofUsers : [...ofUsers, ends],
    none: of === 'group' ? 'No group.' : 'Nobody.',
  })
  if (!isWhole) note(io, `There are more than ${items.length}; a greater --limit lists them.`)
}

/** Groups without a value are last. */
export const byRank = (groups: readonly HeldValueAnswer[]): readonly HeldValueAnswer[] =>
  [...groups].sort((one, other) => (one.rank ?? weakest) - (other.rank ?? weakest))
const weakest = Number.MAX_SAFE_INTEGER

export const ofFlags = ({ own, groupValues }: WhoseFlags): 'own' | 'group' | 'effective' => {
  if (own && groupValues) throw new CannotRun('Give only one of --own and --group-values.')
  return own ? 'own' : groupValues ? 'group' : 'effective'
}

const matchNamed: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'is_not',
  '~': 'contains',
  '^': 'starts_with',
  admits: 'admits',
}

/** Reads `region = EMEA`, `region=EMEA`, `region` and `region --unset`. */
export function questionIn(args: readonly string[], isUnset: boolean) {
  const [first = '', ...others] = args
  const [, attribute = first, ...inOne] = /^(\w+)(!=|=|~|\^)([\s\S]*)$/.exec(first) ?? []
  const [sign, value, ...more] = [...inOne, ...others]
  if (more.length > 0 || (inOne.length > 0 && others.length > 0)) {
    throw new CannotRun('Put the value into quotes: attrium who region = "a value with spaces".')
  }
  if (isUnset) {
    if (sign === undefined) return { attribute, match: 'unset', value: undefined }
    throw new CannotRun('--unset takes no comparison.')
  }
  if (sign === undefined) return { attribute, match: 'set', value: undefined }
  const match = matchNamed[sign]
  if (match === undefined) {
    const signs = Object.keys(matchNamed).join(', ')
    throw new CannotRun(
      `Between attribute and value stands one of ${signs}, as in attrium who region = EMEA.`,
    )
  }
  if (value === undefined)
    throw new CannotRun(`After ${sign} there must be a value; '' is the empty one.`)
  return { attribute, match, value }
}

const valueColumns: readonly Column<HeldValueAnswer>[] = [
  { name: 'value', of: ({ value }) => value, shown: shownValue, style: 'strong' },
  { name: 'source', of: ({ source }) => source },
]
const ofUsers: readonly Column<HeldValueAnswer>[] = [
  { name: 'user_id', title: 'id', of: ({ user_id }) => user_id },
  { name: 'email', of: ({ email }) => email },
  { name: 'display_name', title: 'name', of: ({ display_name }) => display_name },
  ...valueColumns,
]
const ends: Column<HeldValueAnswer> = {
  name: 'expires_at',
  title: 'ends',
  of: ({ expires_at }) => expires_at,
  shown: ({ expires_at }) => minuteOrNone(expires_at),
}
const ofGroups: readonly Column<HeldValueAnswer>[] = [
  { name: 'group_id', title: 'id', of: ({ group_id }) => group_id },
  { name: 'display_name', title: 'group', of: ({ display_name }) => display_name },
  { name: 'rank', of: ({ rank }) => rank },
  ...valueColumns,
]
