// `attrium attribute ls|cat|create|update|rm`: definitions.

import { CallRefused } from '../client/answers.ts'
import type { SentOperation } from '../client/client.ts'
import { allAttributes, everyPage } from '../client/lists.ts'
import { CannotRun } from '../errors.ts'
import type { Static } from '../http/schema.ts'
import type { Attribute } from '../user-attributes/attribute-routes.ts'
import { type ChangeFlags, changeAndTell } from './change-call.ts'
import type { Invocation } from './client-command.ts'
import { type Connection, connect } from './connection/connect.ts'
import { givenValue } from './given-value.ts'
import { pickedColumns } from './picked-columns.ts'
import { type RemovalFlags, removeThing } from './remove-thing.ts'
import { type FormatFlags, formatOf, printList, printThing } from './screen/output.ts'
import type { Column } from './screen/table.ts'
import { shownValue } from './screen/value.ts'
import { byRank } from './who.ts'

type Definition = Static<typeof Attribute>

interface ListFlags extends FormatFlags {
  readonly fields?: string
  readonly hidden?: boolean
}

const columns: readonly Column<Definition>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'name', of: ({ name }) => name, style: 'strong', narrow: 'whole' },
  { name: 'label', of: ({ label }) => label, spare: 'always' },
  { name: 'type', of: ({ type }) => type },
  {
    name: 'default_value',
    title: 'default',
    of: (it) => (it.default_value === null ? null : String(it.default_value)),
  },
  {
    name: 'access',
    of: (it) => (it.user_can_edit ? 'edit' : it.user_can_view ? 'view' : 'none'),
  },
  {
    ...{ name: 'value_is_hidden', title: 'hidden', spare: { if: '' } },
    of: ({ value_is_hidden }) => yes(value_is_hidden),
  },
  { name: 'combine', of: ({ combine }) => combine, spare: { if: 'first' } },
]
const more: readonly Column<Definition>[] = [
  { name: 'choices', of: ({ choices }) => choices?.join(', ') ?? null },
  {
    name: 'hidden_value_domain_whitelist',
    title: 'domain allowlist',
    of: (it) => it.hidden_value_domain_whitelist,
  },
  { name: 'is_system', title: 'comes with the server', of: ({ is_system }) => yes(is_system) },
]
const yes = (flag: boolean | null) => (flag ? 'yes' : '')

export async function listAttributes({ flags, io }: Invocation<ListFlags>): Promise<void> {
  const picked = pickedColumns(flags.fields, [...columns, ...more], columns)
  const all = await allAttributes(await connect(flags, io))
  const rows = flags.hidden ? all.filter((it) => it.value_is_hidden) : all
  const none = flags.hidden ? 'You may see no hidden attribute.' : 'You may see no attribute.'
  printList(flags, io, { rows, columns: picked, none })
}

export async function showAttribute({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const [attribute = ''] = args
  const connection = await connect(flags, io)
  const { body } = await connection.attrium('GET /attributes/{attribute}', { path: { attribute } })
  const groups = await groupsOf(connection, attribute)
  const thing = { ...body, groups }
  const ofGroups: Column<typeof thing> = {
    name: 'groups',
    of: () => groups?.map(({ group }) => group).join(', ') ?? null,
  }
  const isTable = formatOf(flags) === 'table'
  printThing(flags, io, thing, [...columns, ...more, ...(isTable ? [] : [ofGroups])])
  if (!isTable || groups === null || groups.length === 0) return
  io.out.write('\n')
  printList(flags, io, { rows: groups, columns: groupColumns, none: '' })
}

/** Groups with a value, strongest first; null for callers who may not see them. */
async function groupsOf({ attrium }: Connection, attribute: string) {
  try {
    const { items } = await everyPage(undefined, async (page) => {
      const query = { attribute, of: 'group', match: 'set', ...page } as const
      const { body } = await attrium('GET /values', { query })
      return { items: body.values, next: body.next }
    })
    return byRank(items).map(({ group_id, display_name: group, rank, value, hidden }) => ({
      ...{ group_id, group, rank, value, hidden },
    }))
  } catch (error) {
    if (error instanceof CallRefused && [403, 404].includes(error.status)) return null
    throw error
  }
}
type GroupValue = NonNullable<Awaited<ReturnType<typeof groupsOf>>>[number]

const groupColumns: readonly Column<GroupValue>[] = [
  { name: 'rank', of: ({ rank }) => rank },
  { name: 'group', of: ({ group }) => group, style: 'strong' },
  { name: 'value', of: ({ value }) => value, shown: shownValue },
]

export interface DefinitionFlags extends ChangeFlags {
  readonly name?: string
  readonly label?: string
  readonly type?: string
  readonly defaultValue?: string
  readonly defaultValueFile?: string
  readonly isHidden?: boolean
  readonly canView?: boolean
  readonly canEdit?: boolean
  readonly domainAllowlist?: string
  readonly choice?: readonly string[]
  readonly combine?: string
  readonly force?: boolean
}

export async function createAttribute(given: Invocation<DefinitionFlags>): Promise<number> {
  const { args, flags, io } = given
  const [name = '', label] = args
  const connection = await connect(flags, io)
  const fields = {
    ...(await definitionFields(connection, given, flags.isHidden === true ? true : undefined)),
    ...(label !== undefined && { label }),
  }
  const exists = flags.force === true && (await isThere(connection, name))
  const op: SentOperation = exists
    ? { op: 'update_attribute', attribute: name, ...fields }
    : { op: 'create_attribute', name, type: 'string', ...fields }
  return changeAndTell(connection, io, flags, [op])
}

export async function updateAttribute(given: Invocation<DefinitionFlags>): Promise<number> {
  const { args, flags, io } = given
  const [attribute = ''] = args
  const connection = await connect(flags, io)
  const fields = await definitionFields(connection, given, undefined)
  const { name } = flags
  const all = { ...fields, ...(name !== undefined && { name }) }
  if (Object.keys(all).length === 0) {
    throw new CannotRun('Nothing to change: name a field, such as --label.')
  }
  return changeAndTell(connection, io, flags, [{ op: 'update_attribute', attribute, ...all }])
}

async function definitionFields(
  connection: Connection,
  { args, flags, io }: Invocation<DefinitionFlags>,
  isHidden: boolean | undefined,
): Promise<Omit<SentOperation, 'op'>> {
  const { label, type, defaultValue, defaultValueFile, canView, canEdit } = flags
  const { domainAllowlist, choice, combine } = flags
  if (isHidden && defaultValue !== undefined) {
    throw new CannotRun(
      'A hidden default must not be a word of a command: use --default-value-file.',
    )
  }
  const default_value =
    defaultValue === undefined && defaultValueFile === undefined
      ? undefined
      : await givenValue(connection, io, args[0] ?? '', defaultValue, defaultValueFile)
  const fields = {
    ...{ label, type, default_value, combine },
    value_is_hidden: flags.isHidden,
    user_can_view: canView,
    user_can_edit: canEdit,
    hidden_value_domain_whitelist: domainAllowlist,
    choices: choice === undefined ? undefined : choice.filter((it) => it !== ''),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

const isThere = ({ attrium }: Connection, attribute: string): Promise<boolean> =>
  attrium('GET /attributes/{attribute}', { path: { attribute } }).then(
    () => true,
    (error) => {
      if (error instanceof CallRefused && error.status === 404) return false
      throw error
    },
  )

export const removeAttribute = (given: Invocation<RemovalFlags>): Promise<number> =>
  removeThing(given, 'attribute', { op: 'delete_attribute', attribute: given.args[0] ?? '' })
