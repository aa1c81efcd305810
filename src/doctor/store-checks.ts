// What must hold of every store; each check reads only and says what is wrong with its place.
import { enabledAdministrators } from '../access/sql.ts'
import { AuditCheck, verifyAudit } from '../audit/verification.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { readCatalogue } from '../catalogue/sql.ts'
import { storedDefaultOf, storedGroupValues, storedUserValues } from '../domain/sealing-sql.ts'
import { CannotRun } from '../errors.ts'
import type { UserAttributeId } from '../ids.ts'
import { auditKey, type DataKey } from '../keys/data-keys.ts'
import type { HeldCells, Place } from '../keys/hidden-value.ts'
import { keyRing } from '../keys/key-ring.ts'
import type { Reading } from '../store/db.ts'
import type { UserAttribute } from '../user-attributes/user-attribute.ts'
import { valueProblems } from '../user-attributes/value.ts'
import { counted, type Finding } from './finding.ts'
import { foreignKeyCheck, integrityCheck } from './sql.ts'

/** A store that is looked at, maybe beside a server that writes to it. */
export interface Examined {
  readonly db: Pick<Reading, 'read'>
  readonly keys: readonly DataKey[]
}

type Result = Omit<Finding, 'check'>
type Checks = Readonly<Record<string, (store: Examined) => Promise<Result>>>

/** Of an SQLite file, in the order in which they are told. */
export const fileChecks: Checks = { integrity, references }

/** Of every store. */
export const storeChecks: Checks = {
  values: twice(values),
  ranks: async ({ db }) => ranks(await readCatalogue(db)),
  groups: async ({ db }) => groups(await readCatalogue(db)),
  administrator,
  audit,
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
    ({ table, parent }) => `A row of ${table} belongs to no row of ${parent}; restore a backup.`,
  )
  return { problems, seen: 'every row belongs to one that exists' }
}

/** What is found once may be two moments of a server that writes. */
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

/** What is wrong with a value as it is stored, never the value itself. */
function misfit(
  { type, value_is_hidden }: UserAttribute,
  { value, version }: HeldCells,
  open: () => string,
): string | undefined {
  if (value_is_hidden && version === null) return 'is not sealed; start the server, which does it'
  let text = value
  try {
    if (version !== null) text = open()
  } catch {
    return 'does not open with the keys of this store; set it again'
  }
  return valueProblems({ type }, text).length > 0 ? `is no ${type}; set it again` : undefined
}

type Look = (stored: HeldCells, place: Place, whose: string) => void

async function eachValue(db: Examined['db'], id: UserAttributeId, look: Look): Promise<void> {
  const key = { user_attribute_id: id }
  const [defaults, ofGroups] = await db.read(storedDefaultOf(key), storedGroupValues(key))
  for (const stored of defaults) look(stored, key, 'by default')
  for (const { group_id, ...stored } of ofGroups) {
    look(stored, { ...key, group_id }, `for group ${group_id}`)
  }
  for (let after = '0'; ; ) {
    const [rows]: readonly [OwnValue[]] = await db.read(storedUserValues({ ...key, after }))
    for (const { user_id, ...stored } of rows) {
      look(stored, { ...key, user_id }, `for user ${user_id}`)
    }
    const last = rows.at(-1)?.user_id
    if (last === undefined) return
    if (BigInt(last) <= BigInt(after)) throw new CannotRun(outOfOrder)
    after = last
  }
}
const outOfOrder = 'The values of users are out of order: the file is damaged; restore a backup.'
type OwnValue = HeldCells & { readonly user_id: string }

function ranks(catalogue: Catalogue): Result {
  const ranked = [...catalogue.attributes.keys()].map((id) => ({
    id,
    ranks: catalogue.groupValues(id).map(({ rank }) => rank),
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
    seen: `${counted(able.length, 'enabled one')} can sign in`,
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
  return { problems, seen: `${counted(check.rows, 'row')}, every chain whole` }
}
