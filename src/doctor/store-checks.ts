// The checks of a store; each only reads, and reports a problem with its place.
import { enabledAdministrators } from '../access/sql.ts'
import { AuditCheck } from '../audit/chain-check.ts'
import { verifyAudit } from '../audit/verification.ts'
import { readCatalogue } from '../catalogue/sql.ts'
import { type KeptBlock, unpackedBlock } from '../changes/packed-result-reader.ts'
import { blocksAfter } from '../changes/result-sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Place, StoredCells } from '../domain/stored-value.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { valueProblems } from '../domain/value-type.ts'
import { CannotRun } from '../errors.ts'
import type { UserAttributeId } from '../ids.ts'
import { auditKey, type DataKey } from '../keys/data-keys.ts'
import { keyRing } from '../keys/key-ring.ts'
import type { Environment } from '../providers/stored-provider.ts'
import { compareWithAudit, seenOf } from '../retold/comparison.ts'
import type { Reading } from '../store/db.ts'
import {
  signInValuesToSeal,
  storedDefaultOf,
  storedGroupValues,
  storedUserValues,
} from '../values/sealing-sql.ts'
import { counted, type Finding } from './finding.ts'
import { past } from './past-check.ts'
import { providers } from './provider-check.ts'
import { foreignKeyCheck, integrityCheck } from './sql.ts'

/** A store that is checked, perhaps while a server writes to it. */
export interface Examined {
  readonly db: Pick<Reading, 'read' | 'time'>
  readonly keys: readonly DataKey[]
  /** That of the server, if it is known. */
  readonly env?: Environment
}

export type Result = Omit<Finding, 'check'>
type Checks = Readonly<Record<string, (store: Examined) => Promise<Result>>>

/** The checks of an SQLite file, in the order of the output. */
export const fileChecks: Checks = { integrity, references }

/** The checks of every store. */
export const storeChecks: Checks = {
  values: twice(values),
  results: twice(results),
  ranks: async ({ db }) => ranks(await readCatalogue(db)),
  groups: async ({ db }) => groups(await readCatalogue(db)),
  administrator,
  providers: twice(providers),
  audit,
  state,
  past: twice(past),
}

async function integrity({ db }: Examined): Promise<Result> {
  const [rows] = await db.read(integrityCheck)
  const damage = rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
  const problems = damage.map((line) => `The file is damaged (${line}); restore a backup.`)
  return { problems, seen: 'no damaged page' }
}

async function references({ db }: Examined): Promise<Result> {
  const [rows] = await db.read(foreignKeyCheck)
  const problems = rows.map(
    ({ table, parent }) =>
      `A row of ${table} refers to a missing row of ${parent}; restore a backup.`,
  )
  return { problems, seen: 'every reference leads to an existing row' }
}

/** Checks again if something was found: the reads may have mixed two moments of a server that writes. */
function twice(check: (store: Examined) => Promise<Result>) {
  return async (store: Examined) => {
    const found = await check(store)
    return found.problems.length === 0 ? found : check(store)
  }
}

async function values({ db, keys }: Examined): Promise<Result> {
  const { hidden } = keyRing(keys)
  const problems: string[] = []
  let [seen, sealed] = [0, 0]
  const catalogue = await readCatalogue(db)
  for (const attribute of catalogue.attributes.values()) {
    await eachValue(db, attribute.id, (stored, place, whose) => {
      seen++
      if (stored.version !== null) sealed++
      const wrong = misfit(attribute, stored, () => hidden.open(stored, place))
      if (wrong !== undefined) {
        problems.push(`The value of user attribute ${attribute.id} ${whose} ${wrong}.`)
      }
    })
  }
  return { problems, seen: `${counted(seen, 'value')}, ${sealed} of them hidden` }
}

/** The problem with a stored value, never the value itself. */
function misfit(
  { type, value_is_hidden }: UserAttribute,
  { value, version }: StoredCells,
  open: () => string,
): string | undefined {
  if (value_is_hidden && version === null) return 'is not sealed; start the server to seal it'
  let text = value
  try {
    if (version !== null) text = open()
  } catch {
    return 'does not open with the keys of this store; set it again'
  }
  // guard backup-16: > 0 → < 0
  return valueProblems({ type }, text).length > 0
    ? `does not fit the type ${type}; set it again`
    : undefined
}

type Look = (stored: StoredCells, place: Place, whose: string) => void

async function eachValue(db: Examined['db'], id: UserAttributeId, look: Look): Promise<void> {
  const key = { user_attribute_id: id }
  const [defaults] = await db.read(storedDefaultOf(key))
  for (const stored of defaults) look(stored, key, 'by default')
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [rows]: readonly [GroupsValue[]] = await db.read(
      storedGroupValues({ ...key, after, most: pageRows }),
    )
    for (const { group_id, ...stored } of rows) {
      look(stored, { ...key, group_id }, `for group ${group_id}`)
    }
    after = laterThan(after, rows.at(-1)?.group_id)
  }
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [rows]: readonly [OwnValue[]] = await db.read(
      storedUserValues({ ...key, after, most: pageRows }),
    )
    for (const { user_id, next_value: value, next_version: version, ...stored } of rows) {
      const place = { ...key, user_id }
      look(stored, place, `for user ${user_id}`)
      if (value !== null) look({ value, version }, place, `that follows for user ${user_id}`)
    }
    after = laterThan(after, rows.at(-1)?.user_id)
  }
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const [rows]: readonly [(StoredCells & { readonly user_id: string })[]] = await db.read(
      signInValuesToSeal({ ...key, after, most: pageRows }),
    )
    for (const { user_id, ...stored } of rows) {
      look(stored, { ...key, sign_in_of: user_id }, `from a sign-in of user ${user_id}`)
    }
    after = laterThan(after, rows.at(-1)?.user_id)
  }
}
type OwnValue = StoredCells & {
  readonly user_id: string
  readonly next_value: string | null
  readonly next_version: string | null
}
type GroupsValue = StoredCells & { readonly group_id: string }

/** The values that are read at once. */
const pageRows = 1000

/** The last key of a page; undefined at the end. A damaged file may repeat its rows, so keys that do not grow throw. */
function laterThan(after: string, last: string | undefined): string | undefined {
  if (last !== undefined && BigInt(last) <= BigInt(after)) throw new CannotRun(outOfOrder)
  return last
}
const outOfOrder = 'Rows are out of order: the file is damaged; restore a backup.'

/** Results of changes; what they say is not looked at. */
async function results({ db, keys }: Examined): Promise<Result> {
  const ring = keyRing(keys)
  const closed = new Set<string>()
  let seen = 0
  for (let after: BlockKey | undefined = { change_id: '0', block: 0 }; after !== undefined; ) {
    const [rows]: readonly [(BlockKey & KeptBlock)[]] = await db.read(
      blocksAfter({ ...after, most: pageBlocks }),
    )
    for (const { change_id, ...row } of rows) {
      seen++
      await unpackedBlock(ring, row).catch(() => closed.add(change_id))
    }
    const last = rows.at(-1)
    if (last !== undefined && !isLater(last, after)) throw new CannotRun(outOfOrder)
    after = last && { change_id: last.change_id, block: last.block }
  }
  const problems = [...closed].map(
    (id) =>
      `The result of change ${id} does not open with the keys of this store; it ends by itself.`,
  )
  return { problems, seen: `${counted(seen, 'block')} of results of changes` }
}
interface BlockKey {
  readonly change_id: string
  readonly block: number
}
const pageBlocks = 50

const isLater = (one: BlockKey, other: BlockKey): boolean => {
  const [change, before] = [BigInt(one.change_id), BigInt(other.change_id)]
  return change > before || (change === before && one.block > other.block)
}

function ranks(catalogue: Catalogue): Result {
  const ranked = [...catalogue.attributes.keys()].map((id) => ({
    id,
    ranks: catalogue.storedGroupValues(id).map(({ rank }) => rank),
  }))
  const problems = ranked
    .filter(({ ranks }) => ranks.some((rank, at) => rank !== at + 1))
    .map(
      ({ id, ranks }) =>
        `The group values of user attribute ${id} do not rank from 1 to ${ranks.length}; set the list again.`,
    )
  const lists = ranked.filter(({ ranks }) => ranks.length > 0).length
  return { problems, seen: `${counted(lists, 'list')} of group values` }
}

function groups(catalogue: Catalogue): Result {
  const problems = [...catalogue.groups.values()]
    .filter(({ id, parents }) =>
      parents.some((parent) => catalogue.groupsAround(parent).includes(id)),
    )
    .map(({ id }) => `Group ${id} contains itself; take it out of a group that it contains.`)
  return { problems, seen: counted(catalogue.groups.size, 'group') }
}

async function administrator({ db }: Examined): Promise<Result> {
  const [admins] = await db.read(enabledAdministrators)
  const able = admins.filter(({ can_sign_in }) => can_sign_in)
  const missing = admins.length === 0 ? noAdministrator : noKey
  return {
    problems: able.length > 0 ? [] : [missing],
    seen: `${counted(able.length, 'enabled administrator')} can sign in`,
  }
}

const noAdministrator =
  'No enabled user is an administrator; make one with: attrium admin new-key USER'
const noKey =
  'No enabled administrator has an enabled API key; make one with: attrium admin new-key'

async function audit({ db, keys }: Examined): Promise<Result> {
  const problems: string[] = []
  const check = new AuditCheck(auditKey(keys), [], (problem) => problems.push(`${problem}.`))
  await verifyAudit(db, check)
  return { problems, seen: `${counted(check.rows, 'row')}, every chain intact` }
}

async function state(store: Examined): Promise<Result> {
  const compared = await compareWithAudit(store)
  return { problems: compared.problems, seen: seenOf(compared) }
}
