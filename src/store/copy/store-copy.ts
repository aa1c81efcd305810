// Copies a store into an empty one, of the same engine or another, page by page, so that it can resume.
import { createHash } from 'node:crypto'
import { CannotOpen } from '../../errors.ts'
import type { Tables } from '../tables.ts'

/**
 * Each table comes after those it refers to. The chains come first and the keys last: no server starts on a store
 * that has chains and no keys. The past comes before the present, whose rows would begin new intervals otherwise.
 */
const tables = [
  'audit_chains',
  'moments',
  'past_users',
  'past_emails',
  'past_identities',
  'past_groups',
  'past_nesting',
  'past_members',
  'past_attributes',
  'past_group_values',
  'past_sign_in_values',
  'archived_values',
  'catalogue',
  'users',
  'credentials_email',
  'credentials_api3',
  'credentials',
  'oauth_clients',
  'oauth_activations',
  'sign_in_providers',
  'groups',
  'group_users',
  'sign_in_members',
  'group_groups',
  'permission_sets',
  'model_sets',
  'roles',
  'role_groups',
  'role_users',
  'user_attributes',
  'user_attribute_user_values',
  'user_attribute_group_values',
  'user_attribute_sign_in_values',
  'ended_value_histories',
  'sealings',
  'audit',
  'audit_texts',
  'changes',
  'change_results',
  'keys',
] as const satisfies readonly (keyof Tables)[]

export type CopiedTable = (typeof tables)[number]

/** Tokens are not copied: people sign in again. A table that is neither copied nor excluded fails to compile here. */
type Forgotten = Exclude<
  keyof Tables,
  CopiedTable | 'access_tokens' | 'oauth_grants' | 'used_sign_ins'
>
const nothingForgotten: Forgotten extends never ? true : never = true

/** Tables with generated ids, each with the column of the ids. */
const generated: readonly (readonly [CopiedTable, string])[] = [
  ...(
    [
      'audit_chains',
      'users',
      'credentials_api3',
      'credentials',
      'groups',
      'permission_sets',
      'model_sets',
      'roles',
      'user_attributes',
      'user_attribute_group_values',
      'keys',
    ] as const
  ).map((table) => [table, 'id'] as const),
  ['audit', 'sequence'],
]

/** Rows in a page where an engine takes so many: the rows of one table are long. */
export const pageOf = (table: CopiedTable, rows: number): number =>
  table === 'change_results' ? 100 : rows

/** A cell as decimal or other text; flags are `0` and `1`. */
export type Cell = string | null

export interface Layout {
  /** Sorted by name, so that both sides agree. */
  readonly columns: readonly string[]
  /** Places of the primary key among the columns; empty for a table of one row. */
  readonly key: readonly number[]
}

/** The functions of a database that is the source or the target of a copy. */
export interface Side {
  readonly layout: (table: CopiedTable) => Promise<Layout>
  /** Rows after the key `after`, in the order of keys. */
  readonly page: (table: CopiedTable, after: readonly Cell[] | undefined) => Promise<Cell[][]>
  /** The largest key. */
  readonly newest: (table: CopiedTable) => Promise<readonly Cell[] | undefined>
  /** The largest id that was ever generated. */
  readonly lastId: (table: CopiedTable, column: string) => Promise<string | undefined>
}

export interface Target extends Side {
  /** Removes the rows that every new store has and adds these rows of `audit_chains`, in one transaction. */
  readonly begin: (emptied: readonly CopiedTable[], chains: readonly Cell[][]) => Promise<void>
  /** Adds rows in one transaction. */
  readonly add: (table: CopiedTable, rows: readonly Cell[][]) => Promise<void>
  readonly setLastId: (table: CopiedTable, column: string, id: string) => Promise<void>
  /** Counts what the planner of queries goes by: without that, the first searches would read whole tables. */
  readonly gatherStatistics: () => Promise<void>
}

/** Rows of a table between two reports. */
const reportEvery = 50_000

/**
 * Copies all rows and compares both sides afterwards. `tell` is called for each finished table, and during a large
 * table with the number of rows that this run has copied so far. Throws CannotOpen when the target contains
 * something else or the source has changed since the copy began.
 */
export async function copyStore(
  source: Side,
  target: Target,
  tell: (table: CopiedTable, rows: number, isWhole: boolean) => void,
): Promise<void> {
  if (!nothingForgotten) return
  await begin(source, target)
  for (const table of tables) {
    let after = table === 'catalogue' ? undefined : await target.newest(table)
    if (table === 'catalogue' && (await target.page(table, undefined)).length > 0) continue
    const { key } = await source.layout(table)
    let [copied, reported] = [0, 0]
    for (;;) {
      const rows = await source.page(table, after)
      if (rows.length === 0) break
      await target.add(table, rows)
      if (key.length === 0) break
      copied += rows.length
      if (copied - reported >= reportEvery) {
        reported = copied
        tell(table, copied, false)
      }
      after = key.map((at) => rows.at(-1)?.[at] ?? null)
    }
    if (table !== 'keys') tell(table, (await compare(source, target, table)) ?? 0, true)
  }
  for (const [table, column] of generated) {
    const id = await source.lastId(table, column)
    if (id !== undefined) await target.setLastId(table, column, id)
  }
  // guard operation-32: gone
  await target.gatherStatistics()
  tell('keys', await compare(source, target, 'keys'), true)
}

async function begin(source: Side, target: Target): Promise<void> {
  const chains = await everyRow(source, 'audit_chains')
  if (chains.length === 0) throw new CannotOpen('The source is not an Attrium store.')
  if ((await target.newest('keys')) !== undefined) throw new CannotOpen(notEmpty)
  const begun = await everyRow(target, 'audit_chains')
  if (begun.length > 0) {
    if (JSON.stringify(begun) === JSON.stringify(chains)) return
    throw new CannotOpen('The source has changed since the copy began; empty the target first.')
  }
  const [user, row] = [await target.newest('audit'), (await target.page('users', undefined))[0]]
  if (user !== undefined || row !== undefined) throw new CannotOpen(notEmpty)
  const kept: readonly CopiedTable[] = ['audit_chains', 'audit', 'keys']
  await target.begin(
    [...tables].reverse().filter((table) => !kept.includes(table)),
    chains,
  )
}
const notEmpty = 'The target already contains a store; name an empty one.'

async function everyRow(side: Side, table: CopiedTable): Promise<Cell[][]> {
  const all: Cell[][] = []
  await eachPage(side, table, (rows) => all.push(...rows))
  return all
}

async function eachPage(side: Side, table: CopiedTable, visit: (rows: Cell[][]) => void) {
  const { key } = await side.layout(table)
  let after: readonly Cell[] | undefined
  for (;;) {
    const rows = await side.page(table, after)
    if (rows.length > 0) visit(rows)
    if (rows.length === 0 || key.length === 0) return
    after = key.map((at) => rows.at(-1)?.[at] ?? null)
  }
}

/** Returns the number of rows; throws when the two sides do not have the same rows. */
async function compare(source: Side, target: Side, table: CopiedTable): Promise<number> {
  const digest = async (side: Side) => {
    const hash = createHash('sha256')
    let rows = 0
    await eachPage(side, table, (page) => {
      rows += page.length
      for (const row of page) hash.update(JSON.stringify(row))
    })
    return { rows, hex: hash.digest('hex') }
  }
  const [one, other] = [await digest(source), await digest(target)]
  if (one.hex !== other.hex || one.rows !== other.rows) {
    throw new CannotOpen(
      `The copy of ${table} differs: ${one.rows} rows became ${other.rows}; empty the target and copy again.`,
    )
  }
  return one.rows
}
