// Shortens the audit: rows that are in an archive are deleted from the store in portions. For each portion a new row
// says where the chains begin from then on (decision 48).
import { CannotRun } from '../errors.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import type { Db, Reading } from '../store/db.ts'
import { archivedChains, deleteRows, keepValues, macAt, moveBase, rowFrom } from './archive-sql.ts'
import { auditRow, byOperator } from './audit-row.ts'
import { archiving } from './chain-check.ts'
import { type AuditPageRow, auditBases, auditPage, newestAudit } from './sql.ts'

/** The sequence of the newest row written before `time`; 0 when there is none. */
export async function lastBefore(db: Pick<Reading, 'read'>, time: number): Promise<number> {
  const [[newest]] = await db.read(newestAudit)
  let [before, from] = [0, (newest?.sequence ?? 0) + 1]
  // Time never goes back (decision 12), so each step of the search halves the rows that are left.
  while (before + 1 < from) {
    const middle = Math.floor((before + from) / 2)
    const [[row]] = await db.read(rowFrom({ sequence: middle }))
    if (row !== undefined && row.at < time && row.sequence < from) before = row.sequence
    else from = middle
  }
  return before
}

/** The newest row of each chain among the added rows, which come in their order. */
export class ChainEnds {
  readonly #ends = new Map<string, ChainHead>()
  readonly attributes = new Map<string, string>()

  add({ chain_id, chain_sequence, mac, user_attribute_id }: AuditPageRow): void {
    if (chain_id === null || chain_sequence === null || mac === null) throw notChained()
    this.#ends.set(chain_id, { chain_id, chain_sequence, mac })
    const highest = BigInt(this.attributes.get(chain_id) ?? '0')
    if (user_attribute_id !== null && BigInt(user_attribute_id) > highest) {
      this.attributes.set(chain_id, user_attribute_id)
    }
  }

  get all(): readonly ChainHead[] {
    return [...this.#ends.values()]
  }
}
const notChained = () =>
  new CannotRun('The audit has rows in no chain; attrium audit verify says which.')

/** The contents of an archive: the rows up to `upTo`, with the first and the newest of each chain. */
export interface Archived {
  readonly upTo: number
  readonly begins: ReadonlyMap<string, number>
  readonly ends: readonly ChainHead[]
}

/** Throws CannotRun when the archive ends with rows that are not those of the store. */
export async function insistOnSame(db: Pick<Reading, 'read'>, { ends }: Archived): Promise<void> {
  const [bases] = await db.read(auditBases)
  for (const end of ends) {
    const base = bases.find(({ chain_id }) => chain_id === end.chain_id)
    if (base !== undefined && base.chain_sequence >= end.chain_sequence) continue
    const [[row]] = await db.read(macAt(end))
    if (row?.mac !== end.mac)
      throw new CannotRun('The archive is not of this audit; name another file.')
  }
}

/** Deletes the rows of the archive from the store; `told` is called with the number of rows deleted so far. */
export async function cut(
  db: Pick<Db, 'read' | 'commit'>,
  archived: Archived,
  { now, told }: { readonly now: () => number; readonly told: (rows: number) => void },
): Promise<void> {
  // The rows that name the ends of earlier archives are deleted too, so those ends are stored again first.
  const [bases] = await db.read(archivedChains)
  await say(db, now(), bases, [])
  for (let rows = 0; ; ) {
    const [held, page] = await db.read(auditBases, auditPage({ after: 0 }))
    const going = page.filter(({ sequence }) => sequence <= archived.upTo)
    const last = going.at(-1)
    if (last === undefined) return
    // guard archive-2: gone
    if (!going.every((row) => isIn(archived, row))) throw notFirst()
    const ends = new ChainEnds()
    for (const row of going) ends.add(row)
    const moves = ends.all.map((end) =>
      moveBase({
        ...end,
        attribute: ends.attributes.get(end.chain_id) ?? '0',
        at: going.reduce((newest, { at }) => Math.max(newest, at), 0),
        was: held.find(({ chain_id }) => chain_id === end.chain_id)?.chain_sequence ?? 0,
      }),
    )
    const upTo = { upTo: last.sequence }
    // guard past-3: without keepValues(upTo),
    await say(db, now(), ends.all, [...moves, keepValues(upTo), deleteRows(upTo)])
    rows += going.length
    told(rows)
  }
}

function isIn({ begins, ends }: Archived, { chain_id, chain_sequence }: AuditPageRow): boolean {
  if (chain_id === null || chain_sequence === null) return false
  const begin = begins.get(chain_id)
  const end = ends.find((each) => each.chain_id === chain_id)?.chain_sequence ?? 0
  return begin !== undefined && chain_sequence >= begin && chain_sequence <= end
}
const notFirst = () =>
  new CannotRun(
    'The store has rows that come before those of this archive; name the archive that has them first.',
  )

const say = (
  db: Pick<Db, 'commit'>,
  at: number,
  bases: readonly ChainHead[],
  statements: Parameters<Db['commit']>[0]['statements'],
) =>
  db.commit({
    statements,
    audit: auditRow(byOperator(archiving, at), { details: { bases } }),
    changesAuthority: false,
  })
